/** Tells of each request once it has been answered: to the log, and to who else wants to know. */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { type InteractionId, parseInteractionId } from "../../domain/ids.ts";
import type { Log } from "./log.ts";
import type { RouteEnv } from "./request_context.ts";

/** A request and its answer, without anything that is secret or has no end of values. */
export interface ServedRequest {
  /** One of HTTP's own methods, or `_OTHER`. */
  readonly method: string;
  /** The path as it is registered, for example `/interaction/:id/:screen`; `none` for any other. */
  readonly route: string;
  readonly status: number;
  /** Until the answer began. */
  readonly seconds: number;
}

/** Whoever watches requests; made so that what is done for one can be put under one trace. */
export interface RequestObserver {
  /** Runs `serve`, which never rejects, and takes note of what it answers. */
  observe(serve: () => Promise<ServedRequest>): Promise<void>;
}

/** Where served requests are told of. */
export interface ServedRequestSinks {
  /** Undefined: no line for each request. */
  readonly log: Log | undefined;
  readonly observer: RequestObserver | undefined;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];

/** Asked so often, by machines or with each page, that their lines would hide the others. */
const UNLOGGED_ROUTES = /^\/(?:healthz|readyz|static\/.*)$/;

/** Watches all requests below it; needs their {@link RouteEnv} context. */
export function withServedRequests(sinks: ServedRequestSinks): MiddlewareHandler<RouteEnv> {
  const { log, observer } = sinks;
  return async (c, next) => {
    const begun = performance.now();
    const serve = async () => {
      await next();
      const served = describe(c, (performance.now() - begun) / 1000);
      if (log !== undefined) writeLine(log, c, served);
      return served;
    };
    await (observer === undefined ? serve() : observer.observe(serve));
  };
}

function describe(c: Context<RouteEnv>, seconds: number): ServedRequest {
  const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith("*"))?.path ?? "none";
  const method = METHODS.includes(c.req.method) ? c.req.method : "_OTHER";
  return { method, route, status: c.res.status, seconds };
}

function writeLine(log: Log, c: Context<RouteEnv>, { seconds, ...served }: ServedRequest): void {
  if (UNLOGGED_ROUTES.test(served.route)) return;
  log.write("info", "request.served", {
    ...served,
    millis: Math.round(seconds * 1000),
    incidentId: c.var.requestContext.incidentId,
    interactionId: findInteraction(c.req.path) ?? findInteraction(c.res.headers.get("Location")),
    fapiInteractionId: c.res.headers.get("x-fapi-interaction-id") ?? undefined,
  });
}

/** The interaction that a request belongs to, or that its answer leads to. */
function findInteraction(path: string | null): InteractionId | undefined {
  const [, id] = /^\/interaction\/([^/]+)/.exec(path ?? "") ?? [];
  return id === undefined ? undefined : parseInteractionId(id);
}
