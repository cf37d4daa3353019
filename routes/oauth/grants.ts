/**
 * The grant management endpoint (Grant Management for OAuth 2.0, 6): an app looks at a grant of its
 * own and ends it. An access token of the very grant opens it, whatever its scopes: such a token
 * can never reach the grant of another app or another customer.
 */
import type { Context } from "hono";
import { endGrantByApp } from "../../domain/grant/end_grant.ts";
import { toWirePermissions } from "../../domain/grant/authorization_details.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { authorizeCall, type ProtectedResourceGuard } from "./protected_resource.ts";

/** What the customer granted. */
export async function handleGrantQuery(
  guard: ProtectedResourceGuard,
  c: Context<RouteEnv>,
): Promise<Response> {
  const grant = await findGrant(guard, c);
  if (grant === undefined) return noSuchGrant();
  const { scope, ...details } = toWirePermissions(grant);
  return Response.json({ scopes: scope === undefined ? [] : [{ scope }], ...details });
}

/** 204; nothing works under the grant any more, this access token included. */
export async function handleGrantRevocation(
  guard: ProtectedResourceGuard,
  c: Context<RouteEnv>,
): Promise<Response> {
  const grant = await findGrant(guard, c);
  if (grant === undefined) return noSuchGrant();
  await endGrantByApp(guard, c.var.requestContext, grant);
  return new Response(null, { status: 204 });
}

/** The grant of the access token; undefined when the address names another, there or not. */
async function findGrant(
  guard: ProtectedResourceGuard,
  c: Context<RouteEnv>,
): Promise<Grant | undefined> {
  const { grant } = await authorizeCall(guard, c);
  return grant.id === c.req.param("grantId") ? grant : undefined;
}

function noSuchGrant(): Response {
  const body = { error: "not_found", error_description: "The access token has no such grant" };
  return Response.json(body, { status: 404 });
}
