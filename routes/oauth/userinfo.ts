/** The userinfo endpoint (OpenID Connect Core, 5.3): a protected resource of the openid scope. */
import type { Context } from "hono";
import { OAuthError } from "../../domain/errors.ts";
import { type Quota, quotaHit } from "../../domain/service/quota.ts";
import {
  authorizeResourceCall,
  requireScope,
  type ResourceGuard,
} from "../../domain/token/authorize_resource_call.ts";
import { buildChallenge } from "../http/challenge.ts";
import { demandedNonce } from "../http/dpop_nonce.ts";
import { resourceServerStatus } from "../http/error_status.ts";
import type { Log } from "../http/log.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { errorResponse, toWireError } from "./back_channel.ts";
import { ENDPOINTS } from "./endpoints.ts";

/** What the endpoint needs. */
export interface UserinfoGuard extends ResourceGuard {
  readonly issuer: string;
  readonly clientQuota: Quota;
}

/** The customer's identifier for this app, and nothing about the person. */
export async function handleUserinfo(
  guard: UserinfoGuard,
  c: Context<RouteEnv>,
): Promise<Response> {
  const { requestContext } = c.var;
  const request = {
    method: c.req.method,
    url: guard.issuer + ENDPOINTS.userinfo,
    authorization: c.req.header("Authorization"),
    dpop: c.req.header("DPoP"),
    hasTokenInQuery: new URL(c.req.url).searchParams.has("access_token"),
  };
  const verdict = await authorizeResourceCall(
    guard,
    requestContext,
    request,
    (caller) => [quotaHit(guard.clientQuota, caller.clientId, requestContext.now)],
  );
  switch (verdict.outcome) {
    case "authorized":
      requireScope(verdict.call, "openid");
      return Response.json({ sub: verdict.call.grant.subject });
    case "limited":
      throw new OAuthError("temporarily_unavailable", "Too many requests of this client");
    case "grant_ended":
    case "grant_expired":
      throw new OAuthError("invalid_token", "The access token is not valid", verdict.outcome);
  }
}

/** The answer for an error (RFC 6750, 3; RFC 9449, 7.1). */
export function answerUserinfoError(
  issuer: string,
  log: Log,
): (error: Error, c: Context<RouteEnv>) => Response {
  return (error, c) => {
    const wireError = toWireError(error, c, log);
    const status = resourceServerStatus(wireError.code);
    const headers = error instanceof OAuthError && status < 500
      ? { "WWW-Authenticate": buildChallenge(issuer, error, "openid"), ...demandedNonce(error) }
      : {};
    return errorResponse(wireError, status, headers);
  };
}
