/** Pauses that are not the same everywhere. */

/** At least half of a pause, at most all of it, by chance: so that many do not act at once. */
export function withJitter(millis: number, random: () => number = Math.random): number {
  return millis * (1 + random()) / 2;
}
