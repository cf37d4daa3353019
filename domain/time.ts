/**
 * Time as the domain sees it: milliseconds since the Unix epoch, read once per request from a
 * {@link Clock} and passed along as an argument.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMillis = number;

/** The source of "now". One reading per request, so that all of a request is judged by one time. */
export interface Clock {
  /** The present time. */
  now(): EpochMillis;
}

/** Waits so long, or until the signal is aborted; never rejects. */
export type Pause = (millis: number, signal: AbortSignal) => Promise<void>;

/** Whole seconds since the epoch, as JWT `NumericDate` claims want them (RFC 7519, section 2). */
export function toEpochSeconds(at: EpochMillis): number {
  return Math.floor(at / 1000);
}

/** Adds seconds to a point in time. */
export function addSeconds(at: EpochMillis, seconds: number): EpochMillis {
  return at + seconds * 1000;
}

/** The time zone in which the credit union lives; Japan has no daylight saving. */
export const JST = "Asia/Tokyo";

/** A point in time as seen on a Japanese wall clock, whatever zone the process runs in. */
export function toJst(at: EpochMillis): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(JST);
}

/** The next 00:00 JST strictly after a point in time. */
export function nextJstMidnight(at: EpochMillis): EpochMillis {
  return toJst(at).toPlainDate().add({ days: 1 }).toZonedDateTime(JST).epochMilliseconds;
}

/** RFC 3339 with `+09:00` and whole seconds, as the resource API and the log write times. */
export function formatJst(at: EpochMillis): string {
  return toJst(at).toString({ smallestUnit: "second", timeZoneName: "never" });
}
