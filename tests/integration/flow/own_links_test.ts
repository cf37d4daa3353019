/** The customer's own page at a whole gateway: what the app did, and what it can do no more. */
import assert from "node:assert/strict";
import { ManualClock } from "../../support/clock.ts";
import { consent, openTestGateway, type TestGateway, walkToLinks } from "../../support/gateway.ts";
import type { HtmlBrowser } from "../../support/html_browser.ts";
import { startRedis } from "../../support/redis.ts";

/** A browser in front of the links. */
async function seeLinks(gateway: TestGateway): Promise<HtmlBrowser> {
  const browser = gateway.openBrowser();
  await walkToLinks(browser);
  assert.equal(browser.page.screen, "links");
  return browser;
}

function lastUses(browser: HtmlBrowser): readonly string[] {
  return browser.page.html.querySelectorAll("[data-item=last-use]").map(({ text }) => text);
}

async function checkLinks(settings: Readonly<Record<string, string>>): Promise<void> {
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  await using gateway = await openTestGateway({ clock, settings });
  const app = await gateway.addApp();
  const pending = await app.push();
  const { accessToken, refreshToken } = await app.finish(
    pending,
    await consent(gateway.openBrowser(), pending),
  );
  assert.deepEqual(lastUses(await seeLinks(gateway)), ["まだありません"]);
  clock.advance(90_000);
  assert.equal((await app.call(accessToken, "/accounts")).status, 200);
  assert.deepEqual(lastUses(await seeLinks(gateway)), ["2026年11月4日 10時01分"]);

  // The copy of the grant is gone by then, and a call puts it back.
  clock.advance(2 * 3_600_000);
  const renewed = await app.refresh(refreshToken);
  assert.equal((await app.call(renewed.accessToken, "/accounts")).status, 200);
  const browser = await seeLinks(gateway);
  assert.deepEqual(lastUses(browser), ["2026年11月4日 12時01分"]);

  await browser.press("end-1");
  await browser.press("end");
  clock.advance(60_000);
  await assert.rejects(app.call(renewed.accessToken, "/accounts"), /challenge/);
  await assert.rejects(app.refresh(refreshToken), { error: "invalid_grant" });
  await browser.open(browser.page.url);
  assert.deepEqual(lastUses(browser), ["2026年11月4日 12時01分"], "what is refused is no access");
}

Deno.test("customers see when their link was used last, and end it at once, with stores in files", async () => {
  await checkLinks({});
});

Deno.test("customers see when their link was used last, and end it at once, with Redis", async () => {
  await using redis = await startRedis();
  await checkLinks({ KAKEHASHI_REDIS_URL: redis.url, KAKEHASHI_REDIS_TOKEN: redis.token });
});
