/** Whether the process is alive, and whether it can serve; for those who watch and balance. */
import { Hono } from "hono";
import { UnavailableError } from "../../domain/errors.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import type { RouteEnv } from "../http/request_context.ts";

/** Something the gateway cannot serve without; throws when it is not there. */
export type Probe = () => Promise<unknown>;

/** The probes by the name under which they are reported. */
export type Probes = Readonly<Record<string, Probe>>;

/** `/healthz` and `/readyz`. */
export function createHealthRoutes(probes: Probes): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get("/healthz", (c) => c.json({ status: "alive" }, 200, NEVER_CACHED));
  routes.get("/readyz", async (c) => {
    const missing = await findMissing(probes);
    return missing.length === 0
      ? c.json({ status: "ready" }, 200, NEVER_CACHED)
      : c.json({ status: "not ready", missing }, 503, { ...NEVER_CACHED, "Retry-After": "5" });
  });
  for (const path of ["/healthz", "/readyz"]) refuseOtherMethods(routes, path, ["GET"]);
  return routes;
}

const NEVER_CACHED = { "Cache-Control": "no-store" };

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
