/**
 * How long a request waits for the stores. Each call has a limit; so that several slow ones do not
 * add up, all calls of a request share one, from its first call on. Measured by a clock that does
 * not jump.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** What a call may take that belongs to no request, and those of a request unless it is told otherwise. */
export const STORE_TIME_MILLISECONDS = 1500;

/** The time of one request. */
interface StoreTime {
  readonly millis: number;
  /** By `performance.now()`; undefined before the first call. */
  endsAt: number | undefined;
  isAnswered: boolean;
}

const timeOfRequest = new AsyncLocalStorage<StoreTime>();

/**
 * Answers a request whose calls to stores share so many milliseconds. What it leaves to go on after
 * its answer, such as a stream, has them for each call.
 */
export async function shareStoreTime<Answer>(
  answer: () => Promise<Answer>,
  millis: number = STORE_TIME_MILLISECONDS,
): Promise<Answer> {
  const time: StoreTime = { millis, endsAt: undefined, isAnswered: false };
  try {
    return await timeOfRequest.run(time, answer);
  } finally {
    time.isAnswered = true;
  }
}

/** How many milliseconds a call that begins now may take; 0 when there are none left. */
export function storeMillisLeft(): number {
  const time = timeOfRequest.getStore();
  if (time === undefined) return STORE_TIME_MILLISECONDS;
  if (time.isAnswered) return time.millis;
  const now = performance.now();
  time.endsAt ??= now + time.millis;
  return Math.max(0, Math.round(time.endsAt - now));
}

/** Begins the request's time anew, because meanwhile it waited for something else. */
export function renewStoreTime(): void {
  const time = timeOfRequest.getStore();
  if (time !== undefined) time.endsAt = undefined;
}
