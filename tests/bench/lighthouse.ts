/**
 * `deno task lighthouse`: what Lighthouse says of each screen and page, with its own profile of a phone
 * (a slow one, on a slow network, both simulated). It is fetched for this task alone, outside the lock
 * file: it would bring more packages than everything else together.
 */
import { chromium, type Page } from "playwright-core";
import { unpackChromium } from "../support/chromium.ts";
import { listenGateway } from "../support/listen_gateway.ts";
import { Person, SCREENS } from "../support/person.ts";
import { printRows } from "./print_table.ts";

const LIGHTHOUSE = "npm:lighthouse@13.5.0";
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;

/** What of its answer is read here. */
interface Report {
  readonly lhr: {
    readonly categories: Record<string, { score: number; auditRefs: readonly { id: string }[] }>;
    readonly audits: Record<string, { score: number | null; title: string; displayValue?: string }>;
  };
}

type Lighthouse = (url: string, flags: Record<string, unknown>) => Promise<Report>;

const { default: lighthouse }: { default: Lighthouse } = await import(LIGHTHOUSE);
const rows: string[][] = [["page", ...CATEGORIES]];
const faults: string[] = [];

async function judge(name: string, url: string, port: number): Promise<void> {
  // The interaction's cookie is in the browser.
  const flags = { port, onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "error" };
  const { lhr } = await lighthouse(url, flags);
  const scores = CATEGORIES.map((each) => Math.round((lhr.categories[each]?.score ?? 0) * 100));
  rows.push([name, ...scores.map(String)]);
  console.error(name, ...scores);
  for (const category of CATEGORIES.slice(1)) {
    for (const { id } of lhr.categories[category]?.auditRefs ?? []) {
      const audit = lhr.audits[id];
      if (audit?.score === 0) faults.push(`${name}: ${audit.title} ${audit.displayValue ?? ""}`);
    }
  }
}

async function freePort(): Promise<number> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return await Promise.resolve(listener.addr.port);
}

/** Each screen, then what stands in the way of the procedure, then the pages of information. */
async function visit(person: Person, look: (name: string, page: Page) => Promise<void>) {
  const { page } = person;
  for (const screen of SCREENS) {
    await person.goTo(screen);
    await look(screen, page);
    if (screen === "SOA208" || screen === "SOA209") continue;
    await person.press(screen === "SOA206" ? "allow" : "next");
    await look(`${screen} with missing input`, page);
  }
  await person.press("deny");
  await look("abort", page);
  for (const name of ["terms", "faq", "contact"]) {
    await page.goto(`${person.gateway.issuer}/${name}`);
    await look(name, page);
  }
}

await using gateway = await listenGateway();
const { executablePath, env } = await unpackChromium();
const port = await freePort();
const args = [
  "--headless=shell",
  "--no-sandbox",
  "--disable-gpu",
  `--remote-debugging-port=${port}`,
];
await using browser = await chromium.launch({ executablePath, env, args });
await using person = await Person.open(browser, gateway, { mayMeet: [404, 410, 502] });
// Lighthouse opens its tabs beside the person's window, where the interaction's cookie is not yet.
const beside = (await chromium.connectOverCDP(`http://127.0.0.1:${port}`)).contexts()[0];
await visit(person, async (name, page) => {
  await beside?.addCookies(await person.context.cookies());
  await judge(name, page.url(), port);
});
printRows(rows);
for (const fault of faults) console.log(fault);
