/** What an access token of ours says (RFC 9068, 2.2; RFC 9449, 6.1; RFC 8705, 3.1). */
import { SCOPES } from "../client/client.ts";
import type { JsonObject } from "../crypto/signed_jwt.ts";
import { fromAuthorizationDetails, toWirePermissions } from "../grant/authorization_details.ts";
import type { Permissions } from "../grant/permissions.ts";
import { type ClientId, type GrantId, parseClientId, parseGrantId } from "../ids.ts";
import type { Key } from "../store/ephemeral_store.ts";
import { type EpochMillis, toEpochSeconds } from "../time.ts";
import { type Confirmation, fromCnf, toCnf } from "./confirmation.ts";

/** The meaning of an access token. */
export interface AccessToken extends Permissions {
  /** `jti` */
  readonly tokenId: string;
  readonly clientId: ClientId;
  readonly grantId: GrantId;
  /** The customer, pairwise. */
  readonly subject: string;
  /** What the token is bound to (`cnf`). */
  readonly confirmation: Confirmation;
  readonly issuedAt: EpochMillis;
  /** Exclusive. A token may outlive its grant; the grant is looked at on each use. */
  readonly expiresAt: EpochMillis;
}

/** The claims of a token; issuer and audience are the gateway itself. */
export function toClaims(token: AccessToken, issuer: string): JsonObject {
  return {
    iss: issuer,
    aud: issuer,
    sub: token.subject,
    client_id: token.clientId,
    grant_id: token.grantId,
    ...toWirePermissions(token),
    jti: token.tokenId,
    iat: toEpochSeconds(token.issuedAt),
    exp: toEpochSeconds(token.expiresAt),
    cnf: toCnf(token.confirmation),
  };
}

/** Reads claims whose signature has been verified; undefined when they are not those of a token for us. */
export function fromClaims(claims: JsonObject, issuer: string): AccessToken | undefined {
  if (claims["iss"] !== issuer || claims["aud"] !== issuer) return undefined;
  const { cnf, sub, jti, iat, exp } = claims;
  const clientId = parseClientId(text(claims["client_id"]));
  const grantId = parseGrantId(text(claims["grant_id"]));
  const confirmation = fromCnf(cnf);
  if (!clientId || !grantId || !confirmation) return undefined;
  if (typeof iat !== "number" || typeof exp !== "number") return undefined;
  const stated = text(claims["scope"]).split(" ");
  const detailedScopes = fromAuthorizationDetails(claims["authorization_details"]);
  return {
    tokenId: text(jti),
    clientId,
    grantId,
    subject: text(sub),
    scopes: SCOPES.filter((name) => stated.includes(name)),
    ...(detailedScopes !== undefined && { detailedScopes }),
    confirmation,
    issuedAt: iat * 1000,
    expiresAt: exp * 1000,
  };
}

function text(claim: unknown): string {
  return typeof claim === "string" ? claim : "";
}

/** Exists while a token that was revoked by itself (RFC 7009) has not expired. */
export function revokedTokenKey(tokenId: string): Key {
  return `token:${tokenId}`;
}
