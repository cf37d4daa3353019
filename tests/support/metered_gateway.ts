/** A gateway of which each request is metered, and the whole way of a customer through it. */
import process from "node:process";
import type { App, PendingLink } from "./app.ts";
import { type Cost, CostMeter } from "./cost_meter.ts";
import {
  type Customer,
  HANAKO,
  openTestGateway,
  type TestGateway,
  type TestGatewayOptions,
} from "./gateway.ts";
import { HtmlBrowser } from "./html_browser.ts";
import { nameRequest } from "./request_names.ts";
import type { ServerName, Wire } from "./wire.ts";

/** A request that was answered, and what that took. */
export interface MeteredRequest {
  /** See `nameRequest()`. */
  readonly name: string;
  readonly status: number;
  readonly cost: Readonly<Cost>;
  readonly millis: number;
  /** Of all threads of this process. */
  readonly cpuMillis: number;
  /** HTTP requests that arrived at the servers of the stores, if their wire is watched. */
  readonly sent: Readonly<Record<ServerName, number>>;
}

/** See the head of this file; `await using` ends it. */
export class MeteredGateway implements AsyncDisposable {
  readonly requests: MeteredRequest[] = [];

  private constructor(
    readonly test: TestGateway,
    private readonly meter: CostMeter,
    private readonly wire: Wire | undefined,
  ) {}

  /** Opens a gateway; `wire`: the one to its stores. Calls are placed by {@link consent} only, so that they are metered too. */
  static async open(
    { wire, ...options }: TestGatewayOptions & { readonly wire?: Wire } = {},
  ): Promise<MeteredGateway> {
    const meter = new CostMeter();
    const test = await openTestGateway({
      ...options,
      settings: { KAKEHASHI_SANDBOX_CALLS: "manual", ...options.settings },
      onRoundTrip(store) {
        meter.count(store);
        options.onRoundTrip?.(store);
      },
    });
    return new MeteredGateway(test, meter, wire);
  }

  /** Counts signatures until the end of `using`; see {@link CostMeter.watchSignatures}. */
  watchSignatures(): Disposable {
    return this.meter.watchSignatures();
  }

  /** Answers a request as if it had arrived over HTTP, with the length of its body declared. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const { method, url, headers } = request;
    const body = await request.text();
    const name = nameRequest(request, body);
    if (body !== "") headers.set("content-length", String(new TextEncoder().encode(body).length));
    const arrived = new Request(url, { method, headers, body: body === "" ? null : body });
    return await this.metered(name, () => this.test.gateway.fetch(arrived));
  };

  /** Walks a new browser from the app's link through all screens; answers with the way back. */
  async consent(pending: PendingLink, who: Customer = HANAKO): Promise<URL> {
    const browser = new HtmlBrowser(this.test.issuer, this.fetch);
    await browser.open(pending.url.href);
    await browser.press("next", who.account);
    await browser.press("next", who.customer);
    await browser.press("confirm-phone");
    await this.#placeCall(who.customer.phoneNumber, browser.page.html.getElementById("call")?.text);
    await browser.press("confirm-call");
    await browser.press("next", { pin: who.pin });
    await browser.press("allow", { agree: true });
    if (browser.leftFor === undefined) throw new Error(`stuck at ${browser.page.text}`);
    return browser.leftFor;
  }

  /** An app whose requests are metered from now on. */
  async addApp(options: Parameters<TestGateway["addApp"]>[0] = {}): Promise<App> {
    return await this.test.addApp({ fetcher: this.fetch, ...options });
  }

  /** Meters whatever is answered by `answer`. */
  async metered(name: string, answer: () => Promise<Response>): Promise<Response> {
    const cpu = process.cpuUsage();
    const begun = performance.now();
    const sent = { redis: 0, database: 0 };
    const onArrival = (server: ServerName) => {
      sent[server] += 1;
      return "answered" as const;
    };
    const watched = () => this.wire ? this.wire.during({ onArrival }, answer) : answer();
    const { result: response, cost } = await this.meter.measure(watched);
    const millis = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    const cpuMillis = (user + system) / 1000;
    this.requests.push({ name, status: response.status, cost, millis, cpuMillis, sent });
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.test[Symbol.asyncDispose]();
  }

  async #placeCall(from: string, to = ""): Promise<void> {
    const call = () => this.test.gateway.sandbox?.pages.placeCall({ from, to });
    await this.metered("report a call", async () => {
      const outcome = await call();
      return new Response(outcome, { status: outcome === "reported" ? 200 : 500 });
    });
  }
}
