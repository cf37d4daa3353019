/** POST /telephony/events: the telephony provider tells of a call (docs/telephony.md). */
import { type Context, Hono } from "hono";
import { isAuthenticCallEvent, parseCallEvent } from "../../domain/caller_id/call_event.ts";
import { type CallDependencies, recordCall } from "../../domain/caller_id/record_call.ts";
import { OAuthError, UnavailableError } from "../../domain/errors.ts";
import type { RandomSource } from "../../domain/ids.ts";
import type { Clock } from "../../domain/time.ts";
import { readText } from "../http/form.ts";
import type { Log } from "../http/log.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { type RouteEnv, withRequestContext } from "../http/request_context.ts";
import { withSecurityHeaders } from "../http/security_headers.ts";

/** What the endpoint needs. */
export interface TelephonyDependencies extends CallDependencies {
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
  /** Shared with the telephony provider. */
  readonly telephonySecret: string;
}

const PATH = "/telephony/events";
const EVENT_MAX_BYTES = 4096;
const RETRY_SECONDS = 5;

/** The endpoint of the telephony provider. */
export function createTelephonyRoutes(deps: TelephonyDependencies): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>().onError((error, c) => answerFault(deps, error, c));
  routes.use(PATH, withSecurityHeaders(deps.issuer), withRequestContext(deps));
  routes.post(PATH, (c) => receive(deps, c));
  refuseOtherMethods(routes, PATH, ["POST"]);
  return routes;
}

/** The signature is checked before the body is looked at. What came of the call is not told. */
async function receive(deps: TelephonyDependencies, c: Context<RouteEnv>): Promise<Response> {
  const context = c.var.requestContext;
  const received = {
    timestamp: c.req.header("kakehashi-timestamp") ?? "",
    signature: c.req.header("kakehashi-signature") ?? "",
    body: await readText(c.req.raw, EVENT_MAX_BYTES),
  };
  if (!await isAuthenticCallEvent(deps.telephonySecret, received, context.now)) {
    deps.log.write("warning", "call.forged", { incidentId: context.incidentId });
    return answer("unauthorized", 401);
  }
  const event = parseCallEvent(received.body);
  if (event === undefined) {
    deps.log.write("warning", "call.malformed", { incidentId: context.incidentId });
    return answer("malformed", 400);
  }
  const result = await recordCall(deps, context, event);
  deps.log.write("info", "call.received", {
    incidentId: context.incidentId,
    result,
    delayMillis: context.now - event.occurredAt,
  });
  return new Response(null, { status: 204 });
}

function answerFault(
  { log }: TelephonyDependencies,
  error: Error,
  c: Context<RouteEnv>,
): Response {
  if (error instanceof OAuthError) return answer("malformed", 400);
  const { incidentId } = c.var.requestContext;
  if (error instanceof UnavailableError) {
    log.write("warning", "call.unavailable", { incidentId, dependency: error.dependency });
    return answer("unavailable", 503, { "Retry-After": String(RETRY_SECONDS) });
  }
  log.write("error", "call.fault", { incidentId, fault: error.name, stack: error.stack });
  return answer("fault", 500);
}

function answer(error: string, status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ error }, { status, headers: { "Cache-Control": "no-store", ...headers } });
}
