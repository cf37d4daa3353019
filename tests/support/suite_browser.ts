/** Runs the `browser` commands of the conformance suite in a browser without JavaScript. */
import type { HTMLElement } from "node-html-parser";
import type {
  BrowserCommand,
  BrowserEntry,
  BrowserTask,
} from "../../tools/conformance/browser_steps.ts";
import type { FieldValues, HtmlBrowser } from "./html_browser.ts";

/** What came of a visit. */
export interface SuiteVisit {
  /** Where the browser stands at the end. */
  readonly url: string;
  /** The tasks that applied. */
  readonly done: readonly string[];
  /** Whether a picture of an error page was taken. */
  readonly pictured: boolean;
}

/** Whether a pattern, in which `*` stands for anything, fits an address. */
export function matches(pattern: string, url: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.?+^$()[\]{}|\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(url);
}

/** One browser for one module: its cookies last, and so does the count of `match-limit`. */
export class SuiteBrowser {
  readonly #uses = new Map<BrowserEntry, number>();

  constructor(
    private readonly entries: readonly BrowserEntry[],
    private readonly browser: HtmlBrowser,
  ) {}

  /** Goes to an address and does the tasks of the first entry that fits. */
  async visit(url: string): Promise<SuiteVisit> {
    const entry = this.entries.find((entry) => {
      const used = this.#uses.get(entry) ?? 0;
      return matches(entry.match, url) && used < (entry["match-limit"] ?? Infinity);
    });
    if (entry === undefined) throw new Error(`nothing to be done at ${url}`);
    this.#uses.set(entry, (this.#uses.get(entry) ?? 0) + 1);
    await this.browser.open(url);
    return await this.#doTasks(entry);
  }

  async #doTasks({ tasks }: BrowserEntry): Promise<SuiteVisit> {
    const done: string[] = [];
    let pictured = false;
    for (const task of tasks) {
      if (!matches(task.match, this.#url)) {
        if (task.optional) continue;
        throw new Error(`unexpected address for task ${task.task}: ${this.#url}`);
      }
      await this.#doTask(task);
      pictured ||= task.commands?.some((command) => command[5] !== undefined) ?? false;
      done.push(task.task);
    }
    return { url: this.#url, done, pictured };
  }

  get #url(): string {
    return this.browser.leftFor?.href ?? this.browser.page.url;
  }

  async #doTask({ commands = [] }: BrowserTask): Promise<void> {
    const typed: Record<string, string | boolean> = {};
    for (const command of commands) {
      const [name] = command;
      if (name === "text") this.#type(command, typed);
      else if (name === "click") await this.#click(command, typed);
      else if (name === "wait") this.#expect(command);
      else throw new Error(`no command: ${name}`);
    }
  }

  #type(command: BrowserCommand, typed: Record<string, string | boolean>): void {
    const field = this.#find(command);
    const type = field.getAttribute("type") ?? "";
    if (field.tagName !== "INPUT" || !["text", "tel", "password"].includes(type)) {
      throw new Error(`nothing can be typed into ${command[2]}`);
    }
    typed[field.getAttribute("name") ?? ""] = String(command[3]);
  }

  /** A click on a field changes it; one on a button or a link leads on. */
  async #click(command: BrowserCommand, typed: Record<string, string | boolean>): Promise<void> {
    const element = this.#find(command);
    const { tagName } = element;
    if (tagName === "OPTION") {
      const name = element.closest("select")?.getAttribute("name") ?? "";
      typed[name] = element.getAttribute("value") ?? "";
    } else if (tagName === "INPUT" && element.getAttribute("type") === "checkbox") {
      typed[element.getAttribute("name") ?? ""] = !element.hasAttribute("checked");
    } else if (tagName === "BUTTON") {
      await this.browser.press(element.id, typed as FieldValues);
    } else if (tagName === "A") {
      await this.#follow(element);
    } else throw new Error(`nothing comes of a click on ${command[2]}`);
  }

  async #follow(link: HTMLElement): Promise<void> {
    const { url } = this.browser.page;
    const target = new URL(link.getAttribute("href") ?? "", url);
    if (target.origin === new URL(url).origin) await this.browser.follow(link.id);
    else this.browser.leftFor = target;
  }

  /** Nothing changes by waiting without JavaScript. At the suite's own page we stop. */
  #expect(command: BrowserCommand): void {
    if (this.browser.leftFor !== undefined) {
      if (command[2] !== "submission_complete") {
        throw new Error(`not on the suite's page: ${command}`);
      }
      return;
    }
    const text = this.#find(command).text;
    const [, , , , pattern] = command;
    if (typeof pattern === "string" && !new RegExp(pattern).test(text)) {
      throw new Error(`the text of ${command[2]} is another`);
    }
  }

  #find([, kind, target]: BrowserCommand): HTMLElement {
    if (this.browser.leftFor !== undefined) throw new Error(`no ${target} at ${this.#url}`);
    const { html, screen } = this.browser.page;
    const selector = toSelector(String(kind), String(target));
    const element = html.querySelector(selector);
    if (element === null) throw new Error(`no ${kind} ${target} on ${screen}`);
    return element;
  }
}

function toSelector(kind: string, target: string): string {
  switch (kind) {
    case "id":
      return `#${target}`;
    case "name":
      return `[name="${target}"]`;
    case "css":
      return target;
    case "xpath":
      if (target === "//*") return "*";
  }
  throw new Error(`no selector: ${kind} ${target}`);
}
