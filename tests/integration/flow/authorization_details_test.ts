import assert from "node:assert/strict";
import { WWWAuthenticateChallengeError } from "oauth4webapi";
import { openTestGateway, walkToConsent } from "../../support/gateway.ts";

function detailsFor(...actions: readonly string[]): Readonly<Record<string, string>> {
  const details = [{ type: "account_information", actions }];
  return { scope: "", authorization_details: JSON.stringify(details) };
}

Deno.test("the customer reads in words what details ask for, and the app reads just that", async () => {
  await using test = await openTestGateway();
  const app = await test.addApp();
  const pending = await app.push(detailsFor("read_accounts"));
  const browser = test.openBrowser();
  const page = await walkToConsent(browser, pending);
  assert.match(page.text, /口座情報へのアクセス/);
  assert.match(page.text, /資産情報（残高）/);
  assert.match(page.text, /口座の名義（カナ）・店番・口座番号も含みます。/);
  assert.doesNotMatch(page.text, /入出金明細/);
  await browser.press("allow", { agree: true });
  const { accessToken } = await app.finish(pending, browser.leftFor ?? new URL("about:blank"));
  const { accounts } = await (await app.call(accessToken, "/accounts")).json();
  const { scopes } = await (await app.call(accessToken, "/consent")).json();
  assert.deepEqual(scopes, ["accounts"]);
  await assert.rejects(
    () => app.call(accessToken, `/accounts/${accounts[0].accountId}/transactions`),
    WWWAuthenticateChallengeError,
  );
});
