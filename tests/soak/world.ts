/** What all who take part in a soak share. */
import type { App } from "../support/app.ts";
import type { Dice } from "./dice.ts";
import { ConnectionLost, type Door } from "./door.ts";
import type { Evidence } from "./evidence.ts";
import { wait } from "./wait.ts";
import type { Walk } from "./walk.ts";

/** See the head of this file. */
export interface World {
  readonly issuer: string;
  readonly telephonySecret: string;
  readonly app: App;
  readonly door: Door;
  readonly evidence: Evidence;
  /** All walks so far. */
  readonly walks: Walk[];
  /** Nothing new is to be begun. */
  isClosing: boolean;
  /** Nobody waits any longer. */
  isOver: boolean;
}

/** The soak ended before this was done. */
export class Unfinished extends Error {}

/** An answer that says to come again. */
export class TryAgain extends Error {}

/**
 * Does something until it is answered, as a patient client does; with shorter pauses than it is
 * asked for, so that more gets done. Throws {@link Unfinished} at the end of the soak.
 */
export async function persist<Result>(
  world: Pick<World, "isOver">,
  dice: Dice,
  action: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    if (world.isOver) throw new Unfinished();
    await wait(dice.between(100, 400));
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof ConnectionLost || error instanceof TryAgain;
}
