/** The app's side of a walk: it redeems the code, and uses what it got for it. */
import type { App, PendingLink, Tokens } from "../app.ts";
import type { Outcome } from "../history.ts";
import type { Apps, Day } from "./day.ts";
import type { Plan } from "./faults.ts";

const CODE_MILLIS = 60_000;
const TOKEN_MILLIS = 600_000;

/** What the app was handed, and by whom. */
export interface Handover {
  readonly interaction: string;
  readonly pending: PendingLink;
  /** The way back to the app, with the code. */
  readonly back: URL;
  /** From when on the code can have been issued. */
  readonly since: number;
}

/** See the head of this file. */
export class Link {
  #uses = 0;
  #tokens: { readonly tokens: Tokens; readonly until: number } | undefined;

  constructor(
    private readonly day: Day,
    private readonly apps: Apps,
    private readonly app: App,
    private readonly handover: Handover,
  ) {}

  /** What the app could do next; a code that may have expired is left alone. */
  get next(): "redeem" | "use" | "nothing" {
    const now = this.day.stage.clock.now();
    if (this.#tokens === undefined) {
      return now < this.handover.since + CODE_MILLIS ? "redeem" : "nothing";
    }
    return this.#uses === 1 && now < this.#tokens.until ? "use" : "nothing";
  }

  /** Whether the code was shown. */
  get isCodeUsed(): boolean {
    return this.#uses > 0;
  }

  /** Shows the code; for each plan with an assertion and a proof of its own. */
  async redeem(plans: readonly Plan[]): Promise<void> {
    const { interaction, pending, back, since } = this.handover;
    const now = this.day.stage.clock.now();
    if (now >= since + CODE_MILLIS) return;
    this.#uses += plans.length;
    const id = back.searchParams.get("code") ?? "";
    const note = (_: unknown, outcome: Outcome) =>
      this.day.note({ kind: "use", of: "code", id, interaction, outcome });
    const answers = await Promise.all(
      plans.map((plan) =>
        this.apps.let({ plans: [plan], note }, () => this.app.finish(pending, back))
      ),
    );
    const tokens = answers.find((answer) => answer !== undefined);
    if (tokens !== undefined) this.#tokens ??= { tokens, until: now + TOKEN_MILLIS };
  }

  /** Calls the resource API, with the same proof for each plan. */
  async use(plans: readonly Plan[]): Promise<void> {
    if (this.#tokens === undefined) return;
    const { accessToken } = this.#tokens.tokens;
    const uses: { readonly id: string; readonly outcome: Outcome }[] = [];
    const note = ({ headers }: { readonly headers: Headers }, outcome: Outcome) =>
      void uses.push({ id: headers.get("dpop") ?? "", outcome });
    await this.apps.let({ plans, note }, () => this.app.call(accessToken, "/consent"));
    // A code that was shown again meanwhile has ended the link, so nothing had to be accepted.
    if (this.#uses > 1) return;
    for (const use of uses) this.day.note({ kind: "use", of: "proof", ...use });
  }
}
