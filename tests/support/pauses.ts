import type { Pause } from "../../domain/time.ts";

/** Pauses that last until a test ends them. */
export class ManualPauses {
  readonly #pending = new Set<() => void>();
  #begun = Promise.withResolvers<void>();

  /** How many are going on. */
  get count(): number {
    return this.#pending.size;
  }

  /** See {@link Pause}. */
  readonly pause: Pause = (_, signal) => {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#pending.delete(end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      this.#pending.add(end);
      signal.addEventListener("abort", end);
      this.#begun.resolve();
    });
  };

  /** Waits until a pause goes on, then ends all that do. */
  async endNext(): Promise<void> {
    await this.begun();
    this.#begun = Promise.withResolvers();
    for (const end of [...this.#pending]) end();
  }

  /** Waits until a pause goes on. */
  async begun(): Promise<void> {
    if (this.count === 0) await this.#begun.promise;
  }
}
