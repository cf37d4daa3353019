/** Answering a known path with a method that it does not have. */
import type { Hono } from "hono";
import type { RouteEnv } from "./request_context.ts";

/**
 * Registers 405 with `Allow` (RFC 9110, 15.5.6) for every other method of a path; call it after the
 * path's own handlers. HEAD goes with GET.
 */
export function refuseOtherMethods(
  routes: Hono<RouteEnv>,
  path: string,
  allowed: readonly string[],
): void {
  const allow = (allowed.includes("GET") ? [...allowed, "HEAD"] : allowed).join(", ");
  routes.all(path, () => new Response(null, { status: 405, headers: { allow } }));
}
