/** What introspection answers with, plain (RFC 7662, 2.2) and signed (RFC 9701, 5). */
import type { Client } from "../client/client.ts";
import { isJsonObject, type JsonObject, signJwt } from "../crypto/signed_jwt.ts";
import { toWirePermissions } from "../grant/authorization_details.ts";
import { keyAlgorithmOf, type OwnAlgorithm } from "../keys/signing_key.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import { type EpochMillis, toEpochSeconds } from "../time.ts";
import { toClaims } from "./access_token.ts";
import type { ActiveToken, IntrospectionAnswer } from "./introspect_token.ts";

/** What signing needs. */
export interface IntrospectionSigning {
  readonly issuer: string;
  readonly keys: SigningKeys;
  /** For callers that registered none. */
  readonly signingAlgorithm: OwnAlgorithm;
}

/** The members of the answer; of a token that is not active nothing else is said. */
export function describeToken(active: ActiveToken | undefined, issuer: string): JsonObject {
  if (active === undefined) return { active: false };
  const { grant } = active;
  if (active.kind === "access_token") {
    const expiresAt = Math.min(active.token.expiresAt, grant.expiresAt);
    const claims = toClaims({ ...active.token, expiresAt }, issuer);
    return { active: true, token_type: tokenType(claims), ...claims };
  }
  return {
    active: true,
    iss: issuer,
    sub: grant.subject,
    client_id: grant.clientId,
    grant_id: grant.id,
    ...toWirePermissions(grant),
    iat: toEpochSeconds(grant.grantedAt),
    exp: toEpochSeconds(grant.expiresAt),
  };
}

/** How the token is to be presented (RFC 9449, 5; RFC 6750, 4). */
function tokenType({ cnf }: JsonObject): "DPoP" | "Bearer" {
  return isJsonObject(cnf) && cnf["jkt"] !== undefined ? "DPoP" : "Bearer";
}

/**
 * The answer as a JWT for the caller alone. It has neither `sub` nor `exp`, and a type of its own,
 * so that it cannot be taken for a token (RFC 9701, 5 and 8.1).
 */
export async function signIntrospection(
  signing: IntrospectionSigning,
  { caller, active }: IntrospectionAnswer,
  now: EpochMillis,
): Promise<string> {
  const algorithm = keyAlgorithmOf(algorithmFor(signing, caller));
  const signer = await signing.keys.current(algorithm, now);
  const header = { alg: signer.algorithm, kid: signer.kid, typ: "token-introspection+jwt" };
  const claims = {
    iss: signing.issuer,
    aud: caller.id,
    iat: toEpochSeconds(now),
    token_introspection: describeToken(active, signing.issuer),
  };
  return await signJwt(header, claims, signer.privateKey);
}

function algorithmFor(signing: IntrospectionSigning, caller: Client) {
  return caller.introspectionSigningAlgorithm ?? signing.signingAlgorithm;
}
