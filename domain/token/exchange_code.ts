/** The authorization code grant (RFC 6749, 4.1.3; FAPI 2.0 5.3.2.2). */
import type { NewOperationLogEntry } from "../audit/operation_log.ts";
import {
  type CodeRecord,
  giveCodeBack,
  noteReuse,
  parseCodeRecord,
  redeemCode,
} from "../authorization/authorization_code.ts";
import { isVerifierOf } from "../authorization/pkce.ts";
import type { Client } from "../client/client.ts";
import { OAuthError, UnavailableError } from "../errors.ts";
import { endGrant } from "../grant/end_grant.ts";
import { type Grant, grantStatus } from "../grant/grant.ts";
import type { GrantAccess } from "../grant/grant_snapshot.ts";
import { pickPermissions } from "../grant/permissions.ts";
import {
  type AuthorizationCode,
  type GrantId,
  newRefreshToken,
  parseAuthorizationCode,
  type RefreshToken,
  sha256Base64Url,
} from "../ids.ts";
import { runGuarded } from "../proof/guarded_run.ts";
import type { EphemeralStore, RunContext } from "../store/ephemeral_store.ts";
import type { EpochMillis } from "../time.ts";
import {
  authenticateTokenRequest,
  type IncomingTokenRequest,
  type TokenRequester,
  type TokenRequestGuard,
} from "./authenticate_token_request.ts";
import { type IdTokenIssuing, issueIdToken } from "./id_token.ts";
import { issueAccessToken, type IssuedTokens, type TokenIssuing } from "./token_response.ts";

/** What the exchange needs. */
export interface CodeExchange
  extends TokenRequestGuard, TokenIssuing, IdTokenIssuing, GrantAccess {}

/** The request as it arrives. */
export interface IncomingCode extends IncomingTokenRequest {
  readonly code: string | undefined;
  readonly redirectUri: string | undefined;
  readonly codeVerifier: string | undefined;
}

/**
 * Exchanges a code for tokens: one round trip to the store, which uses up assertion, proof and code
 * together, and one to the database. A code that came with a wrong verifier, redirect URI or key is
 * used up too, so that nothing can be tried on it. A second use ends the grant (RFC 6749, 4.1.2). When
 * the database is away the code is given back, as it has brought nothing.
 */
export async function exchangeAuthorizationCode(
  exchange: CodeExchange,
  context: RunContext,
  incoming: IncomingCode,
): Promise<IssuedTokens> {
  const { now } = context;
  const requester = await authenticateTokenRequest(
    exchange,
    incoming,
    "authorization_code",
    now,
  );
  const redeemed = await redeem(exchange, context, requester, incoming);
  await checkCode(redeemed.record, requester, incoming, now);
  try {
    return await issueTokens(exchange, requester, redeemed.record, now);
  } catch (error) {
    if (error instanceof UnavailableError) {
      await giveBack(exchange.store, context, requester.client, redeemed);
    }
    throw error;
  }
}

async function issueTokens(
  exchange: CodeExchange,
  { client, confirmation }: TokenRequester,
  { grantId, nonce }: CodeRecord,
  now: EpochMillis,
): Promise<IssuedTokens> {
  const { grant, refreshToken } = await openGrantOf(exchange, client, grantId, now);
  const permissions = pickPermissions(grant);
  const tokens = await issueAccessToken(exchange, client, grant, permissions, confirmation, now);
  return {
    ...tokens,
    ...(refreshToken && { refreshToken }),
    ...(permissions.scopes.includes("openid") && {
      idToken: await issueIdToken(exchange, client, grant, nonce, now),
    }),
  };
}

/** A code that this request has redeemed. */
interface RedeemedCode {
  readonly code: AuthorizationCode;
  /** As it was stored. */
  readonly value: string;
  readonly record: CodeRecord;
}

/** Nothing was issued, and the app is told to come again. If this cannot be done either, it lost the code. */
async function giveBack(
  store: EphemeralStore,
  context: RunContext,
  client: Client,
  { code, value }: RedeemedCode,
): Promise<void> {
  try {
    await store.run(context, await giveCodeBack(client.id, code, value));
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
  }
}

/** Another client's code is not found, and so not used up (it is the rightful client's to use). */
async function redeem(
  exchange: CodeExchange,
  context: RunContext,
  requester: TokenRequester,
  incoming: IncomingCode,
): Promise<RedeemedCode> {
  if (incoming.code === undefined) throw new OAuthError("invalid_request", "code is missing");
  const code = parseAuthorizationCode(incoming.code);
  if (code === undefined) throw invalidGrant("malformed code");
  const { client, guards } = requester;
  const [redeemed] = await runGuarded(
    exchange.store,
    context,
    guards,
    await redeemCode(client.id, code, context.now),
  );
  if (redeemed.record === undefined) throw invalidGrant("unknown code");
  const { value } = redeemed.record;
  const record = parseCodeRecord(value);
  if (redeemed.status === "done") return { code, value, record };
  await endReusedGrant(exchange, context, client, code, record.grantId);
  throw invalidGrant("code used before");
}

async function endReusedGrant(
  exchange: CodeExchange,
  context: RunContext,
  client: Client,
  code: AuthorizationCode,
  id: GrantId,
): Promise<void> {
  const logEntry: NewOperationLogEntry = {
    id: `code_reuse:${id}`,
    at: context.now,
    actor: "system",
    event: "grant.end",
    result: "code_reuse",
    clientId: client.id,
    details: { grantId: id },
  };
  const reuse = await noteReuse(client.id, code);
  await endGrant(exchange, context, id, "code_reuse", logEntry, [reuse]);
}

/** The code must come from whoever pushed the request, back by the same way. */
async function checkCode(
  record: CodeRecord,
  requester: TokenRequester,
  incoming: IncomingCode,
  now: EpochMillis,
): Promise<void> {
  if (now >= record.expiresAt) throw invalidGrant("code expired");
  if (incoming.redirectUri !== record.redirectUri) throw invalidGrant("redirect_uri differs");
  if (!await isVerifierOf(record.codeChallenge, incoming.codeVerifier ?? "")) {
    throw invalidGrant("code_verifier missing or wrong");
  }
  const boundTo = record.dpopKeyThumbprint;
  const { kind, thumbprint } = requester.confirmation;
  if (boundTo !== undefined && !(kind === "dpop" && thumbprint === boundTo)) {
    throw invalidGrant("code bound to another DPoP key");
  }
}

/** The grant of the code, with its refresh token if the client may have one. */
async function openGrantOf(
  exchange: CodeExchange,
  client: Client,
  id: GrantId,
  now: EpochMillis,
): Promise<{ readonly grant: Grant; readonly refreshToken?: RefreshToken }> {
  const refreshToken = client.grantTypes.includes("refresh_token")
    ? newRefreshToken(exchange.random)
    : undefined;
  const grant = refreshToken
    ? await exchange.grants.attachRefreshToken(id, await sha256Base64Url(refreshToken))
    : await exchange.grants.find(id);
  if (grant === undefined || !mayAnswer(grant, now)) throw invalidGrant("grant ended or expired");
  return { grant, ...(refreshToken && { refreshToken }) };
}

/**
 * Of parallel uses of one code, the first is answered even if a later one has ended the grant in
 * between: a code has exactly one success, whoever is quicker, and its tokens are dead.
 */
function mayAnswer(grant: Grant, now: EpochMillis): boolean {
  return grantStatus(grant, now) === "active" || grant.endReason === "code_reuse";
}

function invalidGrant(reason: string): OAuthError {
  return new OAuthError(
    "invalid_grant",
    "The code is not valid for this client, redirect_uri, code_verifier and key",
    reason,
  );
}
