/**
 * Customers and apps that use a gateway until it is killed, and remember what it acknowledged: what
 * they were answered, not what they asked for.
 */
import type { App, PendingLink, Tokens } from "./app.ts";
import type { GatewayPlace } from "./gateway_process.ts";
import { type Customer, waitForCall } from "./gateway.ts";
import { HtmlBrowser, type Page } from "./html_browser.ts";

/** One walk of a customer, with everything that was acknowledged of it. */
export interface Walk {
  readonly customer: Customer;
  /** An address of this walk alone, to know its mail by. */
  readonly email: string;
  readonly pending: PendingLink;
  readonly browser: HtmlBrowser;
  /** The id of the interaction, once it was opened. */
  id?: string;
  /** The screens whose forms were taken, in order. */
  readonly steps: string[];
  /** The screen to which the last answer led. */
  at?: string;
  /** The consent was taken: the way back to the app, with the code. */
  back?: URL;
  /** The code was exchanged. */
  tokens?: Tokens;
  /** The code was used twice, which ends the link. */
  isCodeReused?: boolean;
}

/** See the head of this file. */
export class CrashLoad {
  readonly walks: Walk[] = [];
  #happened = 0;
  #limit = Infinity;
  #reached = Promise.withResolvers<void>();
  #isOver = false;

  constructor(private readonly place: GatewayPlace, private readonly app: App) {}

  /**
   * Lets customers go on until so many requests and answers were seen; then `kill` is called. Answers
   * with the walks that were begun.
   */
  async run(
    { until, linking, guessing, kill }: {
      readonly until: number;
      readonly linking: readonly Customer[];
      readonly guessing: Customer;
      readonly kill: () => Promise<unknown>;
    },
  ): Promise<readonly Walk[]> {
    const before = this.walks.length;
    this.#happened = 0;
    this.#limit = until;
    this.#reached = Promise.withResolvers();
    this.#isOver = false;
    const workers = [
      ...linking.map((customer) => this.#goOn(() => this.#link(customer))),
      this.#goOn(() => this.#guess(guessing)),
    ];
    await Promise.race([this.#reached.promise, ...workers]);
    this.#isOver = true;
    await kill();
    await Promise.all(workers);
    return this.walks.slice(before);
  }

  /** Repeats something until the gateway was killed; only that may make it fail. */
  async #goOn(action: () => Promise<void>): Promise<void> {
    try {
      while (!this.#isOver) await action();
    } catch (error) {
      if (!this.#isOver) throw error;
    }
  }

  /** Sends a request; every request and every answer is a moment at which the end may come. */
  async send(request: Request): Promise<Response> {
    this.#tick();
    const response = await fetch(request);
    this.#tick();
    return response;
  }

  #tick(): void {
    this.#happened += 1;
    if (this.#happened >= this.#limit) this.#reached.resolve();
  }

  async #link(customer: Customer): Promise<void> {
    const walk = await this.#begin(customer);
    const { browser, pending, email } = walk;
    const form = { ...customer.customer, email, emailConfirmation: email };
    expectScreen(await browser.press("next", customer.account), "SOA202");
    expectScreen(await browser.press("next", form), "SOA208");
    expectScreen(await browser.press("confirm-phone"), "SOA209");
    expectScreen(await waitForCall(browser), "SOA211");
    expectScreen(await browser.press("next", { pin: customer.pin }), "SOA206");
    await browser.press("allow", { agree: true });
    if (walk.back === undefined) throw new Error(`no way back: ${browser.page.text}`);
    walk.tokens = await this.app.finish(pending, walk.back);
    await (await this.app.call(walk.tokens.accessToken, "/accounts")).body?.cancel();
    await this.app.refresh(walk.tokens.refreshToken);
  }

  /** Enters wrong particulars until the account is locked. */
  async #guess(customer: Customer): Promise<void> {
    const walk = await this.#begin(customer);
    const { browser } = walk;
    const wrong = { ...customer.customer, birthYear: "1900" };
    await browser.press("next", customer.account);
    while (walk.at === "customer" && !browser.page.messages.includes("already-locked")) {
      await browser.press("next", wrong);
    }
  }

  async #begin(customer: Customer): Promise<Walk> {
    const pending = await this.app.push();
    const walk: Walk = {
      customer,
      email: `customer-${this.walks.length}@mail.example`,
      pending,
      browser: new HtmlBrowser(this.place.issuer, async (request) => {
        const response = await this.send(request);
        acknowledge(walk, request, response);
        return response;
      }),
      steps: [],
    };
    this.walks.push(walk);
    expectScreen(await walk.browser.open(pending.url.href), "SOA201");
    return walk;
  }
}

/** Notes what an answer says. */
function acknowledge(walk: Walk, request: Request, response: Response): void {
  const location = response.headers.get("location");
  if (location === null) return;
  const target = new URL(location, request.url);
  const [, , , screen] = new URL(request.url).pathname.split("/");
  if (request.method === "POST" && screen !== undefined) walk.steps.push(screen);
  if (target.searchParams.has("code")) {
    walk.back = target;
    return;
  }
  const [, , id, next] = target.pathname.split("/");
  if (id !== undefined) walk.id = id;
  if (next !== undefined) walk.at = next;
}

function expectScreen(page: Page, screen: string): void {
  if (page.screen === screen) return;
  throw new Error(`${page.screen} (${page.status}) instead of ${screen}: ${page.text}`);
}
