/** What was seen of a soak, for its judge. */

/** How a request ended, as its client saw it. */
export type Outcome =
  | "done"
  /** Refused as it must be: a replay, or something whose grant was ended. */
  | "refused"
  /** 503 or 429, told as it is to be told. */
  | "try again"
  /** The instance was down, or was killed before it had answered. */
  | "connection lost";

/** See the head of this file. */
export class Evidence {
  /** What must not be. */
  readonly violations: string[] = [];
  readonly #outcomes = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #millis = new Map<string, number[]>();

  /** Notes something that must not be. */
  accuse(what: string): void {
    this.violations.push(what);
  }

  /** Notes how a request ended, and after how long. */
  note(kind: string, outcome: Outcome, millis: number): void {
    const name = `${kind} ${outcome}`;
    this.#outcomes.set(name, (this.#outcomes.get(name) ?? 0) + 1);
    const times = this.#millis.get(outcome) ?? [];
    times.push(millis);
    this.#millis.set(outcome, times);
  }

  /** Counts something else. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** How often something was counted. */
  counted(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** How many requests of a kind ended so. */
  outcomes(kind: string, outcome: Outcome): number {
    return this.#outcomes.get(`${kind} ${outcome}`) ?? 0;
  }

  /** How long the requests took that ended so. */
  millisOf(outcome: Outcome): readonly number[] {
    return this.#millis.get(outcome) ?? [];
  }
}
