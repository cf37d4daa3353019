/** Core banking behind a line that is cut, silent or full of garbage: what customers and apps are told. */
import assert from "node:assert/strict";
import type { App, Tokens } from "../../support/app.ts";
import { serveBridge } from "../../support/bridge_server.ts";
import { ManualClock } from "../../support/clock.ts";
import { layLine, type LineFault } from "../../support/faulty_line.ts";
import { consent, HANAKO, openTestGateway, waitForCall } from "../../support/gateway.ts";
import type { HtmlBrowser } from "../../support/html_browser.ts";

/** Longer than the breaker stays open. */
const BREAKER_MILLIS = 10_000;
/** More than there may be failed attempts of an account. */
const TRIES = 4;

/** A gateway in the sandbox whose bank is reached by a real connection. */
async function openBranch() {
  const stack = new AsyncDisposableStack();
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  const inner = Promise.withResolvers<(request: Request) => Promise<Response>>();
  const bank = stack.use(await serveBridge(async (request) => (await inner.promise)(request)));
  const line = stack.use(await layLine(Number(new URL(bank.url).port)));
  const test = stack.use(
    await openTestGateway({
      clock,
      interceptBank: (request, answer) => {
        inner.resolve(answer);
        const { pathname } = new URL(request.url);
        return fetch(new Request(`http://127.0.0.1:${line.port}${pathname}`, request));
      },
    }),
  );
  const dispose = () => stack.disposeAsync();
  return { test, line, clock, bank, [Symbol.asyncDispose]: dispose };
}

async function openAt(
  app: App,
  browser: HtmlBrowser,
  screen: "customer" | "pin",
  account = HANAKO.account,
) {
  await browser.open((await app.push()).url.href);
  await browser.press("next", account);
  if (screen === "customer") return;
  await browser.press("next", HANAKO.customer);
  await browser.press("confirm-phone");
  await waitForCall(browser);
}

async function checkApi(app: App, { accessToken }: Tokens): Promise<void> {
  const response = await app.call(accessToken, "/accounts");
  assert.equal(response.status, 503);
  assert.match(response.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
  assert.equal((await response.json()).code, "core_banking_unavailable");
}

/** The system's own text, on the same screen. */
async function checkPress(browser: HtmlBrowser, values: Record<string, string>): Promise<void> {
  const { screen } = browser.page;
  const page = await browser.press("next", values);
  assert.deepEqual(page.messages, ["core-banking-unavailable"]);
  assert.equal(page.screen, screen);
}

const FAULTS: readonly LineFault[] = ["cut", "cut-answers", "garbage"];

for (const fault of FAULTS) {
  Deno.test(`core banking's line with fault ${fault}: customers are told, no attempt is counted, apps get 503`, async () => {
    await using branch = await openBranch();
    const { test, line, clock } = branch;
    const app = await test.addApp();
    const first = await app.push();
    const tokens = await app.finish(first, await consent(test.openBrowser(), first));
    const [atCustomer, atPin] = [test.openBrowser(), test.openBrowser()];
    await openAt(app, atCustomer, "customer");
    await openAt(app, atPin, "pin");
    line.breakBy(fault);
    for (let tries = 0; tries < TRIES; tries++) {
      await checkPress(atCustomer, HANAKO.customer);
      await checkPress(atPin, { pin: HANAKO.pin });
    }
    await checkApi(app, tokens);
    line.breakBy("none");
    clock.advance(BREAKER_MILLIS);
    assert.equal((await atCustomer.press("next", HANAKO.customer)).screen, "SOA208");
    assert.equal((await atPin.press("next", { pin: HANAKO.pin })).screen, "SOA206");
    assert.equal((await app.call(tokens.accessToken, "/accounts")).status, 200);
  });
}

Deno.test("core banking that is silent is given up in time, then spared; everything else goes on meanwhile", async () => {
  await using branch = await openBranch();
  const { test, line, bank } = branch;
  const app = await test.addApp();
  const first = await app.push();
  const tokens = await app.finish(first, await consent(test.openBrowser(), first));
  const browsers = ["0000001", "0000002", "0000003", "0000004"].map(async (accountNumber) => {
    const browser = test.openBrowser();
    await openAt(app, browser, "customer", { ...HANAKO.account, accountNumber });
    return browser;
  });
  const opened = await Promise.all(browsers);
  line.breakBy("silent");
  const waiting = [
    checkApi(app, tokens),
    ...opened.map((browser) => checkPress(browser, HANAKO.customer)),
  ];
  const consentOfGrant = await app.call(tokens.accessToken, "/consent");
  assert.equal(consentOfGrant.status, 200, "an answer without core banking");
  await Promise.all(waiting);
  const asked = bank.requestCount();
  line.breakBy("none");
  await checkApi(app, tokens);
  assert.equal(bank.requestCount(), asked, "the breaker is open, although the line is whole again");
});
