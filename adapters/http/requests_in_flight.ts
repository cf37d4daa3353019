/** Counting the requests that are being answered, so that an end can wait for them. */
import type { Connection, Fetch } from "./listener.ts";

/**
 * The requests that are being answered. They have to be waited for, because `shutdown()` takes from
 * their handlers the bodies that are still on their way.
 */
export class RequestsInFlight {
  #count = 0;
  #isFinishing = false;
  readonly #finished = Promise.withResolvers<void>();

  constructor(private readonly fetch: Fetch) {}

  /** Answers a request, or with 503 once they are to finish. */
  async answer(request: Request, connection: Connection): Promise<Response> {
    if (this.#isFinishing) {
      return new Response(null, { status: 503, headers: { "Retry-After": "1" } });
    }
    this.#count += 1;
    try {
      return await this.fetch(request, connection);
    } finally {
      this.#count -= 1;
      this.#resolveIfFinished();
    }
  }

  /** Takes no more requests and waits for those that there are. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#resolveIfFinished();
    await this.#finished.promise;
  }

  #resolveIfFinished(): void {
    if (this.#isFinishing && this.#count === 0) this.#finished.resolve();
  }
}
