/** id_tokens (OpenID Connect Core, 2). */
import type { Client } from "../client/client.ts";
import { signJwt } from "../crypto/signed_jwt.ts";
import type { Grant } from "../grant/grant.ts";
import { keyAlgorithmOf, type OwnAlgorithm } from "../keys/signing_key.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import { ID_TOKEN_SECONDS } from "../limits.ts";
import { type EpochMillis, toEpochSeconds } from "../time.ts";

/** What making an id_token needs. */
export interface IdTokenIssuing {
  readonly issuer: string;
  readonly keys: SigningKeys;
  /** For clients that registered none. */
  readonly signingAlgorithm: OwnAlgorithm;
}

/** States who authenticated, when, and for which request; nothing about the person. */
export async function issueIdToken(
  issuing: IdTokenIssuing,
  client: Client,
  grant: Grant,
  nonce: string | undefined,
  now: EpochMillis,
): Promise<string> {
  const algorithm = client.idTokenSigningAlgorithm ?? issuing.signingAlgorithm;
  const signer = await issuing.keys.current(keyAlgorithmOf(algorithm), now);
  const claims = {
    iss: issuing.issuer,
    sub: grant.subject,
    aud: client.id,
    iat: toEpochSeconds(now),
    exp: toEpochSeconds(now) + ID_TOKEN_SECONDS,
    auth_time: toEpochSeconds(grant.authenticatedAt),
    ...(nonce !== undefined && { nonce }),
  };
  const header = { alg: signer.algorithm, kid: signer.kid, typ: "JWT" };
  return await signJwt(header, claims, signer.privateKey);
}
