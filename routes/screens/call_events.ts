/**
 * GET …/call-events: tells by itself how the expected call stands (HTML Standard, 9.2 Server-sent
 * events). The data of each event is what `call-status` answers.
 */
import type { Context } from "hono";
import { UnavailableError } from "../../domain/errors.ts";
import { newAttemptId } from "../../domain/ids.ts";
import type { StreamPlace } from "../http/open_streams.ts";
import type { RouteEnv } from "../http/request_context.ts";
import {
  type CallAnswer,
  type CallViewer,
  lookAtCall,
  noSuchCall,
  readCallViewer,
} from "./call_status.ts";
import type { ScreenDependencies } from "./settings.ts";

const LOOK_MILLIS = 1000;
/** A comment after so many looks without news: proxies cut off what is silent, often after 30 s. */
const HEARTBEAT_LOOKS = 15;
/** When a browser is to connect again by itself. */
const RETRY_MILLIS = 2000;

/** Of every stream of events: nobody stores it or holds it back. */
export const STREAM_HEADERS = {
  "Content-Type": "text/event-stream",
  // Compression would hold events back.
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

/**
 * A stream until the screen has to be loaded again. 404 like call-status; 204, which tells browsers
 * to stop connecting, when no further stream may be opened: the script asks call-status then.
 */
export async function answerCallEvents(
  deps: ScreenDependencies,
  c: Context<RouteEnv>,
): Promise<Response> {
  const viewer = await readCallViewer(c);
  const first = viewer && await lookAtCall(deps, c.var.requestContext, viewer);
  if (viewer === undefined || first === undefined) return noSuchCall();
  if (c.req.raw.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
  const place = deps.streams.enter(viewer.id);
  if (place === undefined) {
    return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
  }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void tell(deps, viewer, first, place, controller),
    cancel: () => place.leave(),
  });
  return new Response(body, { headers: STREAM_HEADERS });
}

/**
 * Does not wait for a slow reader, so that every stream ends with its call's time; there is little to
 * tell in it. A fault ends it too, and the script asks call-status.
 */
async function tell(
  deps: ScreenDependencies,
  viewer: CallViewer,
  first: CallAnswer,
  place: StreamPlace,
  controller: ReadableStreamDefaultController<Uint8Array>,
): Promise<void> {
  const encoder = new TextEncoder();
  try {
    for await (const part of watchCall(deps, viewer, first, place.signal)) {
      controller.enqueue(encoder.encode(part));
    }
    controller.close();
  } catch (error) {
    // A stream that was cancelled takes no more events and cannot be closed.
    if (!place.signal.aborted) {
      noteFault(deps, viewer, error);
      controller.close();
    }
  }
  place.leave();
}

async function* watchCall(
  deps: ScreenDependencies,
  viewer: CallViewer,
  first: CallAnswer,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${RETRY_MILLIS}\n\n`;
  let told: string | undefined;
  let answer: CallAnswer | undefined = first;
  for (let silent = 0; answer !== undefined && !signal.aborted; silent += 1) {
    if (answer.status !== told) {
      told = answer.status;
      silent = 0;
      yield `data: ${JSON.stringify(answer)}\n\n`;
    } else if (silent === HEARTBEAT_LOOKS) {
      silent = 0;
      yield ":\n\n";
    }
    if (isLast(answer)) return;
    await deps.pause(LOOK_MILLIS, signal);
    if (!signal.aborted) answer = await lookAtCall(deps, newContext(deps), viewer);
  }
}

/** After it the page is another one. One that has arrived may be confirmed in another tab. */
function isLast({ status }: CallAnswer): boolean {
  return status === "moved" || status === "over";
}

function newContext({ clock, random }: ScreenDependencies) {
  return { now: clock.now(), attempt: newAttemptId(random) };
}

function noteFault({ log }: ScreenDependencies, viewer: CallViewer, error: unknown): void {
  const ids = { incidentId: viewer.incidentId, interactionId: viewer.id };
  if (error instanceof UnavailableError) {
    log.write("warning", "call_events.unavailable", { ...ids, dependency: error.dependency });
  } else {
    const { name, stack } = error instanceof Error ? error : new Error("not an Error");
    log.write("error", "call_events.fault", { ...ids, fault: name, stack });
  }
}
