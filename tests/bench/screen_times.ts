/**
 * `deno task screen-times`: how long a customer waits for the next screen, in Chromium on a phone's
 * window, against a gateway and its sandbox in a process of their own, on loopback with embedded stores. From the time stamp of the
 * click's event until the first contentful paint of the document that it leads to, by the browser's clock.
 */
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { HANAKO } from "../support/gateway.ts";
import { openGatewayPlace } from "../support/gateway_process.ts";
import type { FieldValues } from "../support/html_browser.ts";
import { Person } from "../support/person.ts";
import { printRows } from "./print_table.ts";
import { quantile } from "./statistics.ts";

const WARM_UP_WALKS = 3;
const WALKS = 25;

/** A pool as an operator has it, so that each walk finds a free number. */
const POOL = Array.from({ length: 40 }, (_, index) => `0120000${100 + index}`);

/** Milliseconds by what was pressed and where it led. */
const times = new Map<string, number[]>();

/** The document is left behind, so the moment is told to us. */
const NOTE_CLICK = `addEventListener("click", ({ timeStamp }) => {
  noteClick(performance.timeOrigin + timeStamp);
}, true)`;
let clickedAt = NaN;

const READ_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) resolve(performance.timeOrigin + paint.startTime);
  }).observe({ type: "paint", buffered: true });
})`;

/** Presses a button, waits for the next screen, and notes how long that took. */
async function press(person: Person, id: string, values: FieldValues = {}): Promise<void> {
  const from = await person.screen();
  await person.page.evaluate(NOTE_CLICK);
  await person.press(id, values);
  const millis = await readPaint(person.page) - clickedAt;
  const name = `${from}, #${id} → ${await person.screen()}`;
  times.set(name, [...times.get(name) ?? [], millis]);
}

async function readPaint(page: Page): Promise<number> {
  return await page.evaluate<number>(READ_PAINT);
}

async function link(person: Person): Promise<void> {
  await person.connect();
  await press(person, "next");
  await press(person, "next", HANAKO.account);
  await press(person, "next", { ...HANAKO.customer, email: "hanako@" });
  await press(person, "next", HANAKO.customer);
  await press(person, "confirm-phone");
  await press(person, "confirm-call");
  await person.call(HANAKO.customer.phoneNumber);
  await press(person, "confirm-call");
  await press(person, "next", { pin: "" });
  await press(person, "next", { pin: HANAKO.pin });
  await press(person, "allow", { agree: true });
  await person.connect();
  await press(person, "next", HANAKO.account);
  await press(person, "abort");
}

const settings = {
  KAKEHASHI_DESTINATION_NUMBERS: POOL.join(),
  KAKEHASHI_SANDBOX_CALLS: "manual",
};
await using place = await openGatewayPlace(settings, "localhost");
await using _gateway = await place.start();
await using browser = await launchBrowser();
for (let walks = 0; walks < WARM_UP_WALKS + WALKS; walks++) {
  if (walks === WARM_UP_WALKS) times.clear();
  await using person = await Person.open(browser, place);
  await person.page.exposeFunction("noteClick", (moment: number) => void (clickedAt = moment));
  await link(person);
}
printRows([
  ["pressed on, leads to", "median ms", "p95 ms", "walks"],
  ...[...times].map(([name, millis]) => [
    name,
    quantile(millis, 0.5).toFixed(0),
    quantile(millis, 0.95).toFixed(0),
    String(millis.length),
  ]),
]);
