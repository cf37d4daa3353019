/** The kinds of stores that a gateway can be configured with, all of them real and empty. */
import { startHrana } from "./hrana_bridge.ts";
import { startRedis } from "./redis.ts";
import { makeTempDir } from "./temp_dir.ts";

/** Opened stores; `await using` removes them. */
export interface RaceStores extends AsyncDisposable {
  /** What the gateway's configuration says of them. */
  readonly settings: Readonly<Record<string, string>>;
  /** The next so many requests to the store of what expires take effect, but get no answer. */
  loseAnswers(count: number): void;
}

/** By the names of the tests. */
export const RACE_STORES: Readonly<Record<string, () => Promise<RaceStores>>> = {
  "a file": openFile,
  "libSQL over Hrana": openHrana,
  "Redis": openRedis,
};

/** Those that answers can be lost of on the way. */
export const REMOTE_RACE_STORES = { "libSQL over Hrana": openHrana, "Redis": openRedis };

/** As at the edge: neither kind of store is on this machine. */
export function openEdgeStores(): Promise<RaceStores> {
  return openRedisBeside(openHrana);
}

async function openFile(): Promise<RaceStores> {
  const folder = await makeTempDir();
  return {
    settings: { KAKEHASHI_DATABASE_URL: `file:${folder.path}/race.db` },
    loseAnswers: () => {},
    [Symbol.asyncDispose]: folder.remove,
  };
}

async function openHrana(): Promise<RaceStores> {
  const hrana = await startHrana();
  return {
    settings: { KAKEHASHI_DATABASE_URL: hrana.url, KAKEHASHI_DATABASE_TOKEN: hrana.token },
    loseAnswers: hrana.loseAnswers,
    [Symbol.asyncDispose]: hrana.stop,
  };
}

function openRedis(): Promise<RaceStores> {
  return openRedisBeside(openFile);
}

async function openRedisBeside(open: () => Promise<RaceStores>): Promise<RaceStores> {
  const [database, redis] = [await open(), await startRedis()];
  return {
    settings: {
      ...database.settings,
      KAKEHASHI_REDIS_URL: redis.url,
      KAKEHASHI_REDIS_TOKEN: redis.token,
    },
    loseAnswers: redis.loseAnswers,
    async [Symbol.asyncDispose]() {
      await redis.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}
