/** The threads of a process (`deno serve --parallel`): whichever exits ends all of them. */

/** What threads tell each other. */
type Word = { readonly kind: "here" | "ended"; readonly thread: string };

/** The roll of a thread. */
export interface ThreadRoll {
  /** Tells the others that this thread is done; calls `exit` in the one that is done last. */
  end(): void;
}

/** Makes this thread known to the others, and them to it. */
export function joinThreads(exit: () => void): ThreadRoll {
  const thread = crypto.randomUUID();
  const ended = new Map<string, boolean>([[thread, false]]);
  const channel = new BroadcastChannel("kakehashi threads");
  const tell = (kind: Word["kind"]) => channel.postMessage({ kind, thread });
  const exitWithLast = () => {
    if ([...ended.values()].every((hasEnded) => hasEnded)) exit();
  };
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    // Whoever begins later has not heard of this one.
    if (!ended.has(data.thread)) tell("here");
    ended.set(data.thread, data.kind === "ended");
    exitWithLast();
  };
  tell("here");
  return {
    end() {
      ended.set(thread, true);
      tell("ended");
      exitWithLast();
    },
  };
}
