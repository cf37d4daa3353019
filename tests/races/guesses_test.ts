/** Guessing a PIN, or a customer's particulars, by fifty requests at once. */
import assert from "node:assert/strict";
import { countEach } from "../support/count.ts";
import { HANAKO, waitForCall } from "../support/gateway.ts";
import type { FieldValues, HtmlBrowser } from "../support/html_browser.ts";
import { forEachStore, openTabs, PARALLEL, type RaceTrack } from "../support/race.ts";

/** 規定回数 of the default configuration. */
const LIMIT = 3;

const WRONG_PIN = { pin: "4321" };
const WRONG_CUSTOMER = { ...HANAKO.customer, birthYear: "1965" };

forEachStore(
  "of 50 parallel wrong PINs no more than the limit reach core banking",
  async (track) => {
    const browsers = await openInteractions(track, walkToPin);
    const { meanwhile, atLast } = await guessWhileBankWaits(track, browsers, WRONG_PIN);
    // While a guess is at core banking it counts as a failure, but nobody is told of a lock.
    assert.deepEqual(meanwhile, { busy: PARALLEL - LIMIT });
    assert.deepEqual(atLast, {
      "authentication-failed": LIMIT - 1,
      "busy": PARALLEL - LIMIT,
      "locked": 1,
    });
    assert.equal(track.bank.countCalls("/pins/verify"), LIMIT);
    const [late] = browsers.filter(({ page }) => page.messages.includes("busy"));
    assert.ok(late);
    await late.open(late.page.url);
    await late.press("next", { pin: HANAKO.pin });
    assert.deepEqual(late.page.messages, ["already-locked"]);
    assert.equal(track.bank.countCalls("/pins/verify"), LIMIT);
  },
);

forEachStore("of 50 parallel wrong ② no more than the limit reach core banking", async (track) => {
  const browsers = await openInteractions(track, walkToCustomer);
  const { meanwhile, atLast } = await guessWhileBankWaits(track, browsers, WRONG_CUSTOMER);
  assert.deepEqual(meanwhile, { busy: PARALLEL - LIMIT });
  assert.equal(atLast["locked"], 1);
  assert.equal(track.bank.countCalls("/holders/match"), LIMIT);
});

forEachStore(
  "of 50 wrong ② that core banking answers at once no more than the limit reach it",
  async (track) => {
    const browsers = await openInteractions(track, walkToCustomer);
    await Promise.all(browsers.map((browser) => browser.press("next", WRONG_CUSTOMER)));
    const messages = countMessages(browsers);
    assert.deepEqual([messages["locked"], messages["authentication-failed"]], [1, LIMIT - 1]);
    assert.equal(track.bank.countCalls("/holders/match"), LIMIT);
  },
);

forEachStore("of 50 wrong PINs typed into one screen one reaches core banking", async (track) => {
  const [browser] = await openInteractions(track, walkToPin, 1);
  assert.ok(browser);
  await Promise.all(openTabs(browser).map((tab) => tab.press("next", WRONG_PIN)));
  assert.equal(track.bank.countCalls("/pins/verify"), 1);
});

/** Interactions of one account, each in a browser of its own, at the same screen. */
async function openInteractions(
  track: RaceTrack,
  walk: (browser: HtmlBrowser) => Promise<void>,
  count = PARALLEL,
): Promise<readonly HtmlBrowser[]> {
  const app = await track.addApp();
  const browsers: HtmlBrowser[] = [];
  // One after the other: right answers under way take up tries, too.
  while (browsers.length < count) {
    const browser = track.openBrowser();
    await browser.open((await app.push()).url.href);
    await walk(browser);
    browsers.push(browser);
  }
  return browsers;
}

async function walkToCustomer(browser: HtmlBrowser): Promise<void> {
  await browser.press("next", HANAKO.account);
  assert.equal(browser.page.screen, "SOA202");
}

async function walkToPin(browser: HtmlBrowser): Promise<void> {
  await walkToCustomer(browser);
  await browser.press("next", HANAKO.customer);
  await browser.press("confirm-phone");
  await waitForCall(browser);
  assert.equal(browser.page.screen, "SOA211");
}

/**
 * All guess at once, and core banking answers only when every guess has either come to it or been
 * turned away. Answers with what was shown until then, and what in the end.
 */
async function guessWhileBankWaits(
  track: RaceTrack,
  browsers: readonly HtmlBrowser[],
  guess: FieldValues,
) {
  const everyone = Promise.withResolvers<void>();
  let accountedFor = 0;
  const account = () => {
    accountedFor += 1;
    if (accountedFor === browsers.length) everyone.resolve();
  };
  const gate = track.bank.close(account);
  const turnedAway: HtmlBrowser[] = [];
  const presses = browsers.map(async (browser) => {
    await browser.press("next", guess);
    turnedAway.push(browser);
    account();
  });
  await everyone.promise;
  const meanwhile = countMessages(turnedAway);
  gate.open();
  await Promise.all(presses);
  return { meanwhile, atLast: countMessages(browsers) };
}

function countMessages(browsers: readonly HtmlBrowser[]): Record<string, number> {
  return countEach(browsers.map(({ page }) => page.messages.join()));
}
