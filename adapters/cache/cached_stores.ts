/** What each request reads and the operator seldom changes, at most 5 seconds old. */
import type { Client } from "../../domain/client/client.ts";
import type { ClientRegistry } from "../../domain/client/client_registry.ts";
import type { ClientId } from "../../domain/ids.ts";
import type { MaintenanceSchedule, MaintenanceWindow } from "../../domain/service/maintenance.ts";
import type { Clock } from "../../domain/time.ts";
import { TimedCache } from "./timed_cache.ts";

/** The ports permit no more. */
const MAX_AGE_MILLISECONDS = 5000;

/** A registry that remembers apps, and that there is none of an id. */
export function createCachedClientRegistry(registry: ClientRegistry, clock: Clock): ClientRegistry {
  const cache = new TimedCache<ClientId, Client | undefined>(clock, MAX_AGE_MILLISECONDS);
  return { find: (id) => cache.get(id, () => registry.find(id)) };
}

/** A schedule that remembers the closed windows. */
export function createCachedMaintenanceSchedule(
  schedule: MaintenanceSchedule,
  clock: Clock,
): MaintenanceSchedule {
  const cache = new TimedCache<"upcoming", readonly MaintenanceWindow[]>(
    clock,
    MAX_AGE_MILLISECONDS,
  );
  return {
    upcoming: async (now) => {
      const windows = await cache.get("upcoming", () => schedule.upcoming(now));
      return windows.filter(({ until }) => now < until);
    },
  };
}
