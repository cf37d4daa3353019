/** Turns of the event loop that last as long as a test says. */
import type { AfterTurn } from "../../routes/http/admission.ts";

/** See the head of this file. */
export class ManualTurns {
  #acts: Parameters<AfterTurn>[0][] = [];
  #now = 0;

  /** See {@link AfterTurn}. */
  readonly after: AfterTurn = (act) => void this.#acts.push(act);

  /** Whether anybody waits for the end of the turn. */
  get isAwaited(): boolean {
    return this.#acts.length > 0;
  }

  /** Lets time pass in which nothing happens. */
  pass(millis: number): void {
    this.#now += millis;
  }

  /** Ends a turn. */
  end(millis = 0): void {
    this.#now += millis;
    for (const act of this.#acts.splice(0)) act(millis, this.#now);
  }
}
