/**
 * Admission control: a process that has more to do than it can turns some requests away at once, so
 * that those it takes are served as well as ever.
 *
 * Requests wait until the turn of the event loop is over in which they came. Then all that came
 * meanwhile are there to be seen, and of them only so many are taken: a turn must not become so long
 * that those who come in it wait for long. Each turn that is too long lowers that number, the more
 * the longer it was; each one that is not raises it a little. Requests that wait for a neighbour make
 * no turn long and are held against nobody.
 */
import { ArrivingBodies } from "./form.ts";

/**
 * Calls back at the end of this turn of the event loop, with when that is, by a clock that does not
 * jump, and how long the turn lasted, in milliseconds.
 */
export type AfterTurn = (act: (millis: number, at: number) => void) => void;

/** Where the lines are drawn. */
export interface AdmissionSettings {
  /** Never are more requests under way, however short the turns are: it bounds the memory. */
  readonly maxInFlight: number;
  /** A turn that lasts longer is too long. */
  readonly turnMillis: number;
}

/** So many are taken at first, for each millisecond that a turn may last: a burst is no overload. */
const AT_FIRST_PER_MILLI = 8;
/** The share that a turn takes away which is as long as it just may be, and the greatest one. */
const LEAST_CUT = 0.05;
const GREATEST_CUT = 0.8;
/** The share that a short turn adds. */
const GROWTH = 0.02;
/** When nobody came for so long, what was learnt of an overload is over. */
const QUIET_MILLIS = 200;
/** Who only begins gets such a share of the places: who is in the middle of something goes first. */
const SHARE_OF_BEGINNERS = 0.75;

/** Whether a request begins something, or goes on with it. */
export type Standing = "begins" | "goes on";

interface Waiting {
  readonly standing: Standing;
  readonly tell: (isTaken: boolean) => void;
}

/** The door of a process. */
export class Admission {
  #inFlight = 0;
  /** So many are taken at the end of a turn, rounded down. */
  #limit: number;
  #waiting: Waiting[] = [];
  /** So many were taken at the end of the turn before. */
  #taken = 0;
  /** So many of those who begin may still be taken; what is less than a whole place is kept for the next turn. */
  #roomForBeginners = 0;
  #isWatching = false;
  /** When the last turn ended that was watched. */
  #endedAt = 0;
  readonly #atFirst: number;

  constructor(
    private readonly settings: AdmissionSettings,
    private readonly afterTurn: AfterTurn,
  ) {
    this.#atFirst = AT_FIRST_PER_MILLI * settings.turnMillis;
    this.#limit = this.#atFirst;
  }

  /** How many requests are under way, and how many may be taken in a turn. */
  get status(): { readonly inFlight: number; readonly perTurn: number } {
    return { inFlight: this.#inFlight, perTurn: this.#limit };
  }

  /** Takes a request at the end of the turn, or does not; each one that is taken has to {@link leave}. */
  enter(standing: Standing): Promise<boolean> {
    if (!this.#isWatching) this.afterTurn(this.#endTurn);
    this.#isWatching = true;
    return new Promise((tell) => this.#waiting.push({ standing, tell }));
  }

  /** A request that was taken has been answered. */
  leave(): void {
    this.#inFlight -= 1;
  }

  readonly #endTurn = (millis: number, at: number): void => {
    if (at - millis - this.#endedAt >= QUIET_MILLIS) this.#limit = this.#atFirst;
    else this.#learn(millis / this.settings.turnMillis);
    this.#endedAt = at;
    const waiting = this.#waiting.splice(0);
    this.#taken = 0;
    this.#makeRoom(waiting);
    // Where not all can be taken it is the last ones, because they have waited the least.
    for (const { standing, tell } of waiting.toReversed()) tell(this.#takes(standing));
    this.#isWatching = waiting.length > 0;
    if (this.#isWatching) this.afterTurn(this.#endTurn);
  };

  /** Of so few places that the share is none at all, a beginner gets what nobody else wants. */
  #makeRoom(waiting: readonly Waiting[]): void {
    this.#roomForBeginners = this.#roomForBeginners % 1 +
      SHARE_OF_BEGINNERS * Math.floor(this.#limit);
    if (this.#roomForBeginners >= 1) return;
    if (waiting.every(({ standing }) => standing === "begins")) this.#roomForBeginners = 1;
  }

  #learn(length: number): void {
    if (length <= 1) {
      this.#limit = Math.min(this.#atFirst, this.#limit * (1 + GROWTH));
    } else if (this.#taken > 1) {
      // With a single one something else keeps the processor, and turning it away is no help.
      this.#limit = Math.max(1, this.#limit * (1 - Math.min(GREATEST_CUT, LEAST_CUT * length)));
    }
  }

  #takes(standing: Standing): boolean {
    const isBeginner = standing === "begins";
    const share = isBeginner ? SHARE_OF_BEGINNERS : 1;
    if (this.#taken >= Math.floor(this.#limit)) return false;
    if (isBeginner && this.#roomForBeginners < 1) return false;
    if (this.#inFlight >= share * this.settings.maxInFlight) return false;
    if (isBeginner) this.#roomForBeginners -= 1;
    this.#inFlight += 1;
    this.#taken += 1;
    return true;
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
    if (!await admission.enter(standing)) return await answerBusy(request);
    try {
      return await answer();
    } finally {
      admission.leave();
    }
  };
}
