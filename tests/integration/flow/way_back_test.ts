import assert from "node:assert/strict";
import { openTestGateway, walkToConsent } from "../../support/gateway.ts";

Deno.test("who did not get back to the app gets there with the same code, until the app redeemed it", async () => {
  await using test = await openTestGateway();
  const app = await test.addApp();
  const browser = test.openBrowser();
  const pending = await app.push();
  const { url } = await walkToConsent(browser, pending);
  await browser.press("allow", { agree: true });
  const wayBack = browser.leftFor;
  assert.ok(wayBack !== undefined && wayBack.searchParams.has("code"));
  await browser.open(url);
  assert.deepEqual(browser.leftFor, wayBack);

  const tokens = await app.finish(pending, wayBack);
  const page = await browser.open(url);
  assert.equal(browser.leftFor, undefined);
  assert.deepEqual(page.messages, ["finished"]);
  assert.equal(page.html.getElementById("return"), null);
  assert.equal((await app.call(tokens.accessToken, "/accounts")).status, 200);
});
