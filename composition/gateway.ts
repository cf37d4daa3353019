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
import { watchLateness } from "../adapters/schedule/watch_lateness.ts";
import { shareStoreTime } from "../adapters/store_time.ts";
import type { Config } from "../config.ts";
import { ensureSigningKeys } from "../domain/keys/rotate_signing_key.ts";
import type { RandomSource } from "../domain/ids.ts";
import type { KeyFactory } from "../domain/keys/key_factory.ts";
import type { Clock } from "../domain/time.ts";
import { createBusyAnswer, judge } from "../routes/busy/answer_busy.ts";
import { Admission, admit, type WatchLateness } from "../routes/http/admission.ts";
import { OpenStreams } from "../routes/http/open_streams.ts";
import { createApp } from "./app.ts";
import { checkCertificateSupport, openCertificates } from "./certificates.ts";
import { type Jobs, startJobs } from "./jobs.ts";
import { connectNeighbours } from "./neighbours.ts";
import { type InterceptBank, openSandbox, type RunningSandbox } from "./sandbox.ts";
import { registerDemoClient } from "./demo_client.ts";
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
  readonly watchLateness?: WatchLateness;
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
  const log = surroundings.log ?? createStructuredLog(() => clock.now(), console.log);
  const keyFactory = surroundings.keyFactory ?? createKeyFactory();
  const storage = await openStorage(config, surroundings.onRoundTrip);
  const parts = { clock, random, keyFactory, log, storage };
  try {
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
}

async function assemble(
  config: Config,
  { keyFactory, ...parts }: Parts,
  { interceptBank, watchLateness: watch = watchLateness }: Surroundings,
): Promise<Gateway> {
  const { clock, random, log, storage } = parts;
  const { stores, vault } = storage;
  const keyMaking = { repository: stores.signingKeys, factory: keyFactory };
  await ensureSigningKeys(keyMaking, clock.now());
  const sandbox = await openSandbox(config, {
    clock,
    gateway: (request) => fetch(request),
    ...(interceptBank && { interceptBank }),
  });
  if (sandbox !== undefined) await registerDemoClient(stores.clients, sandbox.pages, clock.now());
  const neighbours = await connectNeighbours(config, { clock, random }, sandbox);
  const certificates = await openCertificates(config);
  checkCertificateSupport(await stores.clients.list(), certificates.mtls);
  const streams = new OpenStreams();
  const app = createApp(config, {
    ...parts,
    pause,
    streams,
    ...certificates,
    ...neighbours,
    sandbox,
    logo: await openLogo(config),
    clients: createCachedClientRegistry(stores.clients, clock),
    maintenance: createCachedMaintenanceSchedule(stores.maintenance, clock),
    encodeQrCode: (text) => encodeQrCode(text, { border: 0 }).data,
  });
  const { keyRotationDays } = config;
  const { mailer } = neighbours;
  const jobs = startJobs({ stores, vault, mailer, clock, log, keyMaking, keyRotationDays });
  const admission = new Admission(config.admission, watch);
  const admitted = admit(admission, judge, createBusyAnswer({ ...config, ...parts }));
  const fetch = (request: Request, connection = THIS_MACHINE) =>
    admitted(request, () =>
      shareStoreTime(
        async () => await app.fetch(request, connection),
        config.stores.timeMillis,
      ));
  const endStreams = () => streams.end();
  const stop = async () => {
    endStreams();
    admission.end();
    await close(jobs, storage);
  };
  return { fetch, routes: app.routes, sandbox, storage, clock, log, endStreams, close: stop };
}

function configuredClock({ sandbox }: Config): Clock {
  return sandbox?.startsAt === undefined ? systemClock : startClockAt(sandbox.startsAt);
}

async function close(jobs: Jobs, { stores }: Storage): Promise<void> {
  await jobs.stop();
  await stores.close();
}
