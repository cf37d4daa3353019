/** A soak: a steady load while everything breaks, and a judgement at the end. */
import { openStorage, type Storage } from "../../composition/storage.ts";
import { loadConfig } from "../../config.ts";
import { App } from "../support/app.ts";
import { startRedis } from "../support/redis.ts";
import { openSoakBank } from "./bank.ts";
import { Dice } from "./dice.ts";
import { Door } from "./door.ts";
import { Evidence } from "./evidence.ts";
import { type Breakable, runFaults } from "./faults.ts";
import { Fleet, type FleetCounts } from "./fleet.ts";
import { type Figures, judge, readStored, verifyStoredLog } from "./judge.ts";
import { runLoad } from "./load.ts";
import { createLossyWay } from "./lossy.ts";
import { startSoakMail } from "./mail.ts";
import { registerSoakApp } from "./registration.ts";
import { startRemoteLibsql } from "./remote_libsql.ts";
import { until, wait, within } from "./wait.ts";
import { persist, TryAgain, type World } from "./world.ts";

/** How much of everything. */
export interface SoakOptions {
  /** All chance comes from it. */
  readonly seed: number;
  readonly instances: number;
  /** Customers who walk side by side. */
  readonly customers: number;
  /** So long things break while customers come, from the start of the first process on. */
  readonly seconds: number;
  /** Nothing breaks before one of them got to the end, or this time is over. */
  readonly calmSeconds: number;
  /** When this is over, customers who are on their way get so long to finish while nothing breaks. */
  readonly finishSeconds: number;
  /** Then queues get so long to empty. */
  readonly settleSeconds: number;
  /** To see that the judge sees it: Redis forgets everything when it is killed. */
  readonly isForgetful?: boolean;
}

/** What came of it. */
export interface SoakResult {
  readonly options: SoakOptions;
  readonly evidence: Evidence;
  readonly figures: readonly Figures[];
  readonly fleet: FleetCounts;
  readonly ways: readonly { name: string; requests: number; lost: number }[];
  /** Entries of the log under a signature, and those that wait for one. */
  readonly log: { readonly sealed: number; readonly unsealed: number };
  /** Mails that were sent more than once, each as the same. */
  readonly repeatedMails: number;
  /** Mails that still wait. */
  readonly waitingMails: number;
  /** The most often that an account's holder was told to be mistaken. */
  readonly mostGuesses: number;
}

const ISSUER = "http://127.0.0.1:8000";
const TELEPHONY_SECRET = "soak-only-telephony-secret-Mn4bVc8xZa2sDf";
const FAILED_ATTEMPT_LIMIT = 3;
/** Nothing is broken any more, so that who is told to come again is served before. */
const CHECK_MILLIS = 20_000;
const DESTINATION_NUMBERS = Array.from({ length: 20 }, (_, index) => `01200001${10 + index}`);

/** Runs a soak from start to end. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const closing = wait(options.seconds * 1000);
  const dice = new Dice(options.seed, "soak");
  const ways = {
    Redis: createLossyWay(dice.for("way to Redis")),
    libSQL: createLossyWay(dice.for("way to libSQL")),
  };
  await using redis = await startRedis({
    isDurable: !options.isForgetful,
    intercept: ways.Redis.intercept,
  });
  await using libsql = await startRemoteLibsql(ways.libSQL.intercept);
  await using bank = await openSoakBank();
  await using mail = await startSoakMail();
  const settings = {
    ...bank.settings,
    KAKEHASHI_SANDBOX: "on",
    KAKEHASHI_SANDBOX_CALLS: "manual",
    KAKEHASHI_ISSUER: ISSUER,
    KAKEHASHI_REDIS_URL: redis.url,
    KAKEHASHI_REDIS_TOKEN: redis.token,
    KAKEHASHI_DATABASE_URL: libsql.url,
    KAKEHASHI_DATABASE_TOKEN: libsql.token,
    KAKEHASHI_MAIL_URL: `smtp://127.0.0.1:${mail.port}`,
    KAKEHASHI_TELEPHONY_SECRET: TELEPHONY_SECRET,
    KAKEHASHI_DESTINATION_NUMBERS: DESTINATION_NUMBERS.join(),
    KAKEHASHI_FAILED_ATTEMPT_LIMIT: String(FAILED_ATTEMPT_LIMIT),
    // All customers come from one address, and press the more often the more breaks.
    KAKEHASHI_FAILURES_PER_ADDRESS_PER_HOUR: "1000000",
    KAKEHASHI_FAILURES_PER_CLIENT_PER_HOUR: "1000000",
    KAKEHASHI_REQUEST_URI_SECONDS: "599",
  };
  await using fleet = await Fleet.start(settings, options.instances);
  // The file itself, as all of it is read in the end.
  const storage = await openStorage(
    loadConfig({ ...settings, KAKEHASHI_DATABASE_URL: `file:${libsql.path}` }),
  );
  try {
    const breakable = { fleet, redis, libsql, bank, mail, ways: Object.values(ways) };
    const world = await openWorld(fleet, storage, dice);
    await breakAndWalk(world, breakable, { ...options, closing }, dice);
    await settle(storage, options.settleSeconds);
    return await conclude(world, options, storage, breakable, ways);
  } finally {
    await storage.stores.close();
  }
}

async function openWorld(fleet: Fleet, storage: Storage, dice: Dice): Promise<World> {
  const evidence = new Evidence();
  const door = new Door(fleet, evidence, dice.for("replays"));
  const app = await App.create({
    issuer: ISSUER,
    clientId: "soak",
    redirectUri: "https://app.example/callback",
    scope: "openid accounts transactions",
    fetcher: async (request) => {
      const response = await door.fetch(request);
      // The library would call it an answer that is against the protocol.
      if (response.status === 503 || response.status === 429) throw new TryAgain();
      return response;
    },
  });
  await registerSoakApp(storage, app);
  return {
    issuer: ISSUER,
    telephonySecret: TELEPHONY_SECRET,
    app,
    door,
    evidence,
    walks: [],
    isClosing: false,
    isOver: false,
  };
}

async function breakAndWalk(
  world: World,
  breakable: Breakable,
  { customers, closing, calmSeconds, finishSeconds }: SoakOptions & {
    readonly closing: Promise<void>;
  },
  dice: Dice,
): Promise<void> {
  const { evidence } = world;
  const load = runLoad(world, dice, customers);
  const faults = (async () => {
    // A slow machine is to get one walk done, too, before anything breaks.
    await until(calmSeconds * 1000, () => evidence.counted("walks done") > 0);
    await runFaults(breakable, dice.for("faults"), evidence, () => world.isClosing);
  })();
  await closing;
  world.isClosing = true;
  await within(finishSeconds * 1000, load);
  world.isOver = true;
  await Promise.all([load, faults]);
}

/** Waits until nothing is on its way any more, if that is soon. */
async function settle({ stores }: Storage, seconds: number): Promise<void> {
  await until(seconds * 1000, async () => (await stores.notices.listUnsent(1)).length === 0);
}

/** Each link that nobody ended works. */
async function checkLinks({ app, evidence, walks }: World): Promise<void> {
  const dice = new Dice(0, "patience");
  const end = performance.now() + CHECK_MILLIS;
  const patience = {
    get isOver() {
      return performance.now() >= end;
    },
  };
  for (const { id, tokens, mayBeEnded } of walks) {
    if (tokens === undefined || mayBeEnded) continue;
    await persist(patience, dice, () => app.refresh(tokens.refreshToken))
      .catch((error) => evidence.accuse(`${id}: the link does not work any more, ${error}`));
  }
}

async function conclude(
  world: World,
  options: SoakOptions,
  storage: Storage,
  { fleet, bank, mail }: Breakable,
  ways: Readonly<Record<string, { counts: { requests: number; lost: number } }>>,
): Promise<SoakResult> {
  const { evidence, walks } = world;
  await checkLinks(world);
  const stored = await readStored(storage);
  const { wrongGuesses } = bank;
  const history = { walks, stored, mails: mail.mails, wrongGuesses };
  const figures = judge(evidence, { ...history, failureLimit: FAILED_ATTEMPT_LIMIT });
  const log = await verifyStoredLog(evidence, storage);
  await fleet[Symbol.asyncDispose]();
  for (const line of fleet.bugs) evidence.accuse(`in the log: ${line}`);
  const addresses = new Set(mail.mails.flatMap(({ recipients }) => recipients));
  return {
    options,
    evidence,
    figures,
    fleet: fleet.counts,
    ways: Object.entries(ways).map(([name, { counts }]) => ({ name, ...counts })),
    log,
    repeatedMails: mail.mails.length - addresses.size,
    waitingMails: stored.unsent.length,
    mostGuesses: Math.max(0, ...wrongGuesses.values()),
  };
}
