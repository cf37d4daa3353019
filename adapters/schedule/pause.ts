/** Waiting by the timers of the process. */
import type { Pause } from "../../domain/time.ts";

/** Waits by a timer, which is cleared when the wait is cut short. */
export const pause: Pause = (millis, signal) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    resolve();
  };
  const timer = setTimeout(end, millis);
  signal.addEventListener("abort", end);
  return promise;
};
