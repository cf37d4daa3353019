/** What the protocol's own protected resources have in common: userinfo and grant management. */
import type { Context } from "hono";
import type { Scope } from "../../domain/client/client.ts";
import { OAuthError, RateLimitedError } from "../../domain/errors.ts";
import { type Quota, quotaHit, quotaResetSeconds } from "../../domain/service/quota.ts";
import {
  type AuthorizedCall,
  authorizeResourceCall,
  type ResourceGuard,
} from "../../domain/token/authorize_resource_call.ts";
import { buildChallenge, type Challenger } from "../http/challenge.ts";
import { demandedNonce } from "../http/dpop_nonce.ts";
import type { WithEntrance } from "../http/entrance.ts";
import { resourceServerStatus } from "../http/error_status.ts";
import type { Log } from "../http/log.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { errorResponse, toWireError } from "./back_channel.ts";

/** What authorizing a call needs. */
export interface ProtectedResourceGuard extends ResourceGuard, WithEntrance {
  readonly issuer: string;
  readonly clientQuota: Quota;
}

/** Authorizes a request by its access token, whatever the scopes; throws `OAuthError`. */
export async function authorizeCall(
  guard: ProtectedResourceGuard,
  c: Context<RouteEnv>,
): Promise<AuthorizedCall> {
  const { requestContext } = c.var;
  const { pathname, searchParams } = new URL(c.req.url);
  const request = {
    method: c.req.method,
    url: guard.entrance.readOrigin(c) + pathname,
    certificate: await guard.entrance.readCertificate(c),
    authorization: c.req.header("Authorization"),
    dpop: c.req.header("DPoP"),
    hasTokenInQuery: searchParams.has("access_token"),
  };
  const verdict = await authorizeResourceCall(
    guard,
    requestContext,
    request,
    (caller) => [quotaHit(guard.clientQuota, caller.clientId, requestContext.now)],
  );
  switch (verdict.outcome) {
    case "authorized":
      return verdict.call;
    case "limited":
      throw new RateLimitedError(quotaResetSeconds(guard.clientQuota, requestContext.now));
    case "grant_ended":
      throw new OAuthError("invalid_token", "The consent was withdrawn; ask for a new one");
    case "grant_expired":
      throw new OAuthError("invalid_token", "The consent has expired; ask for a new one");
  }
}

/**
 * The answer for an error (RFC 6750, 3; RFC 9449, 7.1).
 *
 * @param scope what the resource demands, if any
 */
export function answerResourceError(
  { log, ...challenger }: Challenger & { readonly log: Log },
  scope?: Scope,
): (error: Error, c: Context<RouteEnv>) => Response {
  return (error, c) => {
    const wireError = toWireError(error, c, log);
    const status = resourceServerStatus(wireError);
    const headers = error instanceof OAuthError && status !== 429
      ? { "WWW-Authenticate": buildChallenge(challenger, error, scope), ...demandedNonce(error) }
      : {};
    return errorResponse(wireError, status, headers);
  };
}
