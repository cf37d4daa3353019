/** Counting the requests that are being answered, so that an end can wait for them. */
import type { Connection, Fetch } from "./listener.ts";

/**
 * The requests that are being answered. They have to be waited for, because `shutdown()` takes from
 * their handlers the bodies that are still on their way.
 */
export class RequestsInFlight {
  readonly #answers = new Set<Promise<Response>>();
  #isFinishing = false;

  constructor(private readonly fetch: Fetch) {}

  /** Answers a request, or with 503 once they are to finish. */
  async answer(request: Request, connection: Connection): Promise<Response> {
    if (this.#isFinishing) {
      return new Response(null, { status: 503, headers: { "Retry-After": "1" } });
    }
    const answer = Promise.try(() => this.fetch(request, connection));
    this.#answers.add(answer);
    return await answer.finally(() => this.#answers.delete(answer));
  }

  /** Takes no more requests and waits for those that there are. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    await Promise.allSettled(this.#answers);
  }
}
