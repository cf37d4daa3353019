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
}

/**
 * Verifies the value of a `DPoP` header: all checks of RFC 9449, 4.3, the cheap ones first. Throws
 * `invalid_dpop_proof`.
 */
export async function verifyDpopProof(
  header: string,
  expectation: DpopExpectation,
  keys: DpopKeyCache,
): Promise<VerifiedDpopProof> {
  const proof = decodeProof(header);
  const issuedAt = checkTimes(proof, expectation.now);
  checkTarget(proof, expectation);
  const jti = readJti(proof);
  const thumbprint = await checkSignature(proof, keys);
  return {
    thumbprint,
    replayClaim: {
      operation: {
        verb: "claimOnce",
        at: `proof:${thumbprint}:${await sha256Base64Url(jti)}`,
        expiresAt: Math.ceil(addSeconds(issuedAt, DPOP_PROOF_MAX_AGE_SECONDS)) + 1,
      },
      refusal: () => refusal("The DPoP proof has been used before"),
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

/** Neither older nor newer than the window in which its use is remembered (checks 11 and 12). */
function checkTimes(proof: DecodedJwt, now: EpochMillis): EpochMillis {
  const { iat } = proof.claims;
  const fault = findTimeFault(proof, now);
  if (fault !== undefined) throw refusal(`The DPoP proof is not valid now: ${fault}`);
  if (typeof iat !== "number") throw refusal("The DPoP proof has no iat");
  const issuedAt = iat * 1000;
  if (now > addSeconds(issuedAt, DPOP_PROOF_MAX_AGE_SECONDS)) {
    throw refusal("The DPoP proof is too old");
  }
  return issuedAt;
}

/** A proof made for another request or another token must not serve here (checks 8, 9 and 12). */
function checkTarget(proof: DecodedJwt, expectation: DpopExpectation): void {
  if (proof.claims["htm"] !== expectation.method) {
    throw refusal("The htm of the DPoP proof is not the method of the request");
  }
  const target = stringClaim(proof, "htu");
  if (target === undefined || !isSameTarget(target, expectation.url)) {
    throw refusal("The htu of the DPoP proof is not the URL of the request");
  }
  const { accessTokenHash } = expectation;
  if (accessTokenHash !== undefined && proof.claims["ath"] !== accessTokenHash) {
    throw refusal("The ath of the DPoP proof is not the hash of the access token");
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
    throw refusal("The signature of the DPoP proof is wrong");
  }
  return key.thumbprint;
}

function refusal(description: string): OAuthError {
  return new OAuthError("invalid_dpop_proof", description);
}
