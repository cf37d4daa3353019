/** Turns of the event loop, and how long they last. */
import { setImmediate } from "node:timers";

/**
 * Calls back when this turn of the event loop is over and the next one has seen what has arrived
 * meanwhile, with the milliseconds that it lasted and, by the same clock, when that is.
 */
export function afterTurn(act: (millis: number, at: number) => void): void {
  const begun = performance.now();
  setImmediate(() => {
    const at = performance.now();
    act(at - begun, at);
  });
}
