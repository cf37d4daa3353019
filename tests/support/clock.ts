/** A clock that stands still until a test moves it. Pass `clock.now` where a `() => number` is wanted. */
export class ManualClock {
  #now: number;

  /** @param start an instant: epoch milliseconds, or ISO 8601 with its offset */
  constructor(start: number | string = "2026-04-15T10:00:00+09:00") {
    this.#now = toEpochMilliseconds(start);
  }

  /** The instant the clock shows, in epoch milliseconds. */
  readonly now = (): number => this.#now;

  /** Moves the clock forward. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Moves the clock to an instant, also back: clocks of servers do jump. */
  set(instant: number | string): void {
    this.#now = toEpochMilliseconds(instant);
  }
}

function toEpochMilliseconds(instant: number | string): number {
  return typeof instant === "number" ? instant : Temporal.Instant.from(instant).epochMilliseconds;
}
