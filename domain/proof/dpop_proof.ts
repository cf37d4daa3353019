/** DPoP proofs (RFC 9449): an app shows that it holds the key of its tokens, for one request. */
import {
  type DecodedJwt,
  decodeJwt,
  findTimeFault,
  hasType,
  isJsonObject,
  isSignedBy,
  stringClaim,
} from "../crypto/signed_jwt.ts";
import { OAuthError } from "../errors.ts";
import { type KeyThumbprint, sha256Base64Url } from "../ids.ts";
import { DPOP_PROOF_MAX_AGE_SECONDS, JTI_MAX_LENGTH } from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { DpopKeyCache } from "./dpop_key.ts";
import { DpopNonceError, type NonceDemand } from "./dpop_nonce.ts";
import type { RunGuard } from "./guarded_run.ts";
import { isSameTarget } from "./target_uri.ts";

declare const verified: unique symbol;

/** A proof of which all is right but that it may have been used before: that is the claim. */
export interface VerifiedDpopProof {
  readonly [verified]: true;
  readonly thumbprint: KeyThumbprint;
  readonly replayClaim: RunGuard;
}

/** What a proof has to be about. */
export interface DpopExpectation {
  /** The HTTP method of the request. */
  readonly method: string;
  /** The URL of the request as the outside knows it: the issuer and the path. */
  readonly url: string;
  readonly now: EpochMillis;
  /** SHA-256 of the access token that comes along, base64url (`ath`); undefined without one. */
  readonly accessTokenHash?: string;
  /** The nonces of which it must carry one; undefined when none is demanded. */
  readonly nonces?: NonceDemand | undefined;
}

/**
 * Verifies the value of a `DPoP` header: all checks of RFC 9449, 4.3, the cheap ones first. Throws
 * `invalid_dpop_proof`, or `use_dpop_nonce` for a proof that is to be made again with a nonce.
 */
export async function verifyDpopProof(
  header: string,
  expectation: DpopExpectation,
  keys: DpopKeyCache,
): Promise<VerifiedDpopProof> {
  const proof = decodeProof(header);
  const usableUntil = checkFreshness(proof, expectation);
  checkTarget(proof, expectation);
  const jti = readJti(proof);
  const thumbprint = await checkSignature(proof, keys);
  return {
    thumbprint,
    replayClaim: {
      operation: {
        verb: "claimOnce",
        at: `proof:${thumbprint}:${await sha256Base64Url(jti)}`,
        expiresAt: usableUntil,
      },
      refusal: () => refusal("The DPoP proof has been used before: each needs a fresh jti"),
    },
  } as VerifiedDpopProof;
}

/** Two headers arrive joined by a comma, which is in no JWT, and so are refused (check 1). */
function decodeProof(header: string): DecodedJwt {
  const proof = decodeJwt(header);
  if (proof === undefined) {
    throw refusal("The DPoP header must be one JWT signed with PS256, ES256 or EdDSA");
  }
  if (!hasType(proof, ["dpop+jwt"])) throw refusal("The typ of a DPoP proof must be dpop+jwt");
  return proof;
}

/** Checks 10 and 11. Answers until when the use of the proof must be remembered. */
function checkFreshness(proof: DecodedJwt, { nonces, now }: DpopExpectation): EpochMillis {
  if (nonces === undefined) return checkTimes(proof, now);
  const { nonce, iat, ...others } = proof.claims;
  if (typeof nonce !== "string" || !nonces.accepted.includes(nonce)) {
    throw new DpopNonceError(nonces.current);
  }
  // The nonce tells when the proof was made, whatever the app's clock says (RFC 9449, 8).
  if (typeof iat !== "number") throw refusal("The iat of the DPoP proof is missing");
  refuseTimeFault({ ...proof, claims: others }, now);
  return nonces.acceptedUntil;
}

/** Neither older nor newer than the window in which its use is remembered. */
function checkTimes(proof: DecodedJwt, now: EpochMillis): EpochMillis {
  const { iat } = proof.claims;
  refuseTimeFault(proof, now);
  if (typeof iat !== "number") throw refusal("The iat of the DPoP proof is missing");
  const issuedAt = iat * 1000;
  if (now > addSeconds(issuedAt, DPOP_PROOF_MAX_AGE_SECONDS)) {
    throw refusal(
      `The iat of the DPoP proof must be at most ${DPOP_PROOF_MAX_AGE_SECONDS} seconds in the past`,
    );
  }
  return Math.ceil(addSeconds(issuedAt, DPOP_PROOF_MAX_AGE_SECONDS)) + 1;
}

function refuseTimeFault(proof: DecodedJwt, now: EpochMillis): void {
  const fault = findTimeFault(proof, now);
  if (fault !== undefined) throw refusal(`The DPoP proof cannot be accepted: ${fault}`);
}

/** A proof made for another request or another token must not serve here (checks 8, 9 and 12). */
function checkTarget(proof: DecodedJwt, expectation: DpopExpectation): void {
  if (proof.claims["htm"] !== expectation.method) {
    throw refusal("The htm of the DPoP proof must be the method of the request");
  }
  const target = stringClaim(proof, "htu");
  if (target === undefined || !isSameTarget(target, expectation.url)) {
    throw refusal("The htu of the DPoP proof must be the URL of the request");
  }
  const { accessTokenHash } = expectation;
  if (accessTokenHash !== undefined && proof.claims["ath"] !== accessTokenHash) {
    throw refusal("The ath of the DPoP proof must be the hash of the access token");
  }
}

function readJti(proof: DecodedJwt): string {
  const jti = stringClaim(proof, "jti") ?? "";
  if (jti === "" || jti.length > JTI_MAX_LENGTH) {
    throw refusal(`The jti of a DPoP proof must be a text of 1 to ${JTI_MAX_LENGTH} characters`);
  }
  return jti;
}

/** Checks 5 to 7; symmetric and private keys are refused with the key. */
async function checkSignature(proof: DecodedJwt, keys: DpopKeyCache): Promise<KeyThumbprint> {
  const { jwk } = proof.header;
  const key = isJsonObject(jwk) ? await keys.load(jwk, proof.algorithm) : undefined;
  if (key === undefined) {
    throw refusal("The jwk of a DPoP proof must be a public key that fits its alg");
  }
  if (!await isSignedBy(proof, key.publicKey)) {
    throw refusal("The DPoP proof must be signed with the key in its jwk");
  }
  return key.thumbprint;
}

function refusal(description: string): OAuthError {
  return new OAuthError("invalid_dpop_proof", description);
}
