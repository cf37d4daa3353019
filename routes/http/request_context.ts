/** What is fixed once for each HTTP request: its time, its attempt and its incident number. */
import type { MiddlewareHandler } from "hono";
import {
  type AttemptId,
  type IncidentId,
  newAttemptId,
  newIncidentId,
  type RandomSource,
} from "../../domain/ids.ts";
import type { Clock, EpochMillis } from "../../domain/time.ts";

/** See the head of this file; also a `RunContext` of the ephemeral store. */
export interface RequestContext {
  readonly now: EpochMillis;
  readonly attempt: AttemptId;
  /** What the customer or the app's developer is told, to find this request in the logs. */
  readonly incidentId: IncidentId;
}

/** The Hono environment of every route. */
export interface RouteEnv {
  readonly Variables: { readonly requestContext: RequestContext };
}

/**
 * Fixes the context as `c.var.requestContext`. Applied twice, the first one holds, so that every
 * group of routes can apply it for itself.
 */
export function withRequestContext(
  source: { readonly clock: Clock; readonly random: RandomSource },
): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    if (c.get("requestContext") === undefined) {
      c.set("requestContext", {
        now: source.clock.now(),
        attempt: newAttemptId(source.random),
        incidentId: newIncidentId(source.random),
      });
    }
    await next();
  };
}
