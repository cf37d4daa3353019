/** One pushed request: one interaction, and one code. */
import assert from "node:assert/strict";
import { walkToConsent } from "../support/gateway.ts";
import { fiftyTimes, forEachStore, openTabs, PARALLEL } from "../support/race.ts";

forEachStore("50 browsers open one pushed request at once: it is one browser's", async (track) => {
  const app = await track.addApp();
  const { url } = await app.push();
  const browsers = Array.from({ length: PARALLEL }, () => track.openBrowser());
  const pages = await Promise.all(browsers.map((browser) => browser.open(url.href)));
  const winners = pages.filter(({ screen }) => screen === "SOA201");
  const losers = pages.filter(({ status }) => status === 403);
  assert.deepEqual([winners.length, losers.length], [1, PARALLEL - 1]);
  assert.equal(browsers.filter(({ cookies }) => cookies.size > 0).length, 1);
});

forEachStore(
  "50 tabs of one browser open it at once: all show the one interaction",
  async (track) => {
    const app = await track.addApp();
    const { url } = await app.push();
    const browser = track.openBrowser();
    const { url: first } = await browser.open(url.href);
    const tabs = await fiftyTimes(() => browser.openTab().open(url.href));
    assert.deepEqual([...new Set(tabs.map((page) => `${page.url} ${page.screen}`))], [
      `${first} SOA201`,
    ]);
  },
);

forEachStore("50 tabs press ① at once: one step is taken", async (track) => {
  const app = await track.addApp();
  const browser = track.openBrowser();
  await browser.open((await app.push()).url.href);
  const accounts = Array.from({ length: PARALLEL }, (_, index) => `${1_000_000 + index}`);
  await Promise.all(
    accounts.map((accountNumber) =>
      browser.openTab().press("next", { branchCode: "115", accountNumber })
    ),
  );
  await browser.open(browser.page.url);
  assert.equal(browser.page.screen, "SOA202");
  assert.deepEqual(await track.countEvents("screen.account"), { entered: 1 });
});

forEachStore("50 consents at once: one code, one grant, one log entry", async (track) => {
  const app = await track.addApp();
  const pending = await app.push();
  const browser = track.openBrowser();
  await walkToConsent(browser, pending);
  const tabs = openTabs(browser);
  await Promise.all(tabs.map((tab) => tab.press("allow", { agree: true })));
  // A tab that came too early for the code's redelivery gets it by looking again.
  for (const tab of tabs) if (tab.leftFor === undefined) await tab.open(tab.page.url);
  const [back, ...others] = new Set(tabs.map((tab) => tab.leftFor?.href));
  assert.deepEqual([typeof back, others], ["string", []]);
  assert.equal((await track.stores.grants.search({ limit: 9 })).length, 1);
  assert.deepEqual(await track.countEvents("screen.consent"), { granted: 1 });
  await app.finish(pending, new URL(back ?? ""));
});

forEachStore("consents and refusals at once: one decision", async (track) => {
  const app = await track.addApp();
  const browser = track.openBrowser();
  await walkToConsent(browser, await app.push());
  const decide = (index: number) => {
    const tab = browser.openTab();
    return index % 2 === 0 ? tab.press("deny") : tab.press("allow", { agree: true });
  };
  await fiftyTimes(decide);
  const granted = (await track.stores.grants.search({ limit: 9 })).length;
  const refused = (await track.countEvents("screen.abort"))["denied"] ?? 0;
  assert.equal(granted + refused, 1);
});
