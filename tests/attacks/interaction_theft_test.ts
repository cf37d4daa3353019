/** Interactions in another browser: taken over by their address, fixed beforehand, or swapped. */
import assert from "node:assert/strict";
import { sha256Base64Url } from "../../domain/ids.ts";
import { consent, openTestGateway, walkToConsent } from "../support/gateway.ts";
import { ACCOUNT, ORIGIN, ScreenFixture } from "../support/screen_fixture.ts";

const COOKIE = /^__Host-kakehashi-[A-Za-z0-9_-]{16}=[A-Za-z0-9_-]{43}; /;

Deno.test("who knows an interaction's addresses, but lacks its cookie, sees and does nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const victim = await gateway.customer();
  await victim.goTo("consent");
  const thief = await gateway.customer();
  const renamed = thief.cookie.replace(/kakehashi-[^=]+/, `kakehashi-${victim.id.slice(0, 16)}`);
  const submit = await victim.browser.prepare("allow", { agree: true }).text();
  for (const cookie of ["", thief.cookie, renamed, renamed.replace("__Host-", "")]) {
    for (const screen of ["consent", "account", "finished", "call-status", "call-events"]) {
      const headers = { cookie };
      const url = `${ORIGIN}/interaction/${victim.id}/${screen}`;
      const seen = await gateway.fetch(new Request(url, { headers }));
      assert.ok(seen.status === 403 || seen.status === 404);
      assert.doesNotMatch(await seen.text(), /1100026|3333|csrf/);
    }
    const headers = { cookie, "Content-Type": "application/x-www-form-urlencoded" };
    const url = `${ORIGIN}/interaction/${victim.id}/consent`;
    const request = new Request(url, { method: "POST", body: submit, headers });
    assert.equal((await gateway.fetch(request)).status, 403);
  }
  assert.equal((await victim.press("allow", { agree: true })).status, 200);
  assert.equal((await gateway.stores.grants.search({ limit: 2 })).length, 1);
});

/** What a browser with this cookie sees of another's interaction. */
async function peek(gateway: ScreenFixture, id: string, cookie: string): Promise<Response> {
  const url = `${ORIGIN}/interaction/${id}/consent`;
  return await gateway.fetch(new Request(url, { headers: { cookie } }));
}

Deno.test("where an interaction is not bound to a browser, its address and any cookie are enough", async () => {
  let thief = "";
  const findAnyhow = (text: string) =>
    text.replace(/"browserSecretHash":"[^"]*"/, `"browserSecretHash":"${thief}"`);
  await using broken = await ScreenFixture.create({
    override: (deps) => ({
      ...deps,
      vault: {
        ...deps.vault,
        open: async (purpose, context, sealed) => {
          const text = await deps.vault.open(purpose, context, sealed);
          return thief !== "" && purpose === "interaction" ? findAnyhow(text) : text;
        },
      },
    }),
  });
  const victim = await broken.customer();
  await victim.goTo("consent");
  const secret = "t".repeat(43);
  thief = await sha256Base64Url(secret);
  const cookie = `__Host-kakehashi-${victim.id.slice(0, 16)}=${secret}`;
  assert.match(await (await peek(broken, victim.id, cookie)).text(), /name="csrf"/);

  await using gateway = await ScreenFixture.create();
  const own = await gateway.customer();
  await own.goTo("consent");
  const planted = `__Host-kakehashi-${own.id.slice(0, 16)}=${secret}`;
  assert.equal((await peek(gateway, own.id, planted)).status, 403);
});

Deno.test("an interaction that an attacker opened cannot be handed to a victim", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const { url } = await app.push();
  const attacker = gateway.openBrowser();
  await attacker.open(url.href);
  const victim = gateway.openBrowser();
  for (const address of [url.href, attacker.page.url]) {
    assert.equal((await victim.open(address)).status, 403);
  }
  assert.deepEqual([...victim.cookies], []);
});

Deno.test("a cookie that an attacker planted before is not taken over", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const first = await app.push();
  const attacker = gateway.openBrowser();
  await attacker.open(first.url.href);
  const [planted = ""] = [...attacker.cookies.values()];

  const { url, requestUri } = await app.push();
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(requestUri));
  const id = new Uint8Array(hash).toBase64({ alphabet: "base64url", omitPadding: true });
  const cookie = `__Host-kakehashi-${id.slice(0, 16)}=${planted}`;
  const opened = await gateway.gateway.fetch(new Request(url, { headers: { cookie } }));
  const [given = ""] = opened.headers.getSetCookie();
  assert.match(given, COOKIE);
  assert.match(given, /; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
  assert.doesNotMatch(given, /Domain/i);
  assert.ok(!given.includes(planted));
  const screen = new URL(opened.headers.get("location") ?? "", gateway.issuer);
  const seen = await gateway.gateway.fetch(new Request(screen, { headers: { cookie } }));
  assert.equal(seen.status, 403);
});

Deno.test("of browsers that open one request at once, one alone gets in", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const { url } = await app.push();
  const browsers = Array.from({ length: 8 }, () => gateway.openBrowser());
  const pages = await Promise.all(browsers.map((browser) => browser.open(url.href)));
  assert.equal(pages.filter(({ screen }) => screen === "SOA201").length, 1);
  assert.equal(browsers.filter(({ cookies }) => cookies.size > 0).length, 1);
});

Deno.test("a customer who was led through an attacker's request gives the attacker's session no code", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const attackers = await app.push();
  const victims = await app.push();
  // The victim was sent the attacker's link, so the app's callback gets it in the victim's browser.
  const cameBackWith = await consent(gateway.openBrowser(), attackers);
  await assert.rejects(app.finish(victims, cameBackWith), /state/);
});

Deno.test("two interactions in one browser do not mix", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const [one, other] = [await app.push(), await app.push()];
  const browser = gateway.openBrowser();
  await walkToConsent(browser, one);
  const tab = browser.openTab();
  await tab.open(other.url.href);
  const form = new URLSearchParams(await browser.prepare("allow", { agree: true }).text());
  const path = new URL(tab.page.url).pathname.replace("/account", "/consent");
  const request = new Request(`${gateway.issuer}${path}`, { method: "POST", body: form });
  assert.equal((await tab.request(request)).status, 403);
  assert.equal((await tab.open(other.url.href)).screen, "SOA201");
  await tab.press("next", ACCOUNT);
  assert.equal(tab.page.screen, "SOA202");
});
