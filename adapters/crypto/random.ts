/** Randomness from the operating system. */
import type { RandomSource } from "../../domain/ids.ts";

/** The {@link RandomSource} of the real world. */
export const systemRandom: RandomSource = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
