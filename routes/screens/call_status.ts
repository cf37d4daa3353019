/** GET …/call-status: how the expected call stands, for the script on screen ④. */
import type { Context } from "hono";
import {
  type IncidentId,
  type InteractionId,
  parseInteractionId,
  sha256Base64Url,
} from "../../domain/ids.ts";
import { viewInteraction } from "../../domain/interaction/view_interaction.ts";
import type { RunContext } from "../../domain/store/ephemeral_store.ts";
import { readBrowserSecret } from "../http/browser_cookie.ts";
import type { RouteEnv } from "../http/request_context.ts";
import { callMessage } from "./call_screen.tsx";
import { remainingSeconds } from "./draw.tsx";
import type { ScreenDependencies } from "./settings.ts";
import type { MessageId } from "./texts/catalogue.ts";

/** The browser that asks. */
export interface CallViewer {
  readonly id: InteractionId;
  readonly browserSecretHash: string;
  readonly incidentId: IncidentId;
}

/**
 * `status`: that of the call, or `moved` when the interaction is at another screen, so that the page
 * is to be loaded again. `messageId`: what the screen is to say, if anything; it holds the texts.
 */
export interface CallAnswer {
  readonly status: string;
  readonly remainingSeconds?: number;
  readonly messageId?: MessageId;
}

/** Answers with a {@link CallAnswer}, or 404 to all but the browser that opened the interaction. */
export async function answerCallStatus(
  deps: ScreenDependencies,
  c: Context<RouteEnv>,
): Promise<Response> {
  const viewer = await readCallViewer(c);
  const answer = viewer && await lookAtCall(deps, c.var.requestContext, viewer);
  return answer === undefined ? noSuchCall() : json(answer, 200);
}

/** Who asks; undefined without a cookie of the interaction. */
export async function readCallViewer(c: Context<RouteEnv>): Promise<CallViewer | undefined> {
  const { headers } = c.req.raw;
  const id = parseInteractionId(c.req.param("id") ?? "");
  const secret = id === undefined ? undefined : readBrowserSecret(headers, id);
  if (id === undefined || secret === undefined) return undefined;
  return {
    id,
    browserSecretHash: await sha256Base64Url(secret),
    incidentId: c.var.requestContext.incidentId,
  };
}

/** How the call stands; undefined when the interaction is gone or another browser's. */
export async function lookAtCall(
  deps: Pick<ScreenDependencies, "store" | "vault">,
  context: RunContext,
  { id, browserSecretHash }: CallViewer,
): Promise<CallAnswer | undefined> {
  const view = await viewInteraction(deps, context, id, browserSecretHash);
  if (view.kind !== "own") return undefined;
  if (view.state.kind !== "call" || view.call === undefined) return { status: "moved" };
  const messageId = callMessage(view.call);
  return {
    status: view.call,
    remainingSeconds: remainingSeconds(view.state.call.until, context.now),
    ...(messageId && { messageId }),
  };
}

/** The answer to a stranger. */
export function noSuchCall(): Response {
  return json({ status: "unknown" }, 404);
}

function json(body: CallAnswer, status: number): Response {
  return Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
}
