/** Links, mistakes, attacks, faults and operators: everything at one gateway, watched for secrets. */
import { signEvent } from "../../sandbox/phone/telephony_event.ts";
import type { App, PendingLink, Tokens } from "./app.ts";
import { openBrowser, readAccount, registerApp } from "./black_box.ts";
import type { GatewayPlace } from "./gateway_process.ts";
import type { Fetcher, HtmlBrowser } from "./html_browser.ts";
import type { SecretWatch } from "./secret_watch.ts";

/** What customers type that nobody may ever find again. */
export const MARKERS = {
  wrongPin: "8642",
  wrongPhone: "08055551234",
  otherCaller: "+819011112222",
  email: "marker.address@mail.example",
};

/** TSUKIKO's number as people write it. */
const HYPHENATED = "080-0000-4444";

/** With this the telephone calls of the run are signed. */
export const TELEPHONY_SECRET = "a-telephony-secret-of-the-eventful-run-0123456789";

const TSUKIKO = {
  account: { branchCode: "001", accountNumber: "0000042" },
  birth: { birthYear: "2000", birthMonth: "2", birthDay: "29" },
  name: "ウルウ ヅキコ",
  phoneNumber: "08000004444",
  pin: "9876",
};
const TORIO = {
  account: { branchCode: "115", accountNumber: "5000001" },
  birth: { birthYear: "1985", birthMonth: "7", birthDay: "15" },
  name: "ダイリヨウ トリオ",
  phoneNumber: "07000005555",
};
const TROUBLED = {
  account: { branchCode: "001", accountNumber: "8888888" },
  birth: { birthYear: "1970", birthMonth: "10", birthDay: "10" },
  name: "シヨウガイ ヨウ",
  phoneNumber: "09000008888",
};
type Customer = typeof TORIO;

/** The parts of a run. */
export interface EventfulRunParts {
  readonly place: GatewayPlace;
  readonly watch: SecretWatch;
  /** Does something while the stores are broken; nothing where they cannot be. */
  readonly whileBroken: (action: () => Promise<unknown>) => Promise<void>;
}

/** Lives through all of it; answers with what operators were shown. */
export async function runEverything(parts: EventfulRunParts): Promise<readonly string[]> {
  const run = await EventfulRun.begin(parts);
  const trouble = run.meetTrouble();
  const tokens = await run.linkWithMistakes();
  await run.useTokens(tokens);
  await run.giveUp();
  await run.reuseCode();
  await run.lockAccount();
  await trouble;
  return await run.operate();
}

class EventfulRun {
  readonly #place: GatewayPlace;
  readonly #app: App;
  readonly #fetch: Fetcher;
  readonly #whileBroken: EventfulRunParts["whileBroken"];

  private constructor({ place, whileBroken }: EventfulRunParts, app: App, fetcher: Fetcher) {
    this.#place = place;
    this.#app = app;
    this.#fetch = fetcher;
    this.#whileBroken = whileBroken;
  }

  static async begin(parts: EventfulRunParts): Promise<EventfulRun> {
    const { place, watch } = parts;
    for (const pin of [MARKERS.wrongPin, TSUKIKO.pin]) watch.addNumber("PIN", pin);
    for (const { phoneNumber } of [TSUKIKO, TORIO, TROUBLED]) {
      watch.add("phone number", phoneNumber.slice(1));
    }
    watch.add("phone number", MARKERS.wrongPhone.slice(1));
    watch.add("phone number", MARKERS.otherCaller.slice(3));
    watch.add("phone number", HYPHENATED);
    const fetcher = watch.watch((request) => fetch(request));
    return new EventfulRun(parts, await registerApp(place, { fetcher }), fetcher);
  }

  async linkWithMistakes(): Promise<Tokens> {
    const pending = await this.#app.push();
    const browser = this.#openBrowser();
    await browser.open(`/authorize?client_id=${this.#app.options.clientId}`);
    await browser.open(pending.url.href.replace(this.#app.options.clientId, "nobody"));
    await browser.open(pending.url.href);
    await this.#openBrowser().open(pending.url.href);
    await browser.press("next", { branchCode: "x", accountNumber: "" });
    await browser.press("next", TSUKIKO.account);
    await browser.press("next", { ...particulars(TSUKIKO), phoneNumber: MARKERS.wrongPhone });
    await browser.press("next", { ...particulars(TSUKIKO), phoneNumber: HYPHENATED });
    await browser.press("confirm-phone");
    await this.#call(
      browser,
      TSUKIKO.phoneNumber,
      "not-the-secret-that-was-agreed-upon-0123456789",
    );
    for (const caller of [null, MARKERS.otherCaller, TSUKIKO.phoneNumber]) {
      await this.#call(browser, caller);
      await browser.press("confirm-call");
    }
    await browser.press("next", { pin: "86" });
    await browser.press("next", { pin: MARKERS.wrongPin });
    await this.#whileBroken(() => browser.openTab().press("next", { pin: TSUKIKO.pin }));
    await browser.press("next", { pin: TSUKIKO.pin });
    await browser.press("allow");
    await browser.press("allow", { agree: true });
    return await this.#finish(pending, browser);
  }

  /** What fails for want of the stores and is not tried again. */
  async giveUp(): Promise<void> {
    const { browser } = await this.#walkToPin(TSUKIKO);
    await browser.press("next", { pin: TSUKIKO.pin });
    await this.#whileBroken(() => browser.openTab().press("allow", { agree: true }));
    await browser.press("deny");
    const granted = await this.#walkToPin(TSUKIKO);
    await granted.browser.press("next", { pin: TSUKIKO.pin });
    await granted.browser.press("allow", { agree: true });
    await this.#whileBroken(() => this.#finish(granted.pending, granted.browser));
  }

  /** Right uses of tokens, and wrong ones, which are refused. */
  async useTokens(tokens: Tokens): Promise<void> {
    const { account } = await readAccount(this.#app, tokens.accessToken, 500);
    await this.#whileBroken(() => this.#app.call(tokens.accessToken, "/accounts"));
    await this.#send("/accounts", { Authorization: `Bearer ${tokens.accessToken}` });
    await this.#send("/accounts", { Authorization: `DPoP ${tokens.accessToken}` });
    await this.#send("/accounts", {
      Authorization: `DPoP ${tokens.accessToken}`,
      DPoP: "nonsense",
    });
    await this.#send("/accounts", { Authorization: `DPoP ${tokens.refreshToken}` });
    await this.#app.call(tokens.accessToken, `/accounts/${account.accountId}x/balance`);
    await this.#whileBroken(() => this.#app.refresh(tokens.refreshToken));
    const renewed = await this.#app.refresh(tokens.refreshToken);
    await refused(this.#app.refresh(renewed.accessToken));
    await refused(this.#app.refresh("x".repeat(43)));
    await this.#app.revoke(renewed.accessToken);
    await refused(this.#app.call(renewed.accessToken, "/accounts"));
    await this.#app.revoke(tokens.refreshToken);
    await refused(this.#app.call(tokens.accessToken, "/accounts"));
  }

  async reuseCode(): Promise<void> {
    const { pending, browser } = await this.#walkToPin(TSUKIKO);
    await browser.press("next", { pin: TSUKIKO.pin });
    await browser.press("allow", { agree: true });
    await this.#finish(pending, browser);
    await refused(this.#finish(pending, browser));
  }

  async lockAccount(): Promise<void> {
    const { browser } = await this.#walkToPin(TORIO);
    for (let guess = 1; guess <= 3; guess++) {
      await browser.press("next", { pin: MARKERS.wrongPin });
    }
    if (!browser.page.messages.includes("locked")) throw new Error(browser.page.text);
  }

  /** Core banking is slow with this account, and leaves the PIN unanswered. */
  async meetTrouble(): Promise<void> {
    const { browser } = await this.#walkToPin(TROUBLED);
    await browser.press("next", { pin: MARKERS.wrongPin });
    if (!browser.page.messages.includes("core-banking-unavailable")) {
      throw new Error(browser.page.text);
    }
  }

  /** The operator's command line, on what happened. */
  async operate(): Promise<readonly string[]> {
    const { pending, browser } = await this.#walkToPin(TSUKIKO);
    await browser.press("next", { pin: TSUKIKO.pin });
    await browser.press("allow", { agree: true });
    const tokens = await this.#finish(pending, browser);
    const commands = [
      ["grant", "find", "--account", "001-0000042"],
      ["grant", "end", "--account", "001-0000042", "--reason", "test"],
      ["lock", "list"],
      ["lock", "lift", "115-5000001", "--reason", "test"],
      ["maintenance", "list"],
      ["key", "rotate", "--reason", "test"],
      ["key", "list"],
      ["notice", "list"],
      ["status"],
      ["client", "show", this.#app.options.clientId],
      ["log", "search", "--account", "001-0000042"],
      ["log", "export"],
    ];
    const shown: string[] = [];
    for (const words of commands) {
      const { code, output, faults } = await this.#place.operate(words);
      if (code !== 0) throw new Error(`${words.join(" ")}: ${faults}`);
      shown.push(output);
    }
    await refused(this.#app.call(tokens.accessToken, "/accounts"));
    await refused(this.#app.refresh(tokens.refreshToken));
    return shown;
  }

  #openBrowser(): HtmlBrowser {
    return openBrowser(this.#place, this.#fetch);
  }

  async #walkToPin(customer: Customer) {
    const pending = await this.#app.push();
    const browser = this.#openBrowser();
    await browser.open(pending.url.href);
    await browser.press("next", customer.account);
    await browser.press("next", particulars(customer));
    await browser.press("confirm-phone");
    await this.#call(browser, customer.phoneNumber);
    await browser.press("confirm-call");
    return { pending, browser };
  }

  /** Calls the number on screen ④; null: withheld. */
  async #call(browser: HtmlBrowser, caller: string | null, secret = TELEPHONY_SECRET) {
    const destination = browser.page.html.getElementById("call")?.text ?? "";
    const event = {
      eventId: crypto.randomUUID(),
      occurredAt: new Date().toISOString(),
      callerNumber: caller,
      destinationNumber: `+81${destination.slice(1)}`,
    };
    const url = new URL("/telephony/events", this.#place.issuer);
    await this.#fetch(await signEvent(url, event, secret, Date.now()));
  }

  async #finish(pending: PendingLink, browser: HtmlBrowser): Promise<Tokens> {
    if (browser.leftFor === undefined) throw new Error(browser.page.text);
    return await this.#app.finish(pending, browser.leftFor);
  }

  async #send(path: string, headers: Record<string, string>): Promise<void> {
    await this.#fetch(new Request(new URL(path, this.#place.issuer), { headers }));
  }
}

function particulars({ birth, name, phoneNumber }: Customer) {
  const { email } = MARKERS;
  return { ...birth, name, phoneNumber, email, emailConfirmation: email };
}

/** Waits for something that must fail. */
async function refused(action: Promise<unknown>): Promise<void> {
  const isDone = await action.then(() => true, () => false);
  if (isDone) throw new Error("this should have been refused");
}
