/** Turns of the event loop, and how long they last. */
import { setImmediate } from "node:timers";

/**
 * Calls back when this turn of the event loop is over and the next one has seen what has arrived
 * meanwhile, with the milliseconds that it lasted.
 */
export function afterTurn(act: (millis: number) => void): void {
  const begun = performance.now();
  setImmediate(() => act(performance.now() - begun));
}
