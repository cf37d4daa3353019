import { UnavailableError } from "../../domain/errors.ts";
import { addSeconds, type Clock, type EpochMillis } from "../../domain/time.ts";

/** When a breaker opens and for how long. */
export interface CircuitBreakerSettings {
  /** That many failures without a success between them open the breaker. */
  readonly failuresToOpen: number;
  /** So long nothing is asked; then one call tries. */
  readonly openSeconds: number;
}

/** How a breaker stands, for the operator. */
export interface CircuitBreakerStatus {
  readonly state: "closed" | "open" | "half-open";
  readonly consecutiveFailures: number;
  /** When the next call may try; only while the breaker is not closed. */
  readonly retryAt?: EpochMillis;
}

/**
 * Spares a system that is down, and those who wait for it: after a row of failures calls are
 * refused at once with `UnavailableError`. When the time is over, one call at a time tries
 * (half-open); its success closes the breaker, its failure opens it anew.
 */
export class CircuitBreaker {
  #consecutiveFailures = 0;
  #retryAt: EpochMillis | undefined;
  #isTrying = false;

  constructor(
    private readonly dependency: string,
    private readonly clock: Clock,
    private readonly settings: CircuitBreakerSettings,
  ) {}

  status(): CircuitBreakerStatus {
    const consecutiveFailures = this.#consecutiveFailures;
    const retryAt = this.#retryAt;
    if (retryAt === undefined) return { state: "closed", consecutiveFailures };
    const state = this.clock.now() < retryAt ? "open" : "half-open";
    return { state, consecutiveFailures, retryAt };
  }

  /** Makes a call, or refuses to. Only an `UnavailableError` counts as a failure. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    const { state } = this.status();
    if (state === "open" || (state === "half-open" && this.#isTrying)) {
      throw new UnavailableError(this.dependency, { cause: new Error("the breaker is open") });
    }
    if (state === "half-open") this.#isTrying = true;
    try {
      const result = await call();
      this.#close();
      return result;
    } catch (error) {
      if (error instanceof UnavailableError) this.#countFailure();
      throw error;
    } finally {
      if (state === "half-open") this.#isTrying = false;
    }
  }

  #close(): void {
    this.#consecutiveFailures = 0;
    this.#retryAt = undefined;
  }

  #countFailure(): void {
    this.#consecutiveFailures += 1;
    if (this.#consecutiveFailures < this.settings.failuresToOpen) return;
    this.#retryAt = addSeconds(this.clock.now(), this.settings.openSeconds);
  }
}
