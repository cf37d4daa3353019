/** Work that goes on in the background, again and again. */
import { pause } from "./pause.ts";

/** A job at work. */
export interface RepeatedJob {
  /** Begins a round at once, or joins the one in progress; resolves at its end, also if it failed. */
  runNow(): Promise<void>;
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

/**
 * Repeats a job; rounds never overlap. The first begins at once.
 *
 * @param job one round; a long one ends early when its signal is aborted
 */
export function repeat(
  job: (stopping: AbortSignal) => Promise<void>,
  options: RepeatOptions,
): RepeatedJob {
  const stopping = new AbortController();
  let round: Promise<void> | undefined;
  const runNow = () => {
    if (stopping.signal.aborted) return round ?? Promise.resolve();
    return round ??= job(stopping.signal).catch(options.onFault).finally(() => round = undefined);
  };
  const rounds = async () => {
    while (!stopping.signal.aborted) {
      await runNow();
      await pause(options.pauseMillis, stopping.signal);
    }
  };
  const done = rounds();
  return {
    runNow,
    async stop() {
      stopping.abort();
      await done;
      await round;
    },
  };
}
