/** The revocation endpoint on the wire (RFC 7009, 2). */
import type { Context } from "hono";
import { type Revocation, revokeToken } from "../../domain/token/revoke_token.ts";
import type { WithEntrance } from "../http/entrance.ts";
import { readForm } from "../http/form.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { readCredentials } from "./back_channel.ts";

/** 200 without content, also for a token that is none (RFC 7009, 2.2). */
export async function handleRevocation(
  revocation: Revocation & WithEntrance,
  c: Context<RouteEnv>,
): Promise<Response> {
  const form = await readForm(c.req.raw);
  const incoming = {
    credentials: await readCredentials(revocation.entrance, c, form),
    token: form.get("token"),
  };
  await revokeToken(revocation, c.var.requestContext, incoming);
  return new Response(null, { status: 200 });
}
