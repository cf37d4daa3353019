/** GET …/call-status: how the expected call stands, for the script on screen ④. */
import type { Context } from "hono";
import { parseInteractionId, sha256Base64Url } from "../../domain/ids.ts";
import { viewInteraction } from "../../domain/interaction/view_interaction.ts";
import { readBrowserSecret } from "../http/browser_cookie.ts";
import { readLanguage } from "../http/language_cookie.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { callMessage } from "./call_screen.tsx";
import { remainingSeconds } from "./draw.tsx";
import type { ScreenDependencies } from "./settings.ts";
import { textsOf } from "./texts/catalogue.ts";

/**
 * `status`: that of the call, or `moved` when the interaction is at another screen, so that the page
 * is to be loaded again. `message`: what the screen is to say, if anything.
 */
export async function answerCallStatus(
  deps: ScreenDependencies,
  c: Context<RouteEnv>,
): Promise<Response> {
  const id = parseInteractionId(c.req.param("id") ?? "");
  const secret = id === undefined ? undefined : readBrowserSecret(c.req.raw.headers, id);
  if (id === undefined || secret === undefined) return json({ status: "unknown" }, 404);
  const texts = textsOf(readLanguage(c.req.raw.headers));
  const context = c.var.requestContext;
  const view = await viewInteraction(deps, context, id, await sha256Base64Url(secret));
  if (view.kind !== "own") return json({ status: "unknown" }, 404);
  if (view.state.kind !== "call" || view.call === undefined) return json({ status: "moved" });
  const messageId = callMessage(view.call);
  return json({
    status: view.call,
    remainingSeconds: remainingSeconds(view.state.call.until, context.now),
    ...(messageId && { message: { id: messageId, text: texts.messages[messageId] } }),
  });
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
}
