/** All endpoints of the protocol. */
import { Hono } from "hono";
import { withDpopNonce } from "../http/dpop_nonce.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { type RouteEnv, withRequestContext } from "../http/request_context.ts";
import { answerAuthorizeError, handleAuthorize } from "./authorize.ts";
import { answerError, neverStored } from "./back_channel.ts";
import type { OAuthDependencies } from "./dependencies.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { createMetadataRoutes } from "./metadata_routes.ts";
import { handlePush } from "./par.ts";
import { handleRevocation } from "./revoke.ts";
import { handleToken } from "./token.ts";
import { answerUserinfoError, handleUserinfo } from "./userinfo.ts";

/** Metadata, keys, PAR, authorization, token, revocation and userinfo. */
export function createOAuthRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.use(ENDPOINTS.jwks, withRequestContext(dependencies));
  routes.route(
    "/",
    createMetadataRoutes(dependencies).onError(answerError(dependencies.log)),
  );
  routes.route("/", createBackChannelRoutes(dependencies));
  routes.route("/", createAuthorizeRoutes(dependencies));
  routes.route("/", createUserinfoRoutes(dependencies));
  return routes;
}

function createBackChannelRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>().onError(answerError(dependencies.log));
  const handlers = [
    [ENDPOINTS.pushedAuthorizationRequest, handlePush],
    [ENDPOINTS.token, handleToken],
    [ENDPOINTS.revocation, handleRevocation],
  ] as const;
  for (const [path, handle] of handlers) {
    routes.use(path, withRequestContext(dependencies), neverStored, withDpopNonce(dependencies));
    routes.post(path, (c) => handle(dependencies, c));
    refuseOtherMethods(routes, path, ["POST"]);
  }
  return routes;
}

/** GET and POST (OpenID Connect Core, 3.1.2.1); no CORS fields (FAPI 2.0 5.2.3). */
function createAuthorizeRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const path = ENDPOINTS.authorization;
  const routes = new Hono<RouteEnv>().onError(answerAuthorizeError(dependencies));
  routes.use(path, withRequestContext(dependencies), neverStored);
  routes.on(["GET", "POST"], path, (c) => handleAuthorize(dependencies, c));
  refuseOtherMethods(routes, path, ["GET", "POST"]);
  return routes;
}

/** GET and POST (OpenID Connect Core, 5.3.1). */
function createUserinfoRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const path = ENDPOINTS.userinfo;
  const { issuer, log } = dependencies;
  const routes = new Hono<RouteEnv>().onError(answerUserinfoError(issuer, log));
  routes.use(path, withRequestContext(dependencies), neverStored, withDpopNonce(dependencies));
  routes.on(["GET", "POST"], path, (c) => handleUserinfo(dependencies, c));
  refuseOtherMethods(routes, path, ["GET", "POST"]);
  return routes;
}
