/** Signed responses (JARM) from the screens: when the customer refuses, and when links are followed late. */
import assert from "node:assert/strict";
import { AuthorizationResponseError } from "oauth4webapi";
import type { App, PendingLink } from "../../support/app.ts";
import { ManualClock } from "../../support/clock.ts";
import { HANAKO, openTestGateway, walkToConsent } from "../../support/gateway.ts";
import type { HtmlBrowser } from "../../support/html_browser.ts";

/** Asserts that the browser left for the app, which is told, signed and in time, of a refusal. */
async function assertRefused(app: App, pending: PendingLink, browser: HtmlBrowser): Promise<void> {
  const { leftFor } = browser;
  assert.ok(leftFor !== undefined, "the browser did not leave for the app");
  assert.deepEqual([...leftFor.searchParams.keys()], ["response"]);
  await assert.rejects(
    () => app.finish(pending, leftFor),
    (error) => error instanceof AuthorizationResponseError && error.error === "access_denied",
  );
}

Deno.test("UserRejectsAuthentication with JARM: the app is told in a signed response alone", async () => {
  await using test = await openTestGateway();
  const app = await test.addApp({ signs: true });
  const browser = test.openBrowser();
  const pending = await app.push();
  const consentPage = await walkToConsent(browser, pending);
  const page = await browser.press("deny");
  assert.deepEqual(page.messages, ["aborted"]);
  await browser.follow("return");
  await assertRefused(app, pending, browser);
  await browser.open(consentPage.url);
  assert.equal(browser.leftFor, undefined);
});

Deno.test("with JARM the way back is signed when it is taken, however late", async () => {
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  await using test = await openTestGateway({ clock });
  const app = await test.addApp({ signs: true });
  const browser = test.openBrowser();
  const pending = await app.push();
  await browser.open(pending.url.href);
  await browser.press("next", HANAKO.account);
  await browser.press("abort");
  for (const minutes of [0, 14, 16]) {
    clock.advance(minutes * 60_000);
    await browser.follow("return");
    await assertRefused(app, pending, browser);
  }
});

Deno.test("while the procedure goes on there is no way back, signed or not", async () => {
  await using test = await openTestGateway();
  const app = await test.addApp({ signs: true });
  const browser = test.openBrowser();
  await browser.open((await app.push()).url.href);
  const page = await browser.open(new URL("return", browser.page.url).href);
  assert.equal(browser.leftFor, undefined);
  assert.match(page.url, /\/account$/);
});

Deno.test("the way back is the customer's own: another browser is not led to the app", async () => {
  await using test = await openTestGateway();
  const app = await test.addApp({ signs: true });
  const browser = test.openBrowser();
  await browser.open((await app.push()).url.href);
  await browser.press("next", HANAKO.account);
  await browser.press("abort");
  const stranger = test.openBrowser();
  const page = await stranger.open(new URL("return", browser.page.url).href);
  assert.deepEqual(page.messages, ["other-browser"]);
  assert.equal(stranger.leftFor, undefined);
});

Deno.test("the way back is open when the service has closed meanwhile", async () => {
  const clock = new ManualClock("2026-11-04T03:55:00+09:00");
  const settings = { KAKEHASHI_SERVICE_HOURS: "calendar" };
  await using test = await openTestGateway({ clock, settings });
  const app = await test.addApp({ signs: true });
  const browser = test.openBrowser();
  const pending = await app.push();
  await browser.open(pending.url.href);
  await browser.press("next", HANAKO.account);
  const { url } = await browser.press("abort");
  clock.set("2026-11-04T04:02:00+09:00");
  assert.deepEqual((await browser.open(url)).messages, ["closed"]);
  await browser.open(new URL("return", url).href);
  await assertRefused(app, pending, browser);
});
