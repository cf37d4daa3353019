/**
 * A person in front of Chromium. Whatever goes wrong in the browser unnoticed (a violation of the
 * Content-Security-Policy, an error of the script, a request that failed) fails the test at the end.
 */
import assert from "node:assert/strict";
import type {
  Browser,
  BrowserContext,
  ConsoleMessage,
  Page,
  Request,
  Response,
} from "playwright-core";
import type { Language } from "../../domain/language.ts";
import { languageCookie } from "../../routes/http/language_cookie.ts";
import { type ContextOptions, launchBrowser, openContext } from "./browser.ts";
import { ManualClock } from "./clock.ts";
import { type Customer, HANAKO, type TestGatewayOptions } from "./gateway.ts";
import type { FieldValues } from "./html_browser.ts";
import { withoutEmail } from "./screen_fixture.ts";
import { listenGateway, type ListeningGateway } from "./listen_gateway.ts";

/** How the person's browser is set up. */
export interface PersonOptions extends ContextOptions {
  /** Answers of these statuses are part of the test. */
  readonly mayMeet?: readonly number[];
  /** Chosen in an earlier visit. */
  readonly language?: Language;
  /** That the browser has no network is part of the test. */
  readonly mayBeOffline?: boolean;
  /** Requests that the browser gives up are part of the test. */
  readonly mayCancel?: boolean;
}

/** Where a person links accounts: the addresses of a gateway and of its sandbox. */
export type PersonPlace = Pick<ListeningGateway, "issuer" | "sandboxUrl">;

/** The screens, in the order in which a customer meets them. */
export const SCREENS = ["SOA201", "SOA202", "SOA208", "SOA209", "SOA211", "SOA206"] as const;

/** 画面ID */
export type ScreenId = typeof SCREENS[number];

/** See the head of this file. */
export class Person implements AsyncDisposable {
  readonly #troubles: string[] = [];
  /** The last answers to navigations. */
  readonly #visits: string[] = [];

  private constructor(
    readonly gateway: PersonPlace,
    readonly context: BrowserContext,
    /** The tab that the person looks at. */
    readonly page: Page,
    private readonly options: PersonOptions,
  ) {}

  /** Sits down in front of a fresh browser. */
  static async open(
    browser: Browser,
    gateway: PersonPlace,
    options: PersonOptions = {},
  ): Promise<Person> {
    const context = await openContext(browser, options);
    if (options.language !== undefined) await rememberLanguage(context, options.language);
    const person = new Person(gateway, context, await context.newPage(), options);
    context.on("console", (message) => person.#noteConsole(message));
    context.on("weberror", (error) => person.#note(`script: ${error.error().message}`));
    context.on("requestfailed", (request) => person.#noteFailure(request));
    context.on("response", (response) => {
      if (response.request().isNavigationRequest()) person.#noteVisit(response);
      if (response.status() < 400) return;
      if (options.mayMeet?.includes(response.status())) return;
      person.#note(`${response.status()} of ${response.url()}`);
    });
    return person;
  }

  /** Another tab of the same browser; what goes wrong there is noted here. */
  async openTab(): Promise<Person> {
    return new Person(this.gateway, this.context, await this.context.newPage(), this.options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.#troubles, []);
  }

  /** What went wrong in the browser so far; it fails nothing any more. */
  takeTroubles(): readonly string[] {
    return this.#troubles.splice(0);
  }

  /** Where the person was last, and what is on the page now: for who looks for the cause of a failure. */
  async describe(): Promise<string> {
    const text = await this.page.locator("body").innerText({ timeout: 1000 }).catch(String);
    return [...this.#visits, `${this.page.url()}: ${text.slice(0, 500)}`].join("\n");
  }

  /** `data-screen` of the page. */
  async screen(): Promise<string | null> {
    return await this.page.locator("body").getAttribute("data-screen");
  }

  /** The texts of the messages on the page, by their ids. */
  async messages(): Promise<Record<string, string>> {
    const shown = await this.page.locator("[data-message]:visible").all();
    const entries = shown.map(async (message) => {
      assert.equal(await message.getAttribute("role"), "alert");
      return [await message.getAttribute("data-message"), await message.innerText()];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Fills in fields by their names, once a dialog that lies over them has been read. */
  async fill(values: FieldValues): Promise<void> {
    const modal = this.page.locator("dialog:modal");
    if (await modal.count() > 0) await modal.locator("#ok").click();
    for (const [name, value] of Object.entries(values)) {
      const field = this.page.locator(`[name="${name}"]`);
      if (typeof value === "boolean") await field.setChecked(value);
      else if (SELECTS.includes(name)) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Fills in fields, presses a button or link, and waits for the page that comes. */
  async press(id: string, values: FieldValues = {}): Promise<void> {
    await this.fill(values);
    await this.andLoad(this.page.locator(`#${id}`).click());
  }

  /** Waits for the page that comes of something. */
  async andLoad(deed: Promise<unknown>): Promise<void> {
    await Promise.all([this.page.waitForEvent("load"), deed]);
  }

  /** Connects in the demo app: opens its page and presses its button. */
  async connect(): Promise<void> {
    await this.page.goto(`${this.gateway.sandboxUrl}/app`);
    await this.press("connect");
  }

  /** Goes on from where the person is, all inputs right, until a screen. */
  async goTo(screen: ScreenId | "links", who: Customer = HANAKO): Promise<void> {
    for (let at = await this.screen(); at !== screen; at = await this.screen()) {
      if (at === null) await this.connect();
      else if (at === "SOA201") await this.press("next", who.account);
      else if (at === "SOA202") await this.press("next", await this.#particulars(who));
      else if (at === "SOA208") await this.press("confirm-phone");
      else if (at === "SOA209") {
        await this.call(who.customer.phoneNumber);
        await this.press("confirm-call");
      } else if (at === "SOA211") await this.press("next", { pin: who.pin });
      else throw new Error(`from ${at} nothing leads to ${screen}`);
    }
  }

  async #particulars({ customer }: Customer): Promise<FieldValues> {
    return await this.page.locator("#email").count() > 0 ? customer : withoutEmail(customer);
  }

  /** Comes from the page of the institution to the own links. */
  async comeToLinks(): Promise<void> {
    await this.page.goto(`${this.gateway.issuer}/links`);
    await this.press("start");
    await this.goTo("links");
  }

  /** Calls the number that screen ④ shows; `null`: with the own number withheld. */
  async call(from: string | null, to?: string): Promise<void> {
    const body = new URLSearchParams({
      from: from ?? "withheld",
      to: to ?? await this.destination(),
    });
    const phone = await fetch(`${this.gateway.sandboxUrl}/phone`, { method: "POST", body });
    assert.match(await phone.text(), /data-outcome="reported"/);
  }

  /** The number that screen ④ shows. */
  async destination(): Promise<string> {
    return await this.page.locator("#call").innerText();
  }

  /** The id of the element that has the focus. */
  async focused(): Promise<string | null> {
    return await this.page.locator(":focus").getAttribute("id");
  }

  #noteConsole(message: ConsoleMessage): void {
    // Answers are judged by their status.
    if (message.text().startsWith("Failed to load resource: the server responded")) return;
    if (this.options.mayBeOffline && isOffline(message.text())) return;
    if (message.type() === "error" || message.type() === "warning") {
      this.#note(`console: ${message.text()}`);
    }
  }

  #noteFailure(request: Request): void {
    const failure = request.failure()?.errorText ?? "";
    const isCancelled = failure === "net::ERR_ABORTED";
    // The page left while its script was asking how the call stands, or was told.
    if (isCancelled && /\/call-(status|events)$/.test(request.url())) return;
    if (this.options.mayBeOffline && isOffline(failure)) return;
    if (isCancelled && this.options.mayCancel) return;
    this.#note(`${failure} ${request.method()} ${request.url()}`);
  }

  #noteVisit(response: Response): void {
    this.#visits.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    if (this.#visits.length > 10) this.#visits.shift();
  }

  #note(trouble: string): void {
    this.#troubles.push(trouble);
  }
}

function isOffline(text: string): boolean {
  return text.includes("net::ERR_INTERNET_DISCONNECTED");
}

/** Cookies know neither ports nor, when they are secure, any scheme but https. */
async function rememberLanguage(context: BrowserContext, language: Language): Promise<void> {
  const [name = "", value = ""] = (languageCookie(language).split(";")[0] ?? "").split("=");
  await context.addCookies([{ name, value, url: "https://localhost", secure: true }]);
}

const SELECTS: readonly string[] = ["birthMonth", "birthDay", "accountType"];

/** What a walk takes place with. */
export interface Walk {
  readonly person: Person;
  readonly gateway: ListeningGateway;
  readonly clock: ManualClock;
  readonly browser: Browser;
}

/** Where and when a walk takes place; by default at ten on a Wednesday morning. */
export interface WalkOptions extends PersonOptions, Omit<TestGatewayOptions, "clock"> {
  /** ISO 8601 with its offset. */
  readonly start?: string;
}

/** Puts a person in front of a gateway of their own, with a clock that stands still. */
export async function walk(
  options: WalkOptions,
  act: (walk: Walk) => Promise<void>,
): Promise<void> {
  const clock = new ManualClock(options.start ?? "2026-11-04T10:00:00+09:00");
  await using gateway = await listenGateway({ ...options, clock });
  await using browser = await launchBrowser();
  await using person = await Person.open(browser, gateway, options);
  try {
    await act({ person, gateway, clock, browser });
  } catch (error) {
    // They may be the reason, and what fails at the end would hide what failed first.
    console.error(person.takeTroubles(), await person.describe());
    throw error;
  }
}
