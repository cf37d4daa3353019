/**
 * Admission control: a process that has more to do than it can turns some requests away at once, so
 * that those it takes are served as well as ever.
 *
 * How much is too much is told by a timer: when requests wait for the processor, a timer does so
 * too, and is late. Each late one takes away from the number of requests that may be under way, the
 * more the later it is; each punctual one adds a little (additive increase, multiplicative decrease,
 * as TCP does it). Requests that wait for a neighbour make no timer late and are held against nobody.
 * A moment without requests ends it all: there is no queue then.
 */
import { ArrivingBodies } from "./form.ts";

/** Tells again and again by how many milliseconds a timer was late, until the result is called. */
export type WatchLateness = (tell: (lateMillis: number) => void) => () => void;

/** Where the lines are drawn. */
export interface AdmissionSettings {
  /** Never are more requests under way, however punctual timers are: it bounds the memory. */
  readonly maxInFlight: number;
  /** A timer that is later than this is late. */
  readonly lateMillis: number;
}

/** So many are taken at any time, unless not even they are permitted: fewer would not keep the processor busy. */
const FEWEST = 3;
/** So many are taken at once, for each millisecond that timers may be late: a burst is no overload. */
const AT_FIRST_PER_MILLI = 12;
/** What a timer takes away that is as late as it just may be, and what the latest one does. */
const LEAST_CUT = 0.1;
const GREATEST_CUT = 0.5;
/** What a punctual timer adds, and what it takes back when nobody needs it. */
const STEP = 0.5;
/** Of the places, those who only begin get so many: who is in the middle of something goes first. */
const SHARE_OF_BEGINNERS = 0.75;

/** Whether a request begins something, or goes on with it. */
export type Standing = "begins" | "goes on";

/** The door of a process. */
export class Admission {
  #inFlight = 0;
  readonly #limitAtFirst: number;
  #limit: number;
  #hasRefused = false;
  #stopWatching: (() => void) | undefined;

  constructor(
    private readonly settings: AdmissionSettings,
    private readonly watch: WatchLateness,
  ) {
    const { lateMillis, maxInFlight } = settings;
    this.#limitAtFirst = Math.min(maxInFlight, AT_FIRST_PER_MILLI * lateMillis);
    this.#limit = this.#limitAtFirst;
  }

  /** How many requests are under way, and how many may be. */
  get status(): { readonly inFlight: number; readonly limit: number } {
    return { inFlight: this.#inFlight, limit: Math.min(this.#limit, this.settings.maxInFlight) };
  }

  /** Takes a request, or does not; each one that is taken has to {@link leave}. */
  enter(standing: Standing): boolean {
    const { inFlight, limit } = this.status;
    const places = standing === "begins" ? limit * SHARE_OF_BEGINNERS : limit;
    if (inFlight >= places) {
      this.#hasRefused = true;
      return false;
    }
    this.#inFlight += 1;
    this.#stopWatching ??= this.watch((lateMillis) => this.#adapt(lateMillis));
    return true;
  }

  /** A request that was taken has been answered. */
  leave(): void {
    this.#inFlight -= 1;
    this.#restIfCalm();
  }

  /** Watches no longer, whatever is still under way. */
  end(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  /** Between two waves of an overload the limit stays what it was found to be. */
  #restIfCalm(): void {
    if (this.#inFlight === 0 && this.#limit >= this.#limitAtFirst) this.end();
  }

  #adapt(lateMillis: number): void {
    const { inFlight, limit } = this.status;
    const lateness = lateMillis / this.settings.lateMillis;
    if (lateness > 1) {
      // With fewer under way something else takes the processor, and turning them away is no help.
      const cut = inFlight < FEWEST ? 0 : Math.min(GREATEST_CUT, LEAST_CUT * lateness);
      this.#limit = Math.max(FEWEST, limit * (1 - cut));
    } else if (this.#hasRefused || limit < this.#limitAtFirst) {
      this.#limit = limit + STEP;
    } else if (inFlight < limit / 2) {
      this.#limit = Math.max(this.#limitAtFirst, limit - STEP);
    }
    this.#hasRefused = false;
    this.#restIfCalm();
  }
}

/** Whether there is a place for a request; `exempt` ones need none. */
export type Judge = (request: Request) => Standing | "exempt";

/** Answers a request that was turned away. */
export type AnswerBusy = (request: Request) => Promise<Response>;

/**
 * Answers requests for which there is a place, and turns the others away before anything else is
 * done for them but letting their body arrive: who sends it slowly must not hold a place. A stream
 * needs its place until it begins.
 */
export function admit(
  admission: Admission,
  judge: Judge,
  answerBusy: AnswerBusy,
): (request: Request, answer: () => Promise<Response>) => Promise<Response> {
  const bodies = new ArrivingBodies();
  return async (request, answer) => {
    if (!await bodies.wait(request)) return await answerBusy(request);
    const standing = judge(request);
    if (standing === "exempt") return await answer();
    if (!admission.enter(standing)) return await answerBusy(request);
    try {
      return await answer();
    } finally {
      admission.leave();
    }
  };
}
