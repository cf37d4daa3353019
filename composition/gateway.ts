/** Puts a gateway together by its configuration, with all its parts but the listeners. */
import { encode as encodeQrCode } from "uqr";
import {
  createCachedClientRegistry,
  createCachedMaintenanceSchedule,
} from "../adapters/cache/cached_stores.ts";
import { startClockAt, systemClock } from "../adapters/crypto/clock.ts";
import { createKeyFactory } from "../adapters/crypto/key_factory.ts";
import { systemRandom } from "../adapters/crypto/random.ts";
import type { Connection } from "../adapters/http/listener.ts";
import { createStructuredLog, type StructuredLog } from "../adapters/log/structured_log.ts";
import type { StoreName } from "../adapters/open_stores.ts";
import { pause } from "../adapters/schedule/pause.ts";
import { afterTurn } from "../adapters/schedule/after_turn.ts";
import { shareStoreTime } from "../adapters/store_time.ts";
import type { Config } from "../config.ts";
import { ensureSigningKeys } from "../domain/keys/rotate_signing_key.ts";
import type { RandomSource } from "../domain/ids.ts";
import type { KeyFactory } from "../domain/keys/key_factory.ts";
import type { Clock } from "../domain/time.ts";
import { createBusyAnswer, judge } from "../routes/busy/answer_busy.ts";
import { Admission, admit, type AfterTurn } from "../routes/http/admission.ts";
import { OpenStreams } from "../routes/http/open_streams.ts";
import { createApp } from "./app.ts";
import { checkClocks } from "./check_clocks.ts";
import { checkCertificateSupport, openCertificates } from "./certificates.ts";
import { startJobs } from "./jobs.ts";
import { connectNeighbours } from "./neighbours.ts";
import { type Measurement, startMeasurement } from "./measurement.ts";
import { tellEndedGrants } from "./ended_grants.ts";
import type { InterceptBank, RunningSandbox, SandboxSurroundings } from "./sandbox.ts";
import { openLogo } from "./logo.ts";
import { openStorage, type Storage } from "./storage.ts";

/** What tests and benchmarks put in the place of the real thing. */
export interface Surroundings {
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly keyFactory?: KeyFactory;
  readonly log?: StructuredLog;
  /** Told of each round trip to a store. */
  readonly onRoundTrip?: (store: StoreName) => void;
  /** Stands between the gateway and the sandbox's bank: sees each request and passes it on. */
  readonly interceptBank?: InterceptBank;
  readonly afterTurn?: AfterTurn;
}

/** A gateway at work. */
export interface Gateway {
  /** Answers a request to the issuer; without a connection, as if it came from this machine. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** What it answers at: of the middleware and of refused methods the method is `ALL`. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly sandbox: RunningSandbox | undefined;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: StructuredLog;
  /** A round of each background job, for a host that wakes the program for it. */
  runJobs(): Promise<void>;
  /** Ends the answers that stay open, so that the listeners can be closed. */
  endStreams(): void;
  /** Ends the background jobs and closes the stores. */
  close(): Promise<void>;
}

const THIS_MACHINE: Connection = { remoteAddr: { hostname: "127.0.0.1" } };

/** Opens the stores, connects the neighbours, makes missing keys and starts the background jobs. */
export async function openGateway(
  config: Config,
  surroundings: Surroundings = {},
): Promise<Gateway> {
  const clock = surroundings.clock ?? configuredClock(config);
  const random = surroundings.random ?? systemRandom;
  const measurement = startMeasurement(config);
  const log = measurement.ofLog(
    surroundings.log ?? createStructuredLog(() => clock.now(), console.log),
  );
  const keyFactory = surroundings.keyFactory ?? createKeyFactory();
  const { onRoundTrip } = surroundings;
  const opened = await openStorage(config, onRoundTrip && { onRoundTrip });
  const storage = tellEndedGrants(measurement.ofStorage(opened), log);
  const parts = { clock, random, keyFactory, log, storage, measurement };
  try {
    await checkClocks(config, storage.stores, clock);
    return await assemble(config, parts, surroundings);
  } catch (error) {
    await storage.stores.close();
    throw error;
  }
}

interface Parts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly keyFactory: KeyFactory;
  readonly log: StructuredLog;
  readonly storage: Storage;
  readonly measurement: Measurement;
}

async function assemble(
  config: Config,
  { keyFactory, measurement, ...parts }: Parts,
  { interceptBank, afterTurn: after = afterTurn }: Surroundings,
): Promise<Gateway> {
  const { clock, log, storage: { stores, vault } } = parts;
  const keyMaking = { repository: stores.signingKeys, factory: keyFactory };
  await ensureSigningKeys(keyMaking, clock.now());
  const { sandbox, neighbours, certificates } = await connect(config, parts, measurement, {
    clock,
    gateway: (request) => fetch(request),
    ...(interceptBank && { interceptBank }),
  });
  const streams = new OpenStreams();
  const app = createApp(config, {
    ...parts,
    pause,
    streams,
    ...certificates,
    ...neighbours,
    sandbox,
    measurement,
    logo: await openLogo(config),
    clients: createCachedClientRegistry(stores.clients, clock),
    maintenance: createCachedMaintenanceSchedule(stores.maintenance, clock),
    encodeQrCode: (text) => encodeQrCode(text, { border: 0 }).data,
  });
  const { mailer } = neighbours;
  const jobs = await startJobs({ ...parts, stores, vault, mailer, keyMaking, settings: config });
  const admission = new Admission(config.admission, after);
  const answerInTime = bound(config, parts, admission);
  const fetch = (request: Request, connection = THIS_MACHINE) =>
    answerInTime(request, async () => await app.fetch(request, connection));
  return {
    fetch,
    routes: app.routes,
    sandbox,
    storage: parts.storage,
    clock,
    log,
    runJobs: () => jobs.runNow(),
    endStreams: () => streams.end(),
    async close() {
      streams.end();
      await jobs.stop();
      await stores.close();
    },
  };
}

/** What holds for all requests: each needs a place, and has one time for the stores. */
function bound(
  config: Config,
  parts: Pick<Parts, "clock" | "random" | "log">,
  admission: Admission,
) {
  const admitted = admit(admission, judge, createBusyAnswer({ ...config, ...parts }));
  return (request: Request, answer: () => Promise<Response>) =>
    admitted(request, () => shareStoreTime(answer, config.stores.timeMillis));
}

/** Those outside, real or fictitious, and by what certificates they are known. */
async function connect(
  config: Config,
  { clock, random, log, storage }: Omit<Parts, "keyFactory" | "measurement">,
  measurement: Measurement,
  surroundings: SandboxSurroundings,
) {
  const sandbox = config.sandbox && await startSandbox(config, storage, surroundings);
  const neighbours = measurement.ofNeighbours(
    await connectNeighbours(config, { clock, random }, sandbox),
  );
  const { stores } = storage;
  measurement.watch({ stores, breakers: neighbours.breakers, clock, log });
  const certificates = await openCertificates(config);
  checkCertificateSupport(await stores.clients.list(), certificates.mtls);
  return { sandbox, neighbours, certificates };
}

/** Loaded only where it is wanted: it is a third of the program. */
async function startSandbox(
  config: Config,
  { stores }: Storage,
  surroundings: SandboxSurroundings,
): Promise<RunningSandbox | undefined> {
  const { openSandbox } = await import("./sandbox.ts");
  const { registerDemoClient } = await import("./demo_client.ts");
  const sandbox = await openSandbox(config, surroundings);
  if (sandbox !== undefined) {
    await registerDemoClient(stores.clients, sandbox.pages, surroundings.clock.now());
  }
  return sandbox;
}

function configuredClock({ sandbox }: Config): Clock {
  return sandbox?.startsAt === undefined ? systemClock : startClockAt(sandbox.startsAt);
}
