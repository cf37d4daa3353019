/** Timers of a test, which are late when it says so. */
import type { WatchLateness } from "../../routes/http/admission.ts";

/** See the head of this file. */
export class ManualLateness {
  readonly #tells = new Set<Parameters<WatchLateness>[0]>();

  /** Whether anybody watches. */
  get isWatched(): boolean {
    return this.#tells.size > 0;
  }

  /** See {@link WatchLateness}. */
  readonly watch: WatchLateness = (tell) => {
    this.#tells.add(tell);
    return () => void this.#tells.delete(tell);
  };

  /** So many timers one after the other, each late by so much. */
  tell(lateMillis: number, times = 1): void {
    for (let count = 0; count < times; count++) {
      for (const tell of [...this.#tells]) tell(lateMillis);
    }
  }
}
