/** All endpoints of the protocol. */
import { Hono, type MiddlewareHandler } from "hono";
import { withDpopNonce } from "../http/dpop_nonce.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { type RouteEnv, withRequestContext } from "../http/request_context.ts";
import { answerAuthorizeError, handleAuthorize } from "./authorize.ts";
import { answerError, neverStored } from "./back_channel.ts";
import type { OAuthDependencies } from "./dependencies.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { handleIntrospection } from "./introspect.ts";
import { handleGrantQuery, handleGrantRevocation } from "./grants.ts";
import { createMetadataRoutes } from "./metadata_routes.ts";
import { handlePush } from "./par.ts";
import { answerResourceError } from "./protected_resource.ts";
import { handleRevocation } from "./revoke.ts";
import { handleToken } from "./token.ts";
import { handleUserinfo } from "./userinfo.ts";

/** Metadata, keys, PAR, authorization, token, revocation, introspection, grants and userinfo. */
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
  routes.route("/", createGrantRoutes(dependencies));
  return routes;
}

function createBackChannelRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>().onError(answerError(dependencies.log));
  const handlers = [
    [ENDPOINTS.pushedAuthorizationRequest, handlePush],
    [ENDPOINTS.token, handleToken],
    [ENDPOINTS.revocation, handleRevocation],
    [ENDPOINTS.introspection, handleIntrospection],
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
  routes.use(path, refuseOtherThanVisits);
  routes.on(["GET", "POST"], path, (c) => handleAuthorize(dependencies, c));
  return routes;
}

/** A visit has an effect; a scanner of links that asks with HEAD must not have the customer's. */
const refuseOtherThanVisits: MiddlewareHandler<RouteEnv> = async (c, next) => {
  if (["GET", "POST"].includes(c.req.method)) return await next();
  return new Response(null, { status: 405, headers: { Allow: "GET, POST" } });
};

/** GET and POST (OpenID Connect Core, 5.3.1). */
function createUserinfoRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const path = ENDPOINTS.userinfo;
  const routes = new Hono<RouteEnv>().onError(answerResourceError(dependencies, "openid"));
  routes.use(path, withRequestContext(dependencies), neverStored, withDpopNonce(dependencies));
  routes.on(["GET", "POST"], path, (c) => handleUserinfo(dependencies, c));
  refuseOtherMethods(routes, path, ["GET", "POST"]);
  return routes;
}

/** GET queries, DELETE revokes (Grant Management for OAuth 2.0, 6). */
function createGrantRoutes(dependencies: OAuthDependencies): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>().onError(answerResourceError(dependencies));
  for (const path of [ENDPOINTS.grants, `${ENDPOINTS.grants}/:grantId`]) {
    routes.use(path, withRequestContext(dependencies), neverStored, withDpopNonce(dependencies));
    routes.get(path, (c) => handleGrantQuery(dependencies, c));
    routes.delete(path, (c) => handleGrantRevocation(dependencies, c));
    refuseOtherMethods(routes, path, ["GET", "DELETE"]);
  }
  return routes;
}
