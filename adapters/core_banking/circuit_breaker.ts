import { UnavailableError } from "../../domain/errors.ts";
import { addSeconds, type Clock, type EpochMillis } from "../../domain/time.ts";

/** When a breaker opens and for how long. */
export interface CircuitBreakerSettings {
  /** Failures about that many accounts without a success between them open the breaker. */
  readonly failuresToOpen: number;
  /** So long nothing is asked; then one call tries. */
  readonly openSeconds: number;
}

/** How a breaker stands, for the operator. */
export interface CircuitBreakerStatus {
  readonly state: "closed" | "open" | "half-open";
  /** About how many accounts calls have failed since the last success. */
  readonly consecutiveFailures: number;
  /** When the next call may try; only while the breaker is not closed. */
  readonly retryAt?: EpochMillis;
}

/**
 * Spares a system that is down, and those who wait for it: after failures about several accounts in a
 * row calls are refused at once with `UnavailableError`; one account's odd data must not shut out all
 * others. When the time is over, one call at a time tries (half-open); its success closes the breaker,
 * its failure opens it anew. Calls that were under way when the breaker opened say nothing any more:
 * many of them fail together, and late.
 */
export class CircuitBreaker {
  readonly #failing = new Set<string>();
  #opening: { readonly openedAt: EpochMillis; readonly retryAt: EpochMillis } | undefined;
  #isTrying = false;

  constructor(
    private readonly dependency: string,
    private readonly clock: Clock,
    private readonly settings: CircuitBreakerSettings,
  ) {}

  status(): CircuitBreakerStatus {
    const consecutiveFailures = this.#failing.size;
    if (this.#opening === undefined) return { state: "closed", consecutiveFailures };
    const { openedAt, retryAt } = this.#opening;
    const now = this.clock.now();
    // A clock that was put back must not keep the breaker open.
    const state = openedAt <= now && now < retryAt ? "open" : "half-open";
    return { state, consecutiveFailures, retryAt };
  }

  /** Makes a call about an account, or refuses to. Only an `UnavailableError` counts as a failure. */
  async run<Result>(account: string, call: () => Promise<Result>): Promise<Result> {
    const { state } = this.status();
    if (state === "open" || (state === "half-open" && this.#isTrying)) {
      throw new UnavailableError(this.dependency, { cause: new Error("the breaker is open") });
    }
    const isTry = state === "half-open";
    const opening = this.#opening;
    if (isTry) this.#isTrying = true;
    try {
      const result = await call();
      if (opening === this.#opening) this.#close();
      return result;
    } catch (error) {
      if (opening === this.#opening && error instanceof UnavailableError) this.#fail(account);
      throw error;
    } finally {
      if (isTry) this.#isTrying = false;
    }
  }

  #close(): void {
    this.#failing.clear();
    this.#opening = undefined;
  }

  #fail(account: string): void {
    this.#failing.add(account);
    if (this.#failing.size < this.settings.failuresToOpen) return;
    const openedAt = this.clock.now();
    this.#opening = { openedAt, retryAt: addSeconds(openedAt, this.settings.openSeconds) };
  }
}
