/** The refresh token grant (RFC 6749, 6). Refresh tokens are not rotated (FAPI 2.0 5.3.2.1). */
import { OAuthError } from "../errors.ts";
import { parseAuthorizationDetails } from "../grant/authorization_details.ts";
import { type Grant, grantStatus } from "../grant/grant.ts";
import type { GrantRepository } from "../grant/grant_repository.ts";
import { type Permissions, pickPermissions } from "../grant/permissions.ts";
import { parseRefreshToken, sha256Base64Url } from "../ids.ts";
import { runGuarded } from "../proof/guarded_run.ts";
import type { EphemeralStore, RunContext } from "../store/ephemeral_store.ts";
import {
  authenticateTokenRequest,
  type IncomingTokenRequest,
  type TokenRequester,
  type TokenRequestGuard,
} from "./authenticate_token_request.ts";
import { issueAccessToken, type IssuedTokens, type TokenIssuing } from "./token_response.ts";

/** What refreshing needs. */
export interface Refreshing extends TokenRequestGuard, TokenIssuing {
  readonly store: EphemeralStore;
  readonly grants: GrantRepository;
}

/** The request as it arrives. */
export interface IncomingRefresh extends IncomingTokenRequest {
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
  readonly authorizationDetails: string | undefined;
}

/**
 * Issues a new access token, bound to the key or certificate of this request, which need not be the old one; the
 * refresh token is bound to the client. One round trip to the store, one to the database.
 */
export async function refreshAccessToken(
  refreshing: Refreshing,
  context: RunContext,
  incoming: IncomingRefresh,
): Promise<IssuedTokens> {
  const { now } = context;
  const requester = await authenticateTokenRequest(refreshing, incoming, "refresh_token", now);
  const { client, guards, confirmation } = requester;
  const tokenHash = await hashRefreshToken(incoming.refreshToken);
  await runGuarded(refreshing.store, context, guards, []);
  const grant = checkGrant(await refreshing.grants.findByRefreshToken(tokenHash), requester, now);
  const permissions = narrowPermissions(incoming, grant, refreshing.issuer);
  return await issueAccessToken(refreshing, client, grant, permissions, confirmation, now);
}

async function hashRefreshToken(text: string | undefined): Promise<string> {
  if (text === undefined) throw new OAuthError("invalid_request", "refresh_token is missing");
  const refreshToken = parseRefreshToken(text);
  if (refreshToken === undefined) throw invalidGrant("malformed refresh token");
  return await sha256Base64Url(refreshToken);
}

function checkGrant(grant: Grant | undefined, requester: TokenRequester, now: number): Grant {
  if (grant === undefined) throw invalidGrant("unknown refresh token");
  if (grant.clientId !== requester.client.id) throw invalidGrant("refresh token of another client");
  if (grantStatus(grant, now) !== "active") throw invalidGrant("grant ended or expired");
  return grant;
}

/**
 * The access token may be permitted less than the grant permits, never more (RFC 6749, 6; RFC 9396,
 * 6.1). What is not mentioned stays as it was granted.
 */
function narrowPermissions(
  { scope, authorizationDetails }: IncomingRefresh,
  grant: Grant,
  issuer: string,
): Permissions {
  const scopes = scope === undefined ? grant.scopes : narrowScopes(scope, grant);
  if (authorizationDetails === undefined) return pickPermissions({ ...grant, scopes });
  return { scopes, detailedScopes: narrowDetails(authorizationDetails, grant, issuer) };
}

function narrowDetails(text: string, { detailedScopes = [] }: Grant, issuer: string) {
  const wanted = parseAuthorizationDetails(text, issuer);
  if (wanted.every((scope) => detailedScopes.includes(scope))) return wanted;
  throw new OAuthError(
    "invalid_authorization_details",
    "authorization_details must be among what the customer granted",
  );
}

function narrowScopes(scope: string, grant: Grant): Permissions["scopes"] {
  const wanted = new Set(scope.split(" ").filter((name) => name !== ""));
  const scopes = grant.scopes.filter((granted) => wanted.has(granted));
  if (scopes.length > 0 && scopes.length === wanted.size) return scopes;
  throw new OAuthError("invalid_scope", "scope must be among what the customer granted");
}

function invalidGrant(reason: string): OAuthError {
  return new OAuthError("invalid_grant", "The refresh token is not valid", reason);
}
