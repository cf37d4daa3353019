/** Work that goes on in the background, again and again. */

/** A job at work. */
export interface RepeatedJob {
  /** Lets a round in progress finish and begins no further one. */
  stop(): Promise<void>;
}

/** How a job is repeated. */
export interface RepeatOptions {
  /** From the end of one round to the beginning of the next. */
  readonly pauseMillis: number;
  /** Told of a round that failed; the next one comes all the same. */
  readonly onFault: (fault: unknown) => void;
}

/** Repeats a job; rounds never overlap. The first begins at once. */
export function repeat(job: () => Promise<void>, options: RepeatOptions): RepeatedJob {
  const stopped = Promise.withResolvers<void>();
  const state = { stopping: false };
  const rounds = async () => {
    while (!state.stopping) {
      try {
        await job();
      } catch (fault) {
        options.onFault(fault);
      }
      await pause(options.pauseMillis, stopped.promise);
    }
  };
  const done = rounds();
  return {
    stop() {
      state.stopping = true;
      stopped.resolve();
      return done;
    },
  };
}

/** Waits, but no longer than until `interrupted`. */
async function pause(millis: number, interrupted: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, millis);
  await Promise.race([promise, interrupted]);
  clearTimeout(timer);
}
