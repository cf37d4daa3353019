/** A telephone network with one line into the gateway's pool of numbers. */
import { toE164 } from "./phone_numbers.ts";
import { signEvent } from "./telephony_event.ts";

const MAX_REMEMBERED_CALLS = 20;

/** What the phone works with. */
export interface PhoneSettings {
  readonly issuer: string;
  readonly secret: string;
  /** The pool: every other number is not in service. */
  readonly destinationNumbers: readonly string[];
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => number;
}

/** Who calls whom, digits as dialled within Japan. */
export interface CallOrder {
  /** null: the caller's number is withheld. */
  readonly from: string | null;
  readonly to: string;
}

/**
 * `reported`: the call rang and the gateway took the event. `not_in_service`: there is no such
 * number in the pool. `not_reported`: the gateway refused the event or could not be reached.
 */
export type CallOutcome = "reported" | "not_in_service" | "not_reported";

/** A call that was placed. */
export interface PlacedCall extends CallOrder {
  readonly at: number;
  readonly outcome: CallOutcome;
}

/** See the head of this file. */
export class Phone {
  #calls: readonly PlacedCall[] = [];

  constructor(private readonly settings: PhoneSettings) {}

  /** The pool. */
  get destinationNumbers(): readonly string[] {
    return this.settings.destinationNumbers;
  }

  /** The last calls, newest first. */
  get calls(): readonly PlacedCall[] {
    return this.#calls;
  }

  /** Places a call: it rings two or three times, is cut off, and is reported to the gateway. */
  async placeCall(order: CallOrder): Promise<CallOutcome> {
    const at = this.settings.now();
    const outcome = this.settings.destinationNumbers.includes(order.to)
      ? await this.#report(order, at)
      : "not_in_service";
    this.#calls = [{ ...order, at, outcome }, ...this.#calls].slice(0, MAX_REMEMBERED_CALLS);
    return outcome;
  }

  async #report(order: CallOrder, at: number): Promise<CallOutcome> {
    const event = {
      eventId: crypto.randomUUID(),
      occurredAt: Temporal.Instant.fromEpochMilliseconds(at).toString(),
      callerNumber: order.from === null ? null : toE164(order.from),
      destinationNumber: toE164(order.to),
    };
    const url = new URL("/telephony/events", this.settings.issuer);
    try {
      const request = await signEvent(url, event, this.settings.secret, at);
      const response = await this.settings.fetch(request);
      await response.body?.cancel();
      return response.ok ? "reported" : "not_reported";
    } catch {
      return "not_reported";
    }
  }
}
