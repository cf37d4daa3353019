/** Whether the process is alive, and whether it can serve; for those who watch and balance. */
import { Hono } from "hono";
import { UnavailableError } from "../../domain/errors.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";

/** Something the gateway cannot serve without; throws when it is not there. */
export type Probe = () => Promise<unknown>;

/** The probes by the name under which they are reported. */
export type Probes = Readonly<Record<string, Probe>>;

/** How a circuit breaker stands. */
export interface Breaker {
  status(): { readonly state: string };
}

/** The breakers by the name of what they spare. */
export type Breakers = Readonly<Record<string, Breaker>>;

/**
 * `/healthz` and `/readyz`. The latter tells of open breakers too: they keep nobody from serving. All
 * who ask while the stores are looked at share one look, as anybody may ask however often.
 */
export function createHealthRoutes(probes: Probes, breakers: Breakers = {}): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  let look: Promise<readonly string[]> | undefined;
  const shareLook = () => look ??= findMissing(probes).finally(() => look = undefined);
  routes.get("/healthz", (c) => c.json({ status: "alive" }, 200, NEVER_CACHED));
  routes.get("/readyz", async (c) => {
    const missing = await shareLook();
    const states = { breakers: readStates(breakers) };
    if (missing.length === 0) return c.json({ status: "ready", ...states }, 200, NEVER_CACHED);
    const headers = { ...NEVER_CACHED, "Retry-After": "5" };
    return c.json({ status: "not ready", missing, ...states }, 503, headers);
  });
  for (const path of ["/healthz", "/readyz"]) refuseOtherMethods(routes, path, ["GET"]);
  return routes;
}

const NEVER_CACHED = { "Cache-Control": "no-store" };

function readStates(breakers: Breakers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(breakers).map(([name, breaker]) => [name, breaker.status().state]),
  );
}

/** The names of what does not answer. A fault that is not one of availability is a bug and is thrown. */
async function findMissing(probes: Probes): Promise<readonly string[]> {
  const results = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      try {
        await probe();
        return [];
      } catch (error) {
        if (error instanceof UnavailableError) return [name];
        throw error;
      }
    }),
  );
  return results.flat();
}
