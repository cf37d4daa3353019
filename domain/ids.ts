/**
 * Identifiers that cannot be mixed up: each is a string branded with its kind, made in this file
 * only. Secrets have at least 128 bits of entropy (FAPI 2.0 Security Profile, 5.4.1); ours have 256.
 */

declare const brand: unique symbol;

/** A string that is known to be an identifier of the given kind. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** An OAuth client, that is, a registered app. */
export type ClientId = Id<"ClientId">;
/** A customer's consent as a record (Grant Management for OAuth 2.0, `grant_id`). */
export type GrantId = Id<"GrantId">;
/** One walk through the screens. Derived from the request URI, if there is one, so it gives nothing away. */
export type InteractionId = Id<"InteractionId">;
/** A pushed authorization request (RFC 9126, section 2.2). A secret until it is opened. */
export type RequestUri = Id<"RequestUri">;
/** An authorization code (RFC 6749, section 1.3.1). A secret. */
export type AuthorizationCode = Id<"AuthorizationCode">;
/** A refresh token (RFC 6749, section 1.5). A secret. */
export type RefreshToken = Id<"RefreshToken">;
/** SHA-256 JWK thumbprint of a DPoP key (RFC 7638), base64url. */
export type KeyThumbprint = Id<"KeyThumbprint">;
/** SHA-256 of a certificate in DER (RFC 8705, 3.1: `x5t#S256`), base64url. */
export type CertificateThumbprint = Id<"CertificateThumbprint">;
/** What the help desk is told to find a fault in the logs. */
export type IncidentId = Id<"IncidentId">;
/**
 * One attempt at a request. Whoever repeats a store command whose answer was lost repeats it with
 * the same attempt, and so recognises its own claim instead of taking it for a replay.
 */
export type AttemptId = Id<"AttemptId">;

/** The prefix of every request URI (RFC 9126, section 2.2). */
export const REQUEST_URI_PREFIX = "urn:ietf:params:oauth:request_uri:";

/** The source of randomness. Implementations must be cryptographically secure. */
export interface RandomSource {
  /** That many fresh random bytes. */
  bytes(length: number): Uint8Array;
}

const CLIENT_ID = /^[A-Za-z0-9._~-]{1,128}$/;
const BASE64URL_256_BITS = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits in base64url without padding (43 characters). */
export function randomSecret(random: RandomSource): string {
  return encodeBase64Url(random.bytes(32));
}

/** Whether a string has the form of {@link randomSecret}; a cheap check before any look-up. */
export function isSecretShaped(text: string): boolean {
  return BASE64URL_256_BITS.test(text);
}

/** Bytes in base64url without padding (RFC 7515, section 2). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** SHA-256 of a text, base64url without padding. */
export async function sha256Base64Url(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return encodeBase64Url(new Uint8Array(digest));
}

/** Reads a `client_id`; undefined when it cannot be one of ours. */
export function parseClientId(text: string): ClientId | undefined {
  return CLIENT_ID.test(text) ? text as ClientId : undefined;
}

/** Makes a {@link GrantId}. */
export function newGrantId(random: RandomSource): GrantId {
  return randomSecret(random) as GrantId;
}

/** Reads a `grant_id`; undefined when it cannot be one of ours. */
export function parseGrantId(text: string): GrantId | undefined {
  return isSecretShaped(text) ? text as GrantId : undefined;
}

/** Reads a SHA-256 thumbprint; undefined when it cannot be one. */
export function parseKeyThumbprint(text: string): KeyThumbprint | undefined {
  return BASE64URL_256_BITS.test(text) ? text as KeyThumbprint : undefined;
}

/** Reads the thumbprint of a certificate; undefined when it cannot be one. */
export function parseCertificateThumbprint(text: string): CertificateThumbprint | undefined {
  return BASE64URL_256_BITS.test(text) ? text as CertificateThumbprint : undefined;
}

/** The thumbprint of a certificate in DER. */
export async function thumbprintOfCertificate(
  der: Uint8Array<ArrayBuffer>,
): Promise<CertificateThumbprint> {
  const digest = await crypto.subtle.digest("SHA-256", der);
  return encodeBase64Url(new Uint8Array(digest)) as CertificateThumbprint;
}

/** Makes the {@link AttemptId} of one request. */
export function newAttemptId(random: RandomSource): AttemptId {
  return encodeBase64Url(random.bytes(16)) as AttemptId;
}

/** The {@link AttemptId} of something that is the same whoever does it, and how often: of its name. */
export function attemptCalled(name: string): AttemptId {
  return name as AttemptId;
}

/** Makes a {@link RequestUri} (RFC 9126, section 7.1: not guessable). */
export function newRequestUri(random: RandomSource): RequestUri {
  return (REQUEST_URI_PREFIX + randomSecret(random)) as RequestUri;
}

/** Reads a `request_uri`; undefined when it cannot be one of ours. */
export function parseRequestUri(text: string): RequestUri | undefined {
  if (!text.startsWith(REQUEST_URI_PREFIX)) return undefined;
  return isSecretShaped(text.slice(REQUEST_URI_PREFIX.length)) ? text as RequestUri : undefined;
}

/** The interaction that a pushed request opens: its SHA-256, so that a stored key is no secret. */
export async function interactionIdOf(requestUri: RequestUri): Promise<InteractionId> {
  return await sha256Base64Url(requestUri) as InteractionId;
}

/** Makes the {@link InteractionId} of a walk that no request URI opens. */
export function newInteractionId(random: RandomSource): InteractionId {
  return randomSecret(random) as InteractionId;
}

/** Reads an interaction id from a URL; undefined when it cannot be one. */
export function parseInteractionId(text: string): InteractionId | undefined {
  return isSecretShaped(text) ? text as InteractionId : undefined;
}

/** Makes an {@link AuthorizationCode}. */
export function newAuthorizationCode(random: RandomSource): AuthorizationCode {
  return randomSecret(random) as AuthorizationCode;
}

/** Reads a `code`; undefined when it cannot be one of ours. */
export function parseAuthorizationCode(text: string): AuthorizationCode | undefined {
  return isSecretShaped(text) ? text as AuthorizationCode : undefined;
}

/** Makes a {@link RefreshToken}. */
export function newRefreshToken(random: RandomSource): RefreshToken {
  return randomSecret(random) as RefreshToken;
}

/** Reads a `refresh_token`; undefined when it cannot be one of ours. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  return isSecretShaped(text) ? text as RefreshToken : undefined;
}

/** Makes an {@link IncidentId}: short enough to be read out on the phone. */
export function newIncidentId(random: RandomSource): IncidentId {
  return random.bytes(5).toHex().toUpperCase() as IncidentId;
}
