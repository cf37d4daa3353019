/**
 * The wire between gateways of this process and the servers of their stores: proxies before the
 * servers know for which piece of work each request was sent, so that the requests of one request
 * can be counted, and lost, whatever goes on in the background.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type BridgeServer, serveBridge } from "./bridge_server.ts";

/** Which of the stores a request was sent to. */
export type ServerName = "redis" | "database";

/**
 * What becomes of a request. `lost`: it is carried out, but its answer does not arrive. `cut`: the
 * connection breaks before it is carried out.
 */
export type Fate = "answered" | "lost" | "cut";

/** A piece of work whose requests are told apart from all others. */
export interface Trip {
  /** Told of each request as it arrives, also of those sent again; decides what becomes of it. */
  onArrival(server: ServerName, body: string): Fate | Promise<Fate>;
}

/** Stands in front of a server: gets what was sent, and a way to have it answered. */
export type Carry = (
  body: string,
  pass: (body: string) => Promise<Response>,
) => Promise<Response>;

const TRIP_HEADER = "x-test-trip";

/** See the head of this file; `await using` ends it. One at a time in a process. */
export class Wire implements AsyncDisposable {
  readonly #present = new AsyncLocalStorage<string>();
  readonly #trips = new Map<string, Trip>();
  readonly #proxies: BridgeServer[] = [];
  readonly #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init) => {
      const id = this.#present.getStore();
      const request = new Request(input, init);
      const isOurs = this.#proxies.some(({ url }) => request.url.startsWith(url));
      if (id !== undefined && isOurs) request.headers.set(TRIP_HEADER, id);
      return this.#fetch(request);
    };
  }

  /** Starts a proxy before a server; answers with its address. */
  async before(name: ServerName, target: string, carry?: Carry): Promise<string> {
    const proxy = await serveBridge(async (request) => {
      const body = await request.text();
      const trip = this.#trips.get(request.headers.get(TRIP_HEADER) ?? "");
      const fate = await trip?.onArrival(name, body) ?? "answered";
      if (fate === "cut") throw new Error("the connection breaks");
      const pass = (body: string) => this.#forward(target, request, body);
      const response = await (carry === undefined ? pass(body) : carry(body, pass));
      if (fate === "answered") return response;
      await response.body?.cancel();
      throw new Error("the answer is lost");
    });
    this.#proxies.push(proxy);
    return proxy.url;
  }

  /** The trip of the work that goes on, if it is one's. */
  get trip(): Trip | undefined {
    return this.#trips.get(this.#present.getStore() ?? "");
  }

  /** Does a piece of work; all that it sends to the servers belongs to the trip. */
  async during<Result>(trip: Trip, work: () => Promise<Result>): Promise<Result> {
    const id = crypto.randomUUID();
    this.#trips.set(id, trip);
    return await this.#present.run(id, work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    globalThis.fetch = this.#fetch;
    for (const proxy of this.#proxies) await proxy.stop();
  }

  async #forward(target: string, request: Request, body: string): Promise<Response> {
    const { method } = request;
    const headers = new Headers(request.headers);
    headers.delete("content-length");
    headers.delete(TRIP_HEADER);
    const url = new URL(new URL(request.url).pathname, target);
    return await this.#fetch(url, { method, headers, ...(body !== "" && { body }) });
  }
}
