/** The token endpoint on the wire (RFC 6749, 4.1.3, 5 and 6). */
import type { Context } from "hono";
import { OAuthError } from "../../domain/errors.ts";
import { toWirePermissions } from "../../domain/grant/authorization_details.ts";
import type { IncomingTokenRequest } from "../../domain/token/authenticate_token_request.ts";
import { type CodeExchange, exchangeAuthorizationCode } from "../../domain/token/exchange_code.ts";
import { refreshAccessToken, type Refreshing } from "../../domain/token/refresh_access_token.ts";
import type { IssuedTokens } from "../../domain/token/token_response.ts";
import type { WithEntrance } from "../http/entrance.ts";
import { type Parameters, readForm } from "../http/form.ts";
import type { RequestContext, RouteEnv } from "../http/request_context.ts";
import { readCredentials } from "./back_channel.ts";
import { ENDPOINTS } from "./endpoints.ts";

/** Tokens as JSON (RFC 6749, 5.1; RFC 9396, 7; Grant Management for OAuth 2.0, 5.2). */
export async function handleToken(
  ports: CodeExchange & Refreshing & WithEntrance,
  c: Context<RouteEnv>,
): Promise<Response> {
  const form = await readForm(c.req.raw);
  const common = {
    credentials: await readCredentials(ports.entrance, c, form),
    dpop: c.req.header("DPoP"),
    url: ports.entrance.readOrigin(c) + ENDPOINTS.token,
  };
  const tokens = await issueTokens(ports, c.var.requestContext, form, common);
  return Response.json({
    access_token: tokens.accessToken,
    token_type: tokens.tokenType,
    expires_in: tokens.expiresInSeconds,
    ...toWirePermissions(tokens),
    refresh_token: tokens.refreshToken,
    id_token: tokens.idToken,
    grant_id: tokens.grantId,
  });
}

async function issueTokens(
  ports: CodeExchange & Refreshing,
  context: RequestContext,
  form: Parameters,
  common: IncomingTokenRequest,
): Promise<IssuedTokens> {
  switch (form.get("grant_type")) {
    case "authorization_code":
      return await exchangeAuthorizationCode(ports, context, {
        ...common,
        code: form.get("code"),
        redirectUri: form.get("redirect_uri"),
        codeVerifier: form.get("code_verifier"),
      });
    case "refresh_token":
      return await refreshAccessToken(ports, context, {
        ...common,
        refreshToken: form.get("refresh_token"),
        scope: form.get("scope"),
        authorizationDetails: form.get("authorization_details"),
      });
    case undefined:
      throw new OAuthError("invalid_request", "grant_type is missing");
    default:
      throw new OAuthError(
        "unsupported_grant_type",
        "grant_type must be authorization_code or refresh_token",
      );
  }
}
