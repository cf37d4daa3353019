/** Clocks that run. */
import type { Clock, EpochMillis } from "../../domain/time.ts";

/** The {@link Clock} of the real world. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that shows `start` now and runs on from there; for trying out times of day. */
export function startClockAt(start: EpochMillis): Clock {
  const offset = start - Date.now();
  return { now: () => Date.now() + offset };
}
