/** Two gateways on the same stores, as two instances behind a balancer, for races between requests. */
import type { Stores } from "../../adapters/open_stores.ts";
import { drainOperationLog } from "../../domain/audit/log_queue.ts";
import type { App, AppOptions, PendingLink } from "./app.ts";
import { ManualClock } from "./clock.ts";
import { countEach } from "./count.ts";
import { openTestGateway } from "./gateway.ts";
import { type Fetcher, HtmlBrowser } from "./html_browser.ts";
import { RACE_STORES, type RaceStores, REMOTE_RACE_STORES } from "./race_stores.ts";

/** How many take part in a race. */
export const PARALLEL = 50;

/** So many, that the same caller can be waited for by all of them at once. */
const DESTINATION_NUMBERS = Array.from({ length: 60 }, (_, index) => `01200001${10 + index}`);

/** See the head of this file. */
export interface RaceTrack extends AsyncDisposable {
  /** What both gateways work on. */
  readonly stores: Stores;
  /** Sends a request to one gateway, the next one to the other. */
  readonly fetch: Fetcher;
  /** Core banking, seen from outside. */
  readonly bank: BankGate;
  readonly loseAnswers: RaceStores["loseAnswers"];
  addApp(options?: Partial<AppOptions>): Promise<App>;
  openBrowser(): HtmlBrowser;
  /** The request that an action of an app would send; it can be sent any number of times. */
  capture(action: () => Promise<unknown>): Promise<() => Request>;
  /** How often the operation log tells of an event, by result. */
  countEvents(event: string): Promise<Record<string, number>>;
}

/** A race and what it must come to; throws otherwise. */
type Race = (track: RaceTrack) => Promise<void>;

/** Makes a test of a race on each kind of stores. */
export function forEachStore(guarantee: string, race: Race): void {
  testOn(RACE_STORES, guarantee, race);
}

/** Makes a test of a race on each kind of stores whose answers can be lost on the way. */
export function forEachRemoteStore(guarantee: string, race: Race): void {
  testOn(REMOTE_RACE_STORES, guarantee, race);
}

/** Makes a test of a race on Redis, whose client sends a command again when its answer is lost. */
export function forRedis(guarantee: string, race: Race): void {
  testOn({ Redis: REMOTE_RACE_STORES.Redis }, guarantee, race);
}

function testOn(kinds: typeof RACE_STORES, guarantee: string, race: Race): void {
  for (const [name, openStores] of Object.entries(kinds)) {
    Deno.test(`${name}: ${guarantee}`, async () => {
      await using stores = await openStores();
      await using track = await openRaceTrack(stores);
      await race(track);
    });
  }
}

/** Opens the gateways. */
export async function openRaceTrack(stores: RaceStores): Promise<RaceTrack> {
  const clock = new ManualClock();
  const bank = new BankGate();
  const { settings } = stores;
  const options = {
    clock,
    interceptBank: bank.pass,
    settings: { ...settings, KAKEHASHI_DESTINATION_NUMBERS: DESTINATION_NUMBERS.join() },
  };
  const gateways = [await openTestGateway(options), await openTestGateway(options)] as const;
  const [gateway] = gateways;
  let sent = 0;
  const fetch: Fetcher = (request) => {
    const [one, other] = gateways;
    return (sent++ % 2 === 0 ? one : other).gateway.fetch(request);
  };
  const captor = new Captor(fetch);
  const { storage } = gateway.gateway;
  return {
    stores: storage.stores,
    fetch,
    bank,
    loseAnswers: stores.loseAnswers,
    addApp: (app) => gateway.addApp({ fetcher: captor.fetch, ...app }),
    openBrowser: () => new HtmlBrowser(gateway.issuer, fetch),
    capture: (action) => captor.capture(action),
    async countEvents(event) {
      const { ephemeral: store, operationLog: log } = storage.stores;
      await drainOperationLog({ store, log, vault: storage.vault });
      const entries = (await log.search({ limit: 1000 })).filter((entry) => entry.event === event);
      return countEach(entries.map(({ result }) => result));
    },
    async [Symbol.asyncDispose]() {
      for (const each of gateways) await each[Symbol.asyncDispose]();
    },
  };
}

/** Stands between the gateways and core banking. */
export class BankGate {
  readonly #paths: string[] = [];
  #opened: Promise<void> = Promise.resolve();
  #onCall = () => {};

  readonly pass = async (
    request: Request,
    answer: (request: Request) => Promise<Response>,
  ): Promise<Response> => {
    this.#paths.push(new URL(request.url).pathname);
    this.#onCall();
    await this.#opened;
    return await answer(request);
  };

  /** From now on nothing is answered, and `onCall` told of each request, until `open()`. */
  close(onCall: () => void): { open(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.#onCall = onCall;
    return { open: resolve };
  }

  /** How many requests to a path came to core banking so far. */
  countCalls(path: string): number {
    return this.#paths.filter((called) => called === path).length;
  }
}

class Captured extends Error {}

/** Takes a request from an app instead of sending it. */
class Captor {
  #waiting: ((request: Request) => void) | undefined;

  constructor(private readonly send: Fetcher) {}

  readonly fetch: Fetcher = (request) => {
    if (this.#waiting === undefined) return this.send(request);
    this.#waiting(request);
    return Promise.reject(new Captured());
  };

  async capture(action: () => Promise<unknown>): Promise<() => Request> {
    const { promise, resolve } = Promise.withResolvers<Request>();
    this.#waiting = resolve;
    await action().catch((error) => {
      if (!(error instanceof Captured)) throw error;
    });
    this.#waiting = undefined;
    const request = await promise;
    const body = await request.text();
    const { url, method, headers } = request;
    return () => new Request(url, { method, headers, ...(body !== "" && { body }) });
  }
}

/** How many of the answers had which status. */
export async function countStatuses(
  answers: readonly Response[],
): Promise<Record<string, number>> {
  for (const answer of answers) await answer.body?.cancel();
  return countEach(answers.map(({ status }) => String(status)));
}

/** Fifty tabs of a browser, all at its page. */
export function openTabs(browser: HtmlBrowser): readonly HtmlBrowser[] {
  return Array.from({ length: PARALLEL }, () => browser.openTab());
}

/** Does something fifty times at once. */
export function fiftyTimes<Result>(
  action: (index: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(Array.from({ length: PARALLEL }, (_, index) => action(index)));
}

/** Fifty token requests for one code, each with an assertion and a proof of its own. */
export async function captureRedemptions(
  track: RaceTrack,
  app: App,
  pending: PendingLink,
  back: URL,
): Promise<(() => Request)[]> {
  const requests: (() => Request)[] = [];
  while (requests.length < PARALLEL) {
    requests.push(await track.capture(() => app.finish(pending, back)));
  }
  return requests;
}

/** The same request without its DPoP proof, so that nothing but the assertion is used twice. */
export function withoutProof(make: () => Request): () => Request {
  return () => {
    const request = make();
    request.headers.delete("dpop");
    return request;
  };
}
