/** One checked run: everything that is done at a {@link Stage} on one day, and the history of it. */
import { AsyncLocalStorage } from "node:async_hooks";
import * as oauth from "oauth4webapi";
import type { App } from "../app.ts";
import { findFaults, type Happening, type Outcome } from "../history.ts";
import { HtmlBrowser } from "../html_browser.ts";
import { LostAnswer, NO_FAULTS, type Plan } from "./faults.ts";
import type { Account, Stage } from "./stage.ts";

/** 規定回数 of the default configuration. */
const FAILURE_LIMIT = 3;

/** How an app's request is sent: once for each plan, all at once. */
interface AppSending {
  readonly plans: readonly Plan[];
  note(request: { headers: Headers; form: URLSearchParams }, outcome: Outcome): void;
}

/** Apps whose requests are sent as the present work wants it; they outlive the day. */
export class Apps {
  readonly #sending = new AsyncLocalStorage<AppSending>();

  private constructor(private readonly stage: Stage) {}

  /** An app that is registered at the stage. */
  static async register(stage: Stage): Promise<{ readonly apps: Apps; readonly app: App }> {
    const apps = new Apps(stage);
    return { apps, app: await stage.addApp("test-app", (request) => apps.#send(request)) };
  }

  /** Lets an app do something that sends one request; undefined when nothing came of it. */
  async let<Result>(
    sending: AppSending,
    action: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await this.#sending.run(sending, action);
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  async #send(request: Request): Promise<Response> {
    const { plans, note } = this.#sending.getStore() ?? { plans: [NO_FAULTS], note: () => {} };
    const { url, method, headers } = request;
    const body = await request.text();
    const responses = await Promise.all(plans.map(async (plan) => {
      const again = new Request(url, { method, headers, ...(body !== "" && { body }) });
      const response = await this.stage.send(again, plan);
      note({ headers, form: new URLSearchParams(body) }, outcomeOf(response));
      return response;
    }));
    const answered = responses.filter((response) => response !== undefined);
    const best = answered.find(({ ok }) => ok) ?? answered[0];
    if (best === undefined) throw new LostAnswer();
    return best;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof LostAnswer || error instanceof oauth.ResponseBodyError ||
    error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.WWWAuthenticateChallengeError;
}

/** How a request ended; throws when the answer is none that a client could live with. */
export function outcomeOf(response: Response | undefined): Outcome {
  if (response === undefined) return "unknown";
  if (response.status >= 500) {
    const isRetryable = response.status === 503 && response.headers.has("retry-after");
    if (!isRetryable) throw new Error(`an answer with ${response.status}`);
    return "unknown";
  }
  return response.status < 400 ? "done" : "refused";
}

/** See the head of this file. */
export class Day {
  readonly happenings: Happening[] = [];
  readonly #browsing = new AsyncLocalStorage<{ plan: Plan }>();
  readonly #accounts = new Map<string, Account>();
  readonly #lookers: (() => Promise<readonly [interaction: string, rank: number] | undefined>)[] =
    [];

  private constructor(readonly stage: Stage) {
    stage.onBankRequest = (path, body) => this.#noteGuess(path, body);
  }

  /** Begins a new day. */
  static async begin(stage: Stage): Promise<Day> {
    await stage.beginDay();
    return new Day(stage);
  }

  note(happening: Happening): void {
    this.happenings.push(happening);
  }

  /** An account that is of interest in the end. */
  watch(account: Account): void {
    this.#accounts.set(account.accountNumber, account);
  }

  /** Someone who can tell in the end where an interaction is. */
  askAtLast(looker: () => Promise<readonly [string, number] | undefined>): void {
    this.#lookers.push(looker);
  }

  /** A browser, whose next request is sent by a plan while {@link Day.browse} is at work. */
  openBrowser(): HtmlBrowser {
    return new HtmlBrowser(this.stage.issuer, async (request) => {
      const present = this.#browsing.getStore();
      const plan = present?.plan;
      if (present !== undefined) present.plan = NO_FAULTS;
      const response = await this.stage.send(request, plan);
      if (response === undefined) throw new LostAnswer();
      outcomeOf(response);
      return response;
    });
  }

  /** Does something with a browser, the first request by the plan; undefined if no answer arrived. */
  async browse<Result>(plan: Plan, action: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await this.#browsing.run({ plan }, action);
    } catch (error) {
      if (error instanceof LostAnswer) return undefined;
      throw error;
    }
  }

  /** Lets everything come to rest and compares what was told with what is stored. */
  async findFaults(): Promise<readonly string[]> {
    const ranks = new Map<string, number>();
    for (const look of this.#lookers) {
      const [interaction, rank] = await look() ?? [];
      if (interaction !== undefined && rank !== undefined) ranks.set(interaction, rank);
    }
    const stored = await this.stage.look(ranks, [...this.#accounts.values()]);
    return findFaults(this.happenings, stored, { failureLimit: FAILURE_LIMIT });
  }

  #noteGuess(path: string, body: string): void {
    if (path !== "/holders/match" || !body.includes(WRONG_BIRTH_YEAR)) return;
    this.note({ kind: "guess", account: JSON.parse(body).account.accountNumber });
  }
}

/** Nobody in the sandbox was born then. */
export const WRONG_BIRTH_YEAR = "1901";
