/**
 * A browser without JavaScript, by fetch: keeps cookies, fills in forms by the names of their
 * fields and presses buttons by their ids, as the conformance suite's browser does.
 */
import { type HTMLElement, parse } from "node-html-parser";

/** Anything that answers requests: `fetch` itself or a server in process. */
export type Fetcher = (request: Request) => Promise<Response>;

/** What the fields of a form are set to; `true` ticks a box. */
export type FieldValues = Readonly<Record<string, string | boolean>>;

/** A page the browser stands on. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: HTMLElement;
  /** `data-screen` of the body. */
  readonly screen: string | undefined;
  /** The text of the whole page, white space folded. */
  readonly text: string;
  /** Ids of the messages shown (`data-message`). */
  readonly messages: readonly string[];
}

/** See the head of this file. */
export class HtmlBrowser {
  readonly #cookies = new Map<string, string>();
  #page: Page | undefined;
  /** Where a redirect led out of the origin; the way back to the app. */
  leftFor: URL | undefined;

  constructor(private readonly origin: string, private readonly fetcher: Fetcher) {}

  /** The page the browser stands on. */
  get page(): Page {
    if (this.#page === undefined) throw new Error("no page has been opened");
    return this.#page;
  }

  /** The cookies, by name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** A second tab: the same cookies now, a page of its own. */
  openTab(): HtmlBrowser {
    const tab = new HtmlBrowser(this.origin, this.fetcher);
    for (const [name, value] of this.#cookies) tab.#cookies.set(name, value);
    tab.#page = this.#page;
    return tab;
  }

  /** Opens an address and follows redirects as long as they stay on the origin. */
  open(url: string): Promise<Page> {
    return this.request(new Request(new URL(url, this.origin)));
  }

  /** Fills in the form that a button belongs to and presses the button. */
  press(buttonId: string, values: FieldValues = {}): Promise<Page> {
    return this.request(this.prepare(buttonId, values));
  }

  /** Follows a link by its id. */
  follow(linkId: string): Promise<Page> {
    const href = this.page.html.getElementById(linkId)?.getAttribute("href");
    if (href === undefined) throw new Error(`${this.describe()} has no link #${linkId}`);
    return this.open(new URL(href, this.page.url).href);
  }

  /** The request that pressing a button makes, without sending it. */
  prepare(buttonId: string, values: FieldValues = {}): Request {
    const { html } = this.page;
    const button = html.getElementById(buttonId);
    const owner = button?.getAttribute("form");
    const form = owner === undefined ? button?.closest("form") : html.getElementById(owner);
    if (!button || !form) throw new Error(`${this.describe()} has no button #${buttonId}`);
    const body = readForm(form, values);
    const name = button.getAttribute("name");
    if (name !== undefined) body.append(name, button.getAttribute("value") ?? "");
    const action = new URL(form.getAttribute("action") ?? "", this.page.url);
    return new Request(action, { method: "POST", body });
  }

  /** Sends a request with the cookies and follows redirects as long as they stay on the origin. */
  async request(request: Request): Promise<Page> {
    this.leftFor = undefined;
    let next = request;
    for (let hops = 0; hops < 10; hops++) {
      const response = await this.fetcher(this.#withCookies(next));
      this.#keepCookies(response);
      const location = response.headers.get("location");
      if (location === null) return this.#page = await readPage(next.url, response);
      await response.body?.cancel();
      const target = new URL(location, next.url);
      if (target.origin !== this.origin) {
        this.leftFor = target;
        return this.#page ?? await readPage(next.url, new Response(""));
      }
      next = new Request(target);
    }
    throw new Error(`too many redirects, last to ${next.url}`);
  }

  /** Fetches something beside the page, with the cookies, as a script would. */
  fetch(path: string): Promise<Response> {
    return this.fetcher(this.#withCookies(new Request(new URL(path, this.page.url))));
  }

  #withCookies(request: Request): Request {
    const headers = new Headers(request.headers);
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookies !== "") headers.set("cookie", cookies);
    return new Request(request, { headers, redirect: "manual" });
  }

  #keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";");
      const [name = "", ...value] = pair.split("=");
      const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (gone) this.#cookies.delete(name.trim());
      else this.#cookies.set(name.trim(), value.join("="));
    }
  }

  private describe(): string {
    return `the page ${this.page.url} (${this.page.screen}, ${this.page.status})`;
  }
}

async function readPage(url: string, response: Response): Promise<Page> {
  const html = parse(await response.text());
  const screen = html.querySelector("body")?.getAttribute("data-screen");
  return {
    url,
    status: response.status,
    headers: response.headers,
    html,
    screen,
    text: html.text.replace(/\s+/g, " "),
    messages: html.querySelectorAll("[data-message]").map((element) =>
      element.getAttribute("data-message") ?? ""
    ),
  };
}

/** The successful controls of a form, as HTML calls them, with some set to other values. */
function readForm(form: HTMLElement, values: FieldValues): URLSearchParams {
  const body = new URLSearchParams();
  const names = new Set<string>();
  for (const control of form.querySelectorAll("input, select, textarea")) {
    const name = control.getAttribute("name");
    if (name === undefined) continue;
    names.add(name);
    const value = controlValue(control, values[name]);
    if (value !== undefined) body.append(name, value);
  }
  for (const name of Object.keys(values)) {
    if (!names.has(name)) throw new Error(`the form has no field ${name}`);
  }
  return body;
}

function controlValue(control: HTMLElement, set: string | boolean | undefined): string | undefined {
  if (control.tagName === "SELECT") {
    const chosen = control.querySelector("option[selected]") ?? control.querySelector("option");
    return typeof set === "string" ? set : chosen?.getAttribute("value") ?? chosen?.text;
  }
  const value = control.getAttribute("value") ?? "";
  if (control.getAttribute("type") === "checkbox") {
    const ticked = set ?? control.hasAttribute("checked");
    return ticked ? value || "on" : undefined;
  }
  return typeof set === "string" ? set : value;
}
