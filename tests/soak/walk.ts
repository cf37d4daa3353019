/** A customer's way through the screens, with everything that was acknowledged of it. */
import type { PendingLink, Tokens } from "../support/app.ts";
import { HtmlBrowser } from "../support/html_browser.ts";
import type { SoakCustomer } from "./customers.ts";
import type { Evidence } from "./evidence.ts";
import type { World } from "./world.ts";

/** The screens in their order, by their ids. */
export const SCREENS = ["SOA201", "SOA202", "SOA208", "SOA209", "SOA211", "SOA206"];
const STEPS = ["account", "customer", "phone", "call", "pin", "consent"];
/** From ④ a customer gets back to ③ when no call came in time. */
const CALL = 3;

/** Who ended a grant, as the gateway writes it down. */
export type Ended = "revoked_by_app" | "code_reuse";

/** See the head of this file. */
export class Walk {
  readonly browser: HtmlBrowser;
  /** Known once the interaction was opened. */
  id: string | undefined;
  /** The furthest screen that was acknowledged, by its place in {@link SCREENS}. */
  reached = 0;
  /** The screens whose forms led to another one, each in the log. */
  readonly taken = new Set<string>();
  /** A consent was sent, answered or not. */
  hasConsented = false;
  /** The way back to the app with the code. */
  back: URL | undefined;
  /** The codes that were brought; there must be one. */
  readonly codes = new Set<string>();
  /** The way back without. */
  isDenied = false;
  /** The customer was told that the account is locked. */
  lockedAt: number | undefined;
  /** The cookie was lost with the first answer, so that the app has to begin anew. */
  isStranded = false;
  /** The ids of the events of which the gateway was told, and those that it took. */
  readonly calls = { sent: new Set<string>(), taken: new Set<string>() };
  /** The number that was called last. */
  called: string | undefined;
  tokens: Tokens | undefined;
  /** The grant was ended, and that was acknowledged. */
  ended: Ended | undefined;
  /** Somebody tried to end it, answered or not. */
  mayBeEnded = false;

  readonly #evidence: Evidence;

  constructor(
    readonly customer: SoakCustomer,
    readonly pending: PendingLink,
    /** The customer is somebody else, who guesses. */
    readonly isGuess: boolean,
    { issuer, door, evidence }: Pick<World, "door" | "evidence" | "issuer">,
  ) {
    this.#evidence = evidence;
    this.browser = new HtmlBrowser(issuer, async (request) => {
      if (/\/consent$/.test(request.url) && request.method === "POST") this.hasConsented = true;
      const response = await door.fetch(request);
      this.#acknowledge(request, response);
      return response;
    });
  }

  /** Nothing more is to be done on the screens. */
  get isEnded(): boolean {
    return this.back !== undefined || this.isDenied || this.lockedAt !== undefined ||
      this.isStranded;
  }

  /** Where a customer finds the screen again. */
  get address(): string {
    const step = STEPS[this.reached];
    return this.id === undefined ? this.pending.url.href : `/interaction/${this.id}/${step}`;
  }

  /** Notes which screen is shown; it must never be an earlier one. */
  see(screen: string | undefined): void {
    this.#reach(SCREENS.indexOf(screen ?? ""));
  }

  #reach(place: number): void {
    if (place < 0) return;
    const isBackFromCall = this.reached === CALL && place === CALL - 1;
    if (place < this.reached && !isBackFromCall) {
      this.#evidence.accuse(`${this.id}: ${STEPS[place]} after ${STEPS[this.reached]}`);
    }
    this.reached = place;
  }

  /** Notes what a redirect says. */
  #acknowledge(request: Request, response: Response): void {
    const location = response.headers.get("location");
    if (location === null) return;
    const target = new URL(location, request.url);
    const [, , , from] = new URL(request.url).pathname.split("/");
    const [, , id, to] = target.pathname.split("/");
    if (target.origin !== new URL(request.url).origin) this.#returnToApp(target);
    else if (id !== undefined) this.id = id;
    if (request.method !== "POST" || from === undefined || from === to) return;
    this.taken.add(from);
    if (target.origin === new URL(request.url).origin) this.#reach(STEPS.indexOf(to ?? ""));
  }

  #returnToApp(target: URL): void {
    const code = target.searchParams.get("code");
    if (code === null) {
      this.isDenied = true;
      return;
    }
    this.codes.add(code);
    this.back = target;
  }
}
