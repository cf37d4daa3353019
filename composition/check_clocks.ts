/** Whether our clock goes right. */
import type { Stores } from "../adapters/open_stores.ts";
import type { Config } from "../config.ts";
import { addSeconds, type Clock } from "../domain/time.ts";

/** How far our clock may be from a store's. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Throws an `Error` when our clock differs from a store's: tokens and windows are judged by it, and it
 * decides what is old enough to be deleted, so nothing may be done before. A sandbox may shift it.
 */
export async function checkClocks(
  { sandbox }: Pick<Config, "sandbox">,
  { pingDatabase, ephemeral }: Pick<Stores, "pingDatabase" | "ephemeral">,
  clock: Clock,
): Promise<void> {
  if (sandbox !== undefined) return;
  for (const ping of [() => pingDatabase(), () => ephemeral.ping()]) {
    const theirs = await ping();
    const ours = clock.now();
    if (Math.abs(theirs - ours) > addSeconds(0, CLOCK_TOLERANCE_SECONDS)) {
      throw new Error(
        `the clock differs from a store's by ${Math.round((ours - theirs) / 1000)} s; ` +
          `at most ${CLOCK_TOLERANCE_SECONDS} s are allowed`,
      );
    }
  }
}
