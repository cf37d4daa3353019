import type { InteractionId } from "../../domain/ids.ts";
import { type FieldValues, HtmlBrowser, type Page } from "./html_browser.ts";
import { ACCOUNT, CUSTOMER, ORIGIN, type ScreenFixture, withoutEmail } from "./screen_fixture.ts";

/** A screen that a customer can be brought to. */
export type CustomerScreen = "customer" | "phone" | "call" | "pin" | "consent" | "links";

/** A customer in front of a browser. */
export class Customer {
  readonly browser: HtmlBrowser;

  constructor(
    readonly id: InteractionId,
    readonly cookie: string,
    private readonly fixture: ScreenFixture,
  ) {
    this.browser = new HtmlBrowser(ORIGIN, (request) => this.send(request));
  }

  /** Sends a request with the cookie that came with the answer of /authorize, and later ones. */
  send(request: Request): Promise<Response> {
    const headers = new Headers(request.headers);
    const later = headers.get("cookie");
    headers.set("cookie", later === null ? this.cookie : `${this.cookie}; ${later}`);
    return this.fixture.fetch(new Request(request, { headers }));
  }

  get page(): Page {
    return this.browser.page;
  }

  press(button: string, values: FieldValues = {}): Promise<Page> {
    return this.browser.press(button, values);
  }

  open(screen: string): Promise<Page> {
    return this.browser.open(`/interaction/${this.id}/${screen}`);
  }

  /** Goes on, all inputs right, until the named screen. */
  async goTo(screen: CustomerScreen): Promise<Page> {
    const last = screen === "links" ? "consent" : screen;
    const steps = ["customer", "phone", "call", "pin", "consent"] as const;
    for (const step of steps.slice(0, steps.indexOf(last) + 1)) await this.#reach(step);
    return this.page;
  }

  /** Goes on by one screen, all inputs right. */
  async goToNext(screen: CustomerScreen): Promise<Page> {
    await this.#reach(screen);
    return this.page;
  }

  /** The number that screen ④ shows. */
  get destination(): string {
    return this.page.html.getElementById("call")?.text ?? "";
  }

  /** Screen ② as it is to be filled in. */
  get particulars(): FieldValues {
    return this.page.html.getElementById("email") ? CUSTOMER : withoutEmail(CUSTOMER);
  }

  async #reach(step: CustomerScreen): Promise<void> {
    switch (step) {
      case "customer":
        return void await this.press("next", ACCOUNT);
      case "phone":
        return void await this.press("next", this.particulars);
      case "call":
        return void await this.press("confirm-phone");
      case "pin":
        await this.fixture.call({ from: "+819000003333", to: this.destination });
        return void await this.press("confirm-call");
      case "consent":
      case "links":
        return void await this.press("next", { pin: "1234" });
    }
  }
}
