/** Every lifetime and limit of the protocol in one place, with its unit and its reason. */

/** Lifetimes that the configuration may change, within what FAPI 2.0 permits. */
export interface Lifetimes {
  /** How long a pushed request waits for the browser (RFC 9126, 2.2; FAPI 2.0 5.3.2.2: under 600 s). */
  readonly requestUriSeconds: number;
  /** From opening the first screen to the consent at the latest. */
  readonly interactionSeconds: number;
  /** How long a code can be redeemed (FAPI 2.0 5.3.2.1: at most 60 s). */
  readonly codeSeconds: number;
  /** Short, because an app renews it without the customer (FAPI 2.0 6.9). */
  readonly accessTokenSeconds: number;
  /** 認可期間: how long a grant and its refresh token last. */
  readonly grantDays: number;
}

/**
 * How far ahead of our clock `iat` and `nbf` of a received JWT may be: FAPI 2.0 5.3.2.1 demands at
 * least 10 s and at most 60 s; the middle leaves room for latency on both sides.
 */
export const FUTURE_SKEW_SECONDS = 30;

/** How long after its `exp` a received JWT is still accepted, for clocks that differ. */
export const EXPIRY_SKEW_SECONDS = 10;

/** How old a DPoP proof may be (RFC 9449, 11.1: a short time after its creation). */
export const DPOP_PROOF_MAX_AGE_SECONDS = 60;

/** How long a DPoP nonce is the current one; it is accepted for as long again (RFC 9449, 8.2). */
export const DPOP_NONCE_WINDOW_SECONDS = 120;

/** How long keys found at a `jwks_uri` are used without looking again. */
export const CLIENT_KEYS_FRESH_SECONDS = 300;

/** How seldom at most a `jwks_uri` is asked, whether it answered or not. */
export const CLIENT_KEYS_RETRY_SECONDS = 60;

/** How long the keys found last may be used while a `jwks_uri` does not answer: a long disturbance. */
export const CLIENT_KEYS_USABLE_SECONDS = 21_600;

/** How far ahead the `exp` of a client assertion may lie; bounds how long its `jti` is remembered. */
export const ASSERTION_MAX_LIFETIME_SECONDS = 3600;

/** How long a spent or expired pushed request can still send the customer back with a proper error. */
export const SPENT_REQUEST_SECONDS = 1800;

/**
 * How long beyond its life a code is remembered, so that a late second use is still seen as one
 * and ends the grant (RFC 6749, 4.1.2).
 */
export const SPENT_CODE_SECONDS = 3600;

/** How long the grant that resource calls look at stays in the ephemeral store. */
export const GRANT_SNAPSHOT_SECONDS = 3600;

/**
 * How long the mark of an ended grant stays there: longer than any reader of the database that
 * still saw it active could need to write down what it saw.
 */
export const ENDED_GRANT_MARK_SECONDS = 86_400;

/**
 * How long after its beginning the end of a grant is looked after that is not in the database: longer
 * than a request may take, and much shorter than {@link ENDED_GRANT_MARK_SECONDS}.
 */
export const UNFINISHED_ENDING_SECONDS = 60;

/** How exactly the last use of a grant is kept: as exactly as a person wants to know it. */
export const LAST_USE_PRECISION_SECONDS = 60;

/** How long customers see a link that is over. */
export const ENDED_LINK_SHOWN_SECONDS = 90 * 86_400;

/** How long the last use of a grant is kept: the longest grant (180 days), and while it is shown. */
export const LAST_USE_SECONDS = 180 * 86_400 + ENDED_LINK_SHOWN_SECONDS;

/** How long a successor is announced before it signs: twice what verifiers may cache the JWKS. */
export const KEY_ANNOUNCEMENT_SECONDS = 600;

/** How long a retired key stays published: longer than anything that it signed lives. */
export const RETIRED_KEY_SECONDS = 7200;

/** How often new entries of the operation log are sealed: so long at most they can be changed unseen. */
export const LOG_SEAL_SECONDS = 60;

/** How long others may cache the JWKS and the metadata. */
export const METADATA_CACHE_SECONDS = 300;

/** How old the in-process copy of our own keys may be. */
export const KEY_CACHE_SECONDS = 5;

/**
 * Lifetime of a signed authorization response: the browser carries it to the app at once (JARM, 2.1
 * recommends at most 600 s; the conformance suite warns below 10 s).
 */
export const SIGNED_RESPONSE_SECONDS = 120;

/**
 * How long a request object may be valid, and how old it may be (FAPI 2.0 Message Signing, 5.3.1:
 * `exp` at most 60 minutes after `nbf`, `nbf` at most 60 minutes past).
 */
export const REQUEST_OBJECT_MAX_SECONDS = 3600;

/** Lifetime of an id_token: it is read once, on receipt. */
export const ID_TOKEN_SECONDS = 300;

/** Largest form body in bytes; a request object with a long `state` and an assertion fit well. */
export const FORM_MAX_BYTES = 32_768;

/** How long a body may be on its way: a form is small, and who is slower only holds a connection. */
export const BODY_MAX_SECONDS = 10;

/**
 * In how many pieces a body of unknown length may come: each costs some microseconds before anybody
 * knows who sends it, so that byte by byte one body would keep the processor for a quarter second.
 */
export const BODY_MAX_PIECES = 64;

/**
 * How many bodies may be on their way to a process; of more, the slowest is given up. Of those who send
 * none of theirs, so many use some 40 MB, and so many times {@link FORM_MAX_BYTES} at the very most.
 */
export const MAX_BODIES_ON_THE_WAY = 4000;

/** Longest JWT that is looked at, in characters: a request object with the longest `state` and `nonce` fits. */
export const JWT_MAX_LENGTH = 12_288;

/** Longest `jti` that is accepted, in characters. */
export const JTI_MAX_LENGTH = 256;

/** Longest `state`, in characters; apps put signed data there. */
export const STATE_MAX_LENGTH = 4096;

/** Longest `nonce`, in characters (FAPI 2.0 5.3.2.2 demands 64). */
export const NONCE_MAX_LENGTH = 1024;

/** Smallest RSA modulus in bits (FAPI 2.0 5.4.1). */
export const RSA_MIN_BITS = 2048;

/** Largest RSA modulus in bits; verifying with a larger one costs more than we grant a stranger. */
export const RSA_MAX_BITS = 8192;
