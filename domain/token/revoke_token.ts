/** Revocation by the app (RFC 7009). */
import {
  authenticateClient,
  type ClientAuthenticationGuard,
  type ClientCredentials,
} from "../client/authenticate_client.ts";
import type { Client } from "../client/client.ts";
import { OAuthError } from "../errors.ts";
import { endGrantByApp } from "../grant/end_grant.ts";
import type { Grant } from "../grant/grant.ts";
import type { GrantAccess } from "../grant/grant_snapshot.ts";
import type { ClientId } from "../ids.ts";
import { parseRefreshToken, type RefreshToken, sha256Base64Url } from "../ids.ts";
import { runGuarded } from "../proof/guarded_run.ts";
import type { Operation, RunContext } from "../store/ephemeral_store.ts";
import { revokedTokenKey } from "./access_token.ts";
import type { AccessTokens, PresentedAccessToken } from "./access_tokens.ts";

/** What revoking needs. */
export interface Revocation extends ClientAuthenticationGuard, GrantAccess {
  readonly accessTokens: AccessTokens;
}

/** The request as it arrives; a `token_type_hint` is not needed, the two kinds look different. */
export interface IncomingRevocation {
  readonly credentials: ClientCredentials;
  readonly token: string | undefined;
}

/**
 * Revokes an access token by itself, or with its refresh token the grant as a whole, as that is the
 * app's only way to it. A token that is unknown or has ended is no error (RFC 7009, 2.2); one of
 * another client is refused (2.1).
 */
export async function revokeToken(
  revocation: Revocation,
  context: RunContext,
  incoming: IncomingRevocation,
): Promise<void> {
  const { client, guards } = await authenticateClient(
    revocation,
    incoming.credentials,
    context.now,
  );
  const { token } = incoming;
  if (token === undefined) throw new OAuthError("invalid_request", "token is missing");
  const refreshToken = parseRefreshToken(token);
  const accessToken = refreshToken
    ? undefined
    : await revocation.accessTokens.recognise(token, context.now);
  if (accessToken !== undefined) checkOwner(accessToken.clientId, client);
  const operations = accessToken ? [markRevoked(accessToken)] : [];
  await runGuarded(revocation.store, context, guards, operations);
  if (refreshToken !== undefined) await endByApp(revocation, context, client, refreshToken);
}

function checkOwner(owner: ClientId, client: Client): void {
  if (owner === client.id) return;
  throw new OAuthError("invalid_grant", "The token was issued to another client");
}

function markRevoked(token: PresentedAccessToken): Operation {
  const { tokenId, expiresAt } = token;
  return { verb: "put", at: revokedTokenKey(tokenId), value: "revoked", expiresAt };
}

async function endByApp(
  revocation: Revocation,
  context: RunContext,
  client: Client,
  refreshToken: RefreshToken,
): Promise<void> {
  const tokenHash = await sha256Base64Url(refreshToken);
  const grant: Grant | undefined = await revocation.grants.findByRefreshToken(tokenHash);
  if (grant === undefined) return;
  checkOwner(grant.clientId, client);
  await endGrantByApp(revocation, context, grant);
}
