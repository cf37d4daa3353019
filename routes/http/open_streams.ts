/** Answers that stay open: how many there may be, and their end when the gateway ends. */

/** How many streams may be open at once. */
export interface StreamLimits {
  readonly inProcess: number;
  /** About one thing, such as an interaction. */
  readonly perSubject: number;
}

/** Enough for every customer in a call at a busy time, few enough for the memory of one process. */
const LIMITS: StreamLimits = { inProcess: 1000, perSubject: 4 };

/** A place for one stream. */
export interface StreamPlace {
  /** Aborted when nobody reads the stream any more, or the gateway ends. */
  readonly signal: AbortSignal;
  /** Ends the stream and frees its place. Again, it does nothing. */
  leave(): void;
}

/** The open streams of a process. */
export class OpenStreams {
  readonly #subjects = new Map<AbortController, string>();
  #isEnding = false;

  constructor(private readonly limits: StreamLimits = LIMITS) {}

  /** How many are open. */
  get count(): number {
    return this.#subjects.size;
  }

  /** Takes a place; undefined when there is none, or the gateway ends. */
  enter(subject: string): StreamPlace | undefined {
    const ofSubject = this.#subjects.values().filter((other) => other === subject);
    const isFull = this.count >= this.limits.inProcess ||
      ofSubject.toArray().length >= this.limits.perSubject;
    if (this.#isEnding || isFull) return undefined;
    const abort = new AbortController();
    this.#subjects.set(abort, subject);
    const leave = () => {
      this.#subjects.delete(abort);
      abort.abort();
    };
    return { signal: abort.signal, leave };
  }

  /** Ends all streams and lets none begin, so that they do not hold up the end of the gateway. */
  end(): void {
    this.#isEnding = true;
    for (const abort of this.#subjects.keys()) abort.abort();
  }
}
