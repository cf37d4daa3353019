import assert from "node:assert/strict";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { listLinks } from "../../../domain/grant/account_links.ts";
import { lastUseKey, noteUse } from "../../../domain/grant/last_use.ts";
import { type ClientId, newAttemptId } from "../../../domain/ids.ts";
import { activeGrants, link, seeLinks, storeGrant } from "../../support/links.ts";
import {
  ACCOUNT,
  CUSTOMER,
  ORIGIN,
  ScreenFixture,
  withoutEmail,
} from "../../support/screen_fixture.ts";
import { HtmlBrowser } from "../../support/html_browser.ts";

const DAY = 86_400_000;
const ABOUT = "連携の確認・解除のお手続き";

Deno.test("the customer sees since when and until when an app is linked, and whether it was used", async () => {
  await using gateway = await ScreenFixture.create();
  await link(gateway);
  gateway.clock.advance(60_000);
  const { page } = await seeLinks(gateway);
  assert.equal(page.status, 200);
  assert.equal(page.screen, "links");
  assert.equal(page.headers.get("cache-control"), "no-store");
  for (
    const text of [
      "普通預金 115-****026 の連携",
      "ためしアプリ",
      "ためし株式会社",
      "電子決済等代行業者登録番号：架空財務局長(電代)第1号",
      "口座情報・明細情報へのアクセス",
      "口座の名義（カナ）・店番・口座番号も含みます。",
      "連携の開始2026年11月4日 10時00分",
      "連携の期限2026年12月4日 10時00分",
      "最後のアクセスまだありません",
    ]
  ) assert.ok(page.text.includes(text), text);
  assert.doesNotMatch(page.html.toString(), /1100026|090|ﾃﾞ-ﾀ/);
});

Deno.test("each screen on the way says what it is for, in five steps", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.linksCustomer();
  const screens = ["account", "customer", "phone", "call", "pin"] as const;
  for (const [index, screen] of screens.entries()) {
    if (screen === "account") await customer.open(screen);
    else await customer.goToNext(screen);
    assert.match(customer.page.text, new RegExp(`${ABOUT}.*手順 ${index + 1} / 5`));
    assert.doesNotMatch(customer.page.text, /ためしアプリ|undefined/);
  }
});

Deno.test("a link ends when the customer has confirmed it, and not before", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  const question = await customer.press("end-1");
  assert.equal(question.screen, "ending");
  assert.match(question.text, /ためしアプリとの連携を解除します。よろしいですか。/);
  assert.equal((await customer.press("keep")).screen, "links");
  assert.deepEqual(await activeGrants(gateway), [grant.id]);
  await customer.press("end-1");
  const done = await customer.press("end");
  assert.equal(done.screen, "links");
  assert.deepEqual(done.messages, ["link-ended"]);
  assert.match(done.text, /許可していた内容.*連携の予定終了日時2026年12月4日 10時00分/);
  assert.match(done.text, /連携の終了2026年11月4日 10時00分（お客様が解除しました）/);
  assert.equal(done.html.getElementById("end-1"), null);
  assert.deepEqual(await activeGrants(gateway), []);
  const { endReason, endedAt } = await gateway.stores.grants.find(grant.id) ?? {};
  assert.deepEqual([endReason, endedAt], ["revoked_by_customer", gateway.clock.now()]);
});

Deno.test("active links come first, and what is over is shown for 90 days with its reason", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const now = gateway.clock.now();
  const past = { grantedAt: now - 120 * DAY, expiresAt: now - 89 * DAY };
  await storeGrant(gateway, grant, "lately", past);
  await storeGrant(gateway, grant, "long-ago", { ...past, expiresAt: now - 90 * DAY });
  await storeGrant(gateway, grant, "of-a-lost-app", { clientId: "app-gone" as ClientId });
  const { html, text } = (await seeLinks(gateway)).page;
  const found = html.querySelectorAll("[data-link]").map((each) => each.getAttribute("data-link"));
  assert.deepEqual(found, ["active", "active", "expired"]);
  assert.match(text, /2026年8月7日 10時00分（期限が過ぎました）/);
  assert.match(text, /登録が終了したアプリ/);
  assert.doesNotMatch(text, /app-gone/);
});

Deno.test("who has no link is told so", async () => {
  await using gateway = await ScreenFixture.create();
  const { page } = await seeLinks(gateway);
  assert.match(page.text, /現在、この口座と連携しているアプリはありません。/);
});

Deno.test("a link that the app ended while the customer looked is no longer there to be ended", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  const at = gateway.clock.now();
  await gateway.stores.grants.end(grant.id, "revoked_by_app", at, {
    id: "end",
    at,
    actor: "app",
    event: "grant.end",
    result: "ok",
    details: {},
  });
  const page = await customer.press("end-1");
  assert.deepEqual(page.messages, ["link-unknown"]);
  assert.match(page.text, /（アプリが解除しました）/);
});

Deno.test("after 確認を終える nothing is shown any more, and all begins anew", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  const end = await customer.press("leave");
  assert.deepEqual(end.messages, ["links-left"]);
  assert.equal(end.html.getElementById("links")?.getAttribute("href"), "/links");
  for (const screen of ["links", "ending", "consent", `receipt/${grant.id}`]) {
    const page = await customer.open(screen);
    assert.doesNotMatch(page.text, /ためしアプリ/);
    assert.equal(page.headers.get("cache-control"), "no-store");
  }
});

Deno.test("中止する leads to no app, as there is none", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.linksCustomer();
  await customer.press("next", ACCOUNT);
  const page = await customer.press("abort");
  assert.equal(page.screen, "abort");
  assert.match(page.text, /連携は解除されていません。.*お問合せ窓口 0120-/s);
  assert.equal(page.html.getElementById("return"), null);
  assert.equal(page.html.getElementById("links")?.getAttribute("href"), "/links");
});

Deno.test("five minutes after ⑤ the links are neither shown nor ended, whatever is done meanwhile", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  await customer.press("end-1");
  gateway.clock.advance(299_000);
  await customer.press("keep");
  await customer.press("end-1");
  gateway.clock.advance(1000);
  const page = await customer.press("end");
  assert.equal(page.status, 410);
  assert.deepEqual(page.messages, ["links-expired"]);
  assert.equal((await customer.open(`receipt/${grant.id}`)).status, 404);
  assert.deepEqual(await activeGrants(gateway), [grant.id]);
});

Deno.test("while the service is closed nothing is opened, shown or ended, and no link is lost", async () => {
  await using gateway = await ScreenFixture.create({ settings: { serviceHours: "always" } });
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  await customer.press("end-1");
  const now = gateway.clock.now();
  gateway.maintenance.push({ id: "m1", from: now, until: now + 90_000 });
  const browser = new HtmlBrowser(ORIGIN, gateway.fetch);
  await browser.open("/links");
  for (
    const page of [
      await browser.press("start"),
      await customer.press("end"),
      await customer.open(`receipt/${grant.id}`),
    ]
  ) {
    assert.equal(page.status, 503);
    assert.equal(page.headers.get("retry-after"), "90");
    assert.deepEqual(page.messages, ["closed"]);
  }
  assert.deepEqual(await activeGrants(gateway), [grant.id]);
  gateway.clock.advance(90_000);
  await customer.open("ending");
  await customer.press("end");
  assert.deepEqual(await activeGrants(gateway), []);
});

Deno.test("the operation log says who looked, who ended a link, and from where; other logs nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  await customer.open("links");
  await customer.press("end-1");
  await customer.press("end");
  const log = await gateway.operationLog();
  const views = log.filter(({ event }) => event === "links.view");
  assert.equal(views.length, 1, "however often it is drawn");
  assert.equal(views[0]?.clientId, undefined);
  const [end] = log.filter(({ event }) => event === "grant.end");
  for (const entry of [views[0], end]) {
    assert.equal(entry?.actor, "customer");
    assert.equal(entry?.interactionId, customer.id);
    assert.equal(entry?.accountReference, grant.accountReference);
    assert.equal(entry?.details.maskedAccount, "115-****026");
    assert.equal(entry?.details.ipAddress, "192.0.2.1");
  }
  assert.equal(end?.clientId, grant.clientId);
  assert.equal(end?.details["grantId"], grant.id);
  assert.ok(gateway.logLines.every((line) => line.includes("call.received")));
});

Deno.test("the receipt says what was linked, until when, and how to withdraw", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const customer = await seeLinks(gateway);
  gateway.clock.advance(60_000);
  const page = await customer.open(`receipt/${grant.id}`);
  assert.equal(page.screen, "receipt");
  assert.equal(page.html.querySelectorAll("form, button").length, 0);
  for (
    const text of [
      "連携内容の控え",
      "ためし信用組合",
      "普通預金 115-****026",
      "ためしアプリ",
      "2026-10-01版",
      `連携の確認・解除のページ（${ORIGIN}/links）で解除するか、お問合せ窓口（0120-000-111）`,
      `お手続き番号${grant.id}`,
      "作成日時2026年11月4日 10時01分",
    ]
  ) assert.ok(page.text.includes(text), text);
});

Deno.test("who comes back to the finished procedure in the same browser finds its receipt, and no other", async () => {
  await using gateway = await ScreenFixture.create();
  const earlier = await link(gateway);
  const customer = await gateway.customer();
  await customer.goTo("consent");
  await customer.press("allow", { agree: true });
  gateway.clock.advance(61_000);
  await customer.open("finished");
  const page = await customer.browser.follow("receipt");
  assert.equal(page.screen, "receipt");
  assert.equal(page.html.getElementById("links")?.getAttribute("href"), "/links");
  assert.doesNotMatch(page.text, new RegExp(earlier.id));
  assert.equal((await customer.open(`receipt/${earlier.id}`)).status, 404);
  const stranger = new HtmlBrowser(ORIGIN, gateway.fetch);
  assert.equal((await stranger.open(page.url)).status, 404);
  gateway.clock.advance(300_000);
  await customer.open("finished");
  assert.equal(customer.page.html.getElementById("receipt"), null);
  assert.equal((await customer.browser.open(page.url)).status, 404);
});

Deno.test("the pages of the institution lead to the links", async () => {
  await using gateway = await ScreenFixture.create();
  const browser = new HtmlBrowser(ORIGIN, gateway.fetch);
  for (const name of ["faq", "contact"]) {
    const { html } = await browser.open(`/${name}`);
    assert.ok(html.querySelector('main a[href="/links"]'), name);
  }
  assert.equal((await browser.open("/links")).screen, "links-start");
  const page = await browser.press("start");
  assert.equal(page.screen, "SOA201");
  const [cookie = ""] = [...browser.cookies.keys()];
  assert.match(cookie, /^__Host-kakehashi-[\w-]{16}$/);
  await browser.press("next", ACCOUNT);
  assert.equal((await browser.press("next", withoutEmail(CUSTOMER))).screen, "SOA208");
});

Deno.test("② asks for a mail address where a mail is sent, and only there", async () => {
  await using gateway = await ScreenFixture.create();
  const own = await gateway.linksCustomer();
  const { html } = await own.press("next", ACCOUNT);
  assert.equal(html.querySelector("[name=email], [name=emailConfirmation]"), null);
  assert.deepEqual((await own.press("next")).messages, ["missing-input"]);
  assert.equal(own.page.html.querySelector("[href='#email']"), null);
  const linking = await gateway.customer();
  await linking.press("next", ACCOUNT);
  const page = await linking.press("next", { ...CUSTOMER, email: "", emailConfirmation: "" });
  assert.deepEqual(page.messages, ["missing-input"]);
  assert.equal(page.html.querySelectorAll("[aria-invalid=true]").length, 2);
});

Deno.test("the cookie ends with the browser", async () => {
  await using gateway = await ScreenFixture.create();
  const opened = await gateway.fetch(new Request(`${ORIGIN}/links`, { method: "POST" }));
  assert.doesNotMatch(opened.headers.get("set-cookie") ?? "Max-Age", /Max-Age|Expires/i);
});

Deno.test("the last use is never later than the end, however long the app goes on calling", async () => {
  await using gateway = await ScreenFixture.create();
  const grant = await link(gateway);
  const { clock, stores } = gateway;
  const afterTheEnd = grant.expiresAt + 60_000;
  const context = { now: clock.now(), attempt: newAttemptId(systemRandom) };
  await stores.ephemeral.run(context, [noteUse(lastUseKey(grant.id), afterTheEnd)]);
  const [found] = await listLinks(gateway.dependencies, context, grant.accountReference);
  assert.equal(found?.lastUsedAt, grant.expiresAt);
});
