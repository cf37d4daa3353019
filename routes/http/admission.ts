/**
 * Admission control: a process that has more to do than it can turns some requests away at once, so
 * that those it takes are served as well as ever.
 *
 * How much is too much is told by a timer: when requests wait for the processor, a timer does so
 * too, and is late. From one timer to the next is a round, in which only so many requests are taken.
 * Each late timer lowers that number, the more the later it is; each punctual one raises it a little.
 * Requests that wait for a neighbour make no timer late and are held against nobody.
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

/** So many are taken in a round at the least: fewer would not keep the processor busy. */
const FEWEST = 3;
/** So many are taken in a round at first, for each millisecond that timers may be late: a burst is no overload. */
const AT_FIRST_PER_MILLI = 12;
/** The share that a timer takes away that is as late as it just may be, and that the latest one does. */
const LEAST_CUT = 0.1;
const GREATEST_CUT = 0.5;
/** The share that a punctual timer adds. */
const GROWTH = 0.02;
/** Who only begins gets such a share of the places: who is in the middle of something goes first. */
const SHARE_OF_BEGINNERS = 0.75;

/** Whether a request begins something, or goes on with it. */
export type Standing = "begins" | "goes on";

/** The door of a process. */
export class Admission {
  #inFlight = 0;
  /** So many were taken in this round. */
  #taken = 0;
  readonly #limitAtFirst: number;
  #limit: number;
  #stopWatching: (() => void) | undefined;

  constructor(
    private readonly settings: AdmissionSettings,
    private readonly watch: WatchLateness,
  ) {
    this.#limitAtFirst = AT_FIRST_PER_MILLI * settings.lateMillis;
    this.#limit = this.#limitAtFirst;
  }

  /** How many requests are under way, and how many may be taken in a round. */
  get status(): { readonly inFlight: number; readonly perRound: number } {
    return { inFlight: this.#inFlight, perRound: this.#limit };
  }

  /** Takes a request, or does not; each one that is taken has to {@link leave}. */
  enter(standing: Standing): boolean {
    const share = standing === "begins" ? SHARE_OF_BEGINNERS : 1;
    if (this.#taken >= share * this.#limit) return false;
    if (this.#inFlight >= share * this.settings.maxInFlight) return false;
    this.#inFlight += 1;
    this.#taken += 1;
    this.#stopWatching ??= this.watch((lateMillis) => this.#endRound(lateMillis));
    return true;
  }

  /** A request that was taken has been answered. */
  leave(): void {
    this.#inFlight -= 1;
  }

  /** Watches no longer, whatever is still under way. */
  end(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  #endRound(lateMillis: number): void {
    const lateness = lateMillis / this.settings.lateMillis;
    const [taken, limit] = [this.#taken, this.#limit];
    this.#taken = 0;
    if (lateness <= 1) {
      this.#limit = Math.min(this.#limitAtFirst, limit * (1 + GROWTH));
      const isCalm = taken === 0 && this.#inFlight === 0 && limit === this.#limitAtFirst;
      if (isCalm) this.end();
    } else if (taken >= FEWEST) {
      // With fewer taken something else keeps the processor, and turning them away is no help.
      const cut = Math.min(GREATEST_CUT, LEAST_CUT * lateness);
      this.#limit = Math.max(FEWEST, limit * (1 - cut));
    }
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
