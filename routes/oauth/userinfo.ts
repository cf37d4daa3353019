/** The userinfo endpoint (OpenID Connect Core, 5.3): a protected resource of the openid scope. */
import type { Context } from "hono";
import { requireScope } from "../../domain/token/authorize_resource_call.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { authorizeCall, type ProtectedResourceGuard } from "./protected_resource.ts";

/** The customer's identifier for this app, and nothing about the person. */
export async function handleUserinfo(
  guard: ProtectedResourceGuard,
  c: Context<RouteEnv>,
): Promise<Response> {
  const call = await authorizeCall(guard, c);
  requireScope(call, "openid");
  return Response.json({ sub: call.grant.subject });
}
