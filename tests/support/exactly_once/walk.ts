/** A customer's walk from the link in the app to its use, and what was told of it on the way. */
import { signEvent } from "../../../sandbox/phone/telephony_event.ts";
import type { App, PendingLink } from "../app.ts";
import type { Customer } from "../gateway.ts";
import type { FieldValues, HtmlBrowser } from "../html_browser.ts";
import type { Outcome } from "../history.ts";
import { type Apps, type Day, outcomeOf, WRONG_BIRTH_YEAR } from "./day.ts";
import { NO_FAULTS, type Plan } from "./faults.ts";
import { Link } from "./link.ts";
import { TELEPHONY_SECRET } from "./stage.ts";

/** What an action is done by: one request for each plan, all at once. */
type Plans = readonly Plan[];

/** The screens of an open interaction; ③ and ④ are one place, as ④ falls back to ③. */
const RANKS: Readonly<Record<string, number>> = {
  account: 1,
  customer: 2,
  phone: 3,
  call: 3,
  pin: 4,
  consent: 5,
};
const END = 9;

/** How often a customer looks before it counts as not shown. */
const LOOKS = 10;

/** The steps that have been taken by who is at a screen, as the operation log names them. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  customer: ["account"],
  phone: ["account", "customer"],
  call: ["account", "customer", "phone"],
  pin: ["account", "customer", "phone", "call"],
  consent: ["account", "customer", "phone", "call", "pin"],
};

/** Who walks. */
export interface Walker {
  readonly customer: Customer;
  /** Whether they know the customer's particulars, or guess. */
  readonly isGuessing: boolean;
}

/** See the head of this file. */
export class Walk {
  readonly #browser: HtmlBrowser;
  #pending: PendingLink | undefined;
  #id: string | undefined;
  #at = "nowhere";
  /** From when on the code can have been issued. */
  #consentAt: number | undefined;
  #link: Link | undefined;
  #calledLine: string | undefined;
  readonly #loggedSteps = new Set<string>();

  constructor(
    private readonly day: Day,
    private readonly apps: Apps,
    private readonly app: App,
    private readonly walker: Walker,
  ) {
    this.#browser = day.openBrowser();
    day.watch(walker.customer.account);
    day.askAtLast(() => this.#look());
  }

  /** Whether there is nothing more to come of it. */
  get isOver(): boolean {
    if (this.#at === "finished") return this.#link === undefined || this.#link.next === "nothing";
    return ["lost", "locked", "abort", "expired"].includes(this.#at);
  }

  /** The interaction, once it was opened. */
  get interaction(): string | undefined {
    return this.#id;
  }

  /** Does what comes next. */
  async goOn(plans: Plans): Promise<void> {
    const { customer, isGuessing } = this.walker;
    switch (this.#at) {
      case "nowhere":
        return await this.#begin(plans);
      case "account":
        return await this.#press("next", customer.account, plans);
      case "customer":
        return await this.#press("next", this.#particulars(isGuessing), plans);
      case "phone":
        return await this.#press("confirm-phone", {}, plans);
      case "call":
        return this.#calledLine === this.#line
          ? await this.#press("confirm-call", {}, plans)
          : await this.#call(plans);
      case "pin":
        return await this.#press("next", { pin: customer.pin }, plans);
      case "consent":
        return await this.decide(plans, () => "granted");
      case "finished":
        return await this.#goOnAsApp(plans);
    }
  }

  /** ⑥, or 中止する on an earlier screen; each plan with a decision of its own. */
  async decide(
    plans: Plans,
    choose: (index: number) => "granted" | "denied",
  ): Promise<void> {
    if (RANKS[this.#at] === undefined || this.#at === "account") return;
    const isAtConsent = this.#at === "consent";
    if (isAtConsent) this.#consentAt ??= this.day.stage.clock.now();
    await Promise.all(plans.map(async (plan, index) => {
      const decision = isAtConsent ? choose(index) : "denied";
      const [button, values] = decision === "granted"
        ? ["allow", { agree: true }] as const
        : [isAtConsent ? "deny" : "abort", {}] as const;
      const tab = await this.#pressOnce(button, values, plan);
      const end = tab === undefined ? undefined : this.#note(tab);
      const taken = decision === "granted" ? "finished" : "abort";
      const outcome: Outcome = end === undefined ? "unknown" : end === taken ? "done" : "refused";
      if (this.#id === undefined) return;
      this.day.note({ kind: "decision", interaction: this.#id, decision, outcome });
    }));
    await this.#look();
  }

  /** An app that shows its code again, which ends the link. */
  async reuseCode(plans: Plans): Promise<void> {
    if (this.#link?.isCodeUsed) await this.#link.redeem(plans);
  }

  #particulars(isGuessing: boolean): FieldValues {
    const { customer } = this.walker.customer;
    return { ...customer, ...(isGuessing && { birthYear: WRONG_BIRTH_YEAR }) };
  }

  get #line(): string | undefined {
    const number = this.#browser.page.html.getElementById("call")?.text;
    return number && `${this.walker.customer.customer.phoneNumber}>${number}`;
  }

  async #begin(plans: Plans): Promise<void> {
    this.#pending ??= await this.apps.let({
      // Where it is shown to two at once, one of them is right to refuse it.
      plans: plans.length === 2 ? plans : plans.slice(0, 1),
      note: ({ form }, outcome) => {
        const id = form.get("client_assertion") ?? "";
        this.day.note({ kind: "use", of: "assertion", id, outcome });
      },
    }, () => this.app.push());
    if (this.#pending === undefined) return;
    const { url } = this.#pending;
    const [plan = NO_FAULTS] = plans;
    const page = await this.day.browse(plan, () => this.#browser.open(url.href));
    // Without the cookie of a lost answer the interaction is somebody else's.
    if (page === undefined || page.status >= 400) {
      this.#at = page?.status === 503 ? this.#at : "lost";
    } else this.#at = this.#note(this.#browser) ?? this.#at;
  }

  async #press(button: string, values: FieldValues, plans: Plans): Promise<void> {
    await Promise.all(plans.map(async (plan) => {
      const tab = await this.#pressOnce(button, values, plan);
      if (tab !== undefined) this.#note(tab);
    }));
    await this.#look();
  }

  async #pressOnce(
    button: string,
    values: FieldValues,
    plan: Plan,
  ): Promise<HtmlBrowser | undefined> {
    const tab = this.#browser.openTab();
    return await this.day.browse(plan, () => tab.press(button, values)) && tab;
  }

  /** Notes what a browser was told; answers with the screen, undefined for an error. */
  #note(browser: HtmlBrowser): string | undefined {
    const code = browser.leftFor?.searchParams.get("code") ?? undefined;
    if (browser.leftFor === undefined && !isScreen(browser.page.status)) return undefined;
    const [, , id, screen = ""] = new URL(browser.page.url).pathname.split("/");
    const interaction = this.#id ??= id;
    if (interaction === undefined) return undefined;
    const at = browser.leftFor === undefined ? screen : code === undefined ? "abort" : "finished";
    this.day.note({ kind: "progress", interaction, rank: RANKS[at] ?? END });
    this.#noteSteps(interaction, at);
    if (code !== undefined) this.#handOver(interaction, browser.leftFor);
    if (at === "finished" || at === "abort") {
      const decision = at === "finished" ? "granted" : "denied";
      const more = code === undefined ? {} : { code };
      this.day.note({ kind: "decision", interaction, decision, outcome: "done", ...more });
    }
    if (browser.leftFor === undefined) this.#noteFailure(browser, interaction, at);
    return at;
  }

  #handOver(interaction: string, back: URL | undefined): void {
    const [pending, since] = [this.#pending, this.#consentAt];
    if (back === undefined || pending === undefined || since === undefined) return;
    const handover = { interaction, pending, back, since };
    this.#link ??= new Link(this.day, this.apps, this.app, handover);
  }

  #noteSteps(interaction: string, at: string): void {
    for (const step of STEPS[at] ?? []) {
      if (this.#loggedSteps.has(step)) continue;
      this.#loggedSteps.add(step);
      this.day.note({ kind: "step", interaction, event: `screen.${step}` });
    }
    if (at === "pin" && this.#calledLine !== undefined) {
      this.day.note({ kind: "arrival", line: this.#calledLine, interaction });
    }
  }

  #noteFailure({ page }: HtmlBrowser, interaction: string, at: string): void {
    const isLocked = at === "locked" || page.messages.includes("already-locked");
    if (!isLocked && !page.messages.includes("authentication-failed")) return;
    const step = page.html.querySelector("input[name=step]")?.getAttribute("value") ?? at;
    const { accountNumber: account } = this.walker.customer.account;
    this.day.note({ kind: "told failure", id: `${interaction}:${step}`, account, isLocked });
  }

  /** Looks where the interaction is. */
  async #look(): Promise<readonly [string, number] | undefined> {
    if (this.#id === undefined) return undefined;
    // The address that hands over the code again, to a browser that did not get it.
    const path = `/interaction/${this.#id}/consent`;
    // A machine with too much to do can be too slow for its stores.
    let at: string | undefined;
    for (let tries = 0; tries < LOOKS && at === undefined; tries += 1) {
      await this.day.browse(NO_FAULTS, () => this.#browser.open(path));
      at = this.#note(this.#browser);
    }
    if (at === undefined) {
      throw new Error(`an interaction is not shown: ${this.#browser.page.status}`);
    }
    this.#at = at;
    if (at === "call" && this.#line !== this.#calledLine) this.#calledLine = undefined;
    return [this.#id, RANKS[at] ?? END];
  }

  /** The telephone network tells of the call, as often as there are plans. */
  async #call(plans: Plans): Promise<void> {
    const [line, { stage }] = [this.#line, this.day];
    const [from = "", destinationNumber = ""] = line?.split(">") ?? [];
    if (line === undefined) return;
    const now = stage.clock.now();
    const event = {
      eventId: crypto.randomUUID(),
      occurredAt: Temporal.Instant.fromEpochMilliseconds(now).toString(),
      callerNumber: from,
      destinationNumber,
    };
    this.day.note({ kind: "call", line, event: event.eventId });
    const url = new URL("/telephony/events", stage.issuer);
    const tell = async (plan: Plan) =>
      outcomeOf(await stage.send(await signEvent(url, event, TELEPHONY_SECRET, now), plan));
    const outcomes = await Promise.all(plans.map(tell));
    // A provider that was not answered tells again, of the very same event.
    if (!outcomes.includes("done")) outcomes.push(await tell(NO_FAULTS));
    if (outcomes.includes("refused")) throw new Error("a signed event was refused");
    if (outcomes.includes("done")) this.#calledLine = line;
  }

  async #goOnAsApp(plans: Plans): Promise<void> {
    if (this.#link?.next === "use") return await this.#link.use(plans);
    // Often several times at once; but some links have to last.
    await this.#link?.redeem(plans);
  }
}

/** 410 is the status of a screen, too: of an interaction that is over. */
function isScreen(status: number): boolean {
  return status < 400 || status === 410;
}
