/** Serving the metadata documents and the key set. */
import { Hono } from "hono";
import type { SigningKeys } from "../../domain/keys/signing_keys.ts";
import { METADATA_CACHE_SECONDS } from "../../domain/limits.ts";
import type { Clock } from "../../domain/time.ts";
import type { Challenger } from "../http/challenge.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { describeAuthorizationServer, describeProtectedResource } from "./metadata.ts";

const CACHED = { "Cache-Control": `public, max-age=${METADATA_CACHE_SECONDS}` };

/** Public documents: anyone may read and cache them. */
export function createMetadataRoutes(
  source: Challenger & { readonly keys: SigningKeys; readonly clock: Clock },
): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const server = describeAuthorizationServer(source);
  const resource = describeProtectedResource(source);
  const { authorizationServerMetadata, openidConfiguration, protectedResourceMetadata, jwks } =
    ENDPOINTS;
  for (const path of [authorizationServerMetadata, openidConfiguration]) {
    routes.get(path, (c) => c.json(server, 200, CACHED));
  }
  routes.get(protectedResourceMetadata, (c) => c.json(resource, 200, CACHED));
  routes.get(jwks, async (c) => c.json(await source.keys.jwks(source.clock.now()), 200, CACHED));
  const paths = [authorizationServerMetadata, openidConfiguration, protectedResourceMetadata, jwks];
  for (const path of paths) refuseOtherMethods(routes, path, ["GET"]);
  return routes;
}
