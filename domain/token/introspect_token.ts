/** Token introspection (RFC 7662): what a token means, told to those whom it concerns. */
import {
  authenticateClient,
  type ClientAuthenticationGuard,
  type ClientCredentials,
} from "../client/authenticate_client.ts";
import { type Client, isClientActive } from "../client/client.ts";
import { OAuthError } from "../errors.ts";
import { type Grant, grantStatus } from "../grant/grant.ts";
import { type GrantAccess, grantKey, readGrant } from "../grant/grant_snapshot.ts";
import { limitPermissions } from "../grant/permissions.ts";
import { parseRefreshToken, type RefreshToken, sha256Base64Url } from "../ids.ts";
import type { RunGuard } from "../proof/guarded_run.ts";
import { runGuarded } from "../proof/guarded_run.ts";
import type { RunContext } from "../store/ephemeral_store.ts";
import { revokedTokenKey } from "./access_token.ts";
import type { AccessTokens, PresentedAccessToken } from "./access_tokens.ts";

/** What introspecting needs. */
export interface Introspection extends ClientAuthenticationGuard, GrantAccess {
  readonly accessTokens: AccessTokens;
}

/** The request as it arrives; a `token_type_hint` is not needed, the two kinds look different. */
export interface IncomingIntrospection {
  readonly credentials: ClientCredentials;
  readonly token: string | undefined;
}

/** A token that works, as far as the caller may know of it. */
export type ActiveToken =
  | { readonly kind: "access_token"; readonly token: PresentedAccessToken; readonly grant: Grant }
  | { readonly kind: "refresh_token"; readonly grant: Grant };

/** The answer to the caller. */
export interface IntrospectionAnswer {
  readonly caller: Client;
  /** Undefined for a token that does not work, does not exist, or is none of the caller's business. */
  readonly active: ActiveToken | undefined;
}

/**
 * Tells an app about its own tokens, and a resource server about access tokens with a scope that it
 * serves (RFC 7662, 2.2; RFC 9701, 5). One round trip to the store and at most one to the database.
 * Throws `invalid_client` and `invalid_request`; a token never is an error.
 */
export async function introspectToken(
  introspection: Introspection,
  context: RunContext,
  incoming: IncomingIntrospection,
): Promise<IntrospectionAnswer> {
  const { credentials, token: text } = incoming;
  const caller = await authenticateClient(introspection, credentials, context.now);
  const { client, guards } = caller;
  if (text === undefined) throw new OAuthError("invalid_request", "token is missing");
  const refreshToken = parseRefreshToken(text);
  const active = refreshToken === undefined
    ? await findAccessToken(introspection, context, guards, text)
    : await findRefreshToken(introspection, context, guards, refreshToken);
  const isWorking = active !== undefined && await works(introspection, active, context.now);
  return { caller: client, active: isWorking ? limitTo(client, active) : undefined };
}

async function findAccessToken(
  introspection: Introspection,
  context: RunContext,
  guards: readonly RunGuard[],
  text: string,
): Promise<ActiveToken | undefined> {
  const { store, accessTokens } = introspection;
  const token = await accessTokens.recognise(text, context.now);
  if (token === undefined) {
    await runGuarded(store, context, guards, []);
    return undefined;
  }
  const [revoked, snapshot] = await runGuarded(store, context, guards, [
    { verb: "get", at: revokedTokenKey(token.tokenId) },
    { verb: "get", at: grantKey(token.grantId) },
  ]);
  if (revoked.record !== undefined) return undefined;
  const grant = await readGrant(introspection, token.grantId, snapshot.record);
  return grant && { kind: "access_token", token, grant };
}

async function findRefreshToken(
  introspection: Introspection,
  context: RunContext,
  guards: readonly RunGuard[],
  refreshToken: RefreshToken,
): Promise<ActiveToken | undefined> {
  await runGuarded(introspection.store, context, guards, []);
  const tokenHash = await sha256Base64Url(refreshToken);
  const grant = await introspection.grants.findByRefreshToken(tokenHash);
  return grant && { kind: "refresh_token", grant };
}

/** Neither the grant nor the app may have come to an end. */
async function works(
  { clients }: Introspection,
  { grant }: ActiveToken,
  now: number,
): Promise<boolean> {
  if (grantStatus(grant, now) !== "active") return false;
  const client = await clients.find(grant.clientId);
  return client !== undefined && isClientActive(client, now);
}

/** An app learns nothing of the tokens of another, a resource server nothing of scopes it does not serve. */
function limitTo(caller: Client, active: ActiveToken): ActiveToken | undefined {
  if (caller.isResourceServer !== true) {
    return active.grant.clientId === caller.id ? active : undefined;
  }
  if (active.kind === "refresh_token") return undefined;
  const { scopes: _, detailedScopes: __, ...token } = active.token;
  const permissions = limitPermissions(active.token, caller.scopes);
  return permissions && { ...active, token: { ...token, ...permissions } };
}
