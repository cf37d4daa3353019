/** The ephemeral store in Redis, over Upstash's REST protocol: a run is one script call. */
import { errors, Redis } from "@upstash/redis";
import { UnavailableError } from "../../domain/errors.ts";
import type {
  EphemeralStore,
  Key,
  Operation,
  OperationResult,
  ResultsOf,
} from "../../domain/store/ephemeral_store.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { withJitter } from "../schedule/jitter.ts";
import { storeMillisLeft } from "../store_time.ts";
import { readList, readResults } from "./run_results.ts";
import { RUN_SCRIPT } from "./run_script.ts";

/** How to reach the server. */
export interface RedisSettings {
  readonly url: string;
  readonly token: string;
  /** Told of each command that is sent. */
  readonly onRoundTrip?: () => void;
}

/**
 * A command whose answer was lost is sent once more, within the time of the first: runs recognise
 * their repetition. Instances that lost their answers together must not repeat together.
 */
const RETRIES = 1;
const RETRY_PAUSE_MILLISECONDS = 50;

const RECORD_PREFIX = "kakehashi:record:";
const QUEUE_PREFIX = "kakehashi:queue:";
const SCAN_COUNT = 500;

/** Makes the store. Does not talk to the server yet. */
export function createRedisEphemeralStore(settings: RedisSettings): EphemeralStore {
  const server = new Server(settings);
  return {
    // Nothing else of the context, which may be more than its type says, goes to the server.
    run: async ({ now, attempt }, operations) =>
      await server.run({ now, attempt, operations }) as ResultsOf<typeof operations>,
    readQueue: async (queue, limit) =>
      readList(await server.call((redis) => redis.lrange(QUEUE_PREFIX + queue, 0, limit - 1))),
    removeFromQueue: (queue, entries) => removeFromQueue(server, queue, entries),
    list: (prefix, now) => list(server, prefix, now),
    // Redis collects by itself what has expired.
    sweep: () => Promise.resolve(),
    ping: async () => {
      const [seconds, microseconds] = readList(await server.call((redis) => redis.time()));
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    // Each command is a request of its own: there is nothing to free.
    close: () => Promise.resolve(),
  };
}

/** What the script gets; `attempt` may be left out when nothing is written. */
interface RunInput {
  readonly now: EpochMillis;
  readonly attempt?: string;
  readonly operations: readonly Operation[];
}

/** The server, with every failure as `UnavailableError`. */
class Server {
  readonly #redis: Redis;
  readonly #onRoundTrip: () => void;
  #digest: Promise<string> | undefined;

  constructor({ url, token, onRoundTrip }: RedisSettings) {
    this.#redis = new Redis({
      url,
      token,
      retry: { retries: RETRIES, backoff: () => withJitter(RETRY_PAUSE_MILLISECONDS) },
      signal: () => AbortSignal.timeout(storeMillisLeft()),
      enableAutoPipelining: false,
      automaticDeserialization: false,
      enableTelemetry: false,
      responseEncoding: false,
    });
    this.#onRoundTrip = onRoundTrip ?? (() => {});
  }

  /** Sends one command, or one transaction. */
  async call<Answer>(send: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    this.#onRoundTrip();
    try {
      return await send(this.#redis);
    } catch (error) {
      throw new UnavailableError("redis", { cause: withoutCommand(error) });
    }
  }

  async run(input: RunInput): Promise<OperationResult[]> {
    if (input.operations.length === 0) return [];
    const argument = JSON.stringify({ ...input, operations: input.operations.map(toScript) });
    const digest = await (this.#digest ??= sha1(RUN_SCRIPT));
    const answer = await this.call((redis) =>
      redis.evalsha<[string], string>(digest, [], [argument])
    )
      .catch((error) => {
        if (!isUnknownScript(error)) throw error;
        return this.call((redis) => redis.eval<[string], string>(RUN_SCRIPT, [], [argument]));
      });
    return readResults(answer, input.operations.length);
  }
}

/** Empty tables of Lua are neither lists nor maps, so references travel as text. */
function toScript(operation: Operation): Record<string, unknown> {
  if (!("expiresAt" in operation) || !("value" in operation)) return { ...operation };
  return { ...operation, refs: JSON.stringify(operation.refs ?? {}) };
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof UnavailableError && error.cause instanceof Error &&
    error.cause.message.includes("NOSCRIPT");
}

/**
 * The client puts the whole command into its messages, or the whole of an answer that it cannot
 * read; neither is for any log.
 */
function withoutCommand(error: unknown): Error {
  if (error instanceof errors.UpstashJSONParseError) return new Error("an answer that is no JSON");
  const message = error instanceof Error ? error.message : String(error);
  return new Error(message.replace(/, command was: .*$/s, ""));
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

async function removeFromQueue(
  server: Server,
  queue: Key,
  entries: readonly string[],
): Promise<void> {
  if (entries.length === 0) return;
  await server.call((redis) => {
    const transaction = redis.multi();
    for (const entry of entries) transaction.lrem(QUEUE_PREFIX + queue, 0, entry);
    return transaction.exec();
  });
}

async function list(
  server: Server,
  prefix: Key,
  now: EpochMillis,
): Promise<readonly { key: Key; value: string }[]> {
  const found = new Map<Key, string>();
  const match = `${RECORD_PREFIX}${escapePattern(prefix)}*`;
  let cursor = "0";
  do {
    const [next, names] = await server.call((redis) =>
      redis.scan(cursor, { match, count: SCAN_COUNT })
    );
    const keys = names.map((name) => name.slice(RECORD_PREFIX.length));
    const results = await server.run({ now, operations: keys.map((at) => ({ verb: "get", at })) });
    for (const [index, { record }] of results.entries()) {
      const key = keys[index];
      if (key !== undefined && record !== undefined) found.set(key, record.value);
    }
    cursor = next;
  } while (cursor !== "0");
  return Array.from(found, ([key, value]) => ({ key, value }));
}

/** Takes the meaning from the characters that Redis' patterns know. */
function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, "\\$&");
}
