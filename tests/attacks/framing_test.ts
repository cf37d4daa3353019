/** Our pages inside somebody else's (clickjacking), and somebody else's content inside ours. */
import assert from "node:assert/strict";
import { consent, openTestGateway, walkToConsent } from "../support/gateway.ts";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../support/screen_fixture.ts";

/** What a policy must say for nothing of ours to be framed or to run what was injected. */
function assertProtected(name: string, headers: Headers): void {
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/, name);
  assert.match(policy, /frame-ancestors 'none'/, name);
  assert.match(policy, /base-uri 'none'/, name);
  assert.doesNotMatch(policy, /unsafe|\*|data:|blob:/, name);
  assert.doesNotMatch(policy, /script-src(?! 'self')/, name);
  assert.equal(headers.get("x-content-type-options"), "nosniff", name);
  assert.equal(headers.get("referrer-policy"), "no-referrer", name);
}

Deno.test("every answer of the gateway forbids being framed, sniffed, and told of in a Referer", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const seen = new Map<string, Response>();
  const { fetch } = gateway.gateway;
  gateway.gateway.fetch = async (request, connection) => {
    const answer = await fetch(request, connection);
    seen.set(`${request.method} ${new URL(request.url).pathname}`, answer.clone());
    return answer;
  };
  const browser = gateway.openBrowser();
  const pending = await app.push();
  await app.finish(pending, await consent(browser, pending));
  const others = [
    "/",
    "/terms",
    "/docs",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/jwks",
    "/static/app.js",
  ];
  for (const path of [...others, "/interaction/x/pin", "/authorize", "/par", "/accounts"]) {
    const request = new Request(gateway.issuer + path);
    seen.set(`GET ${path}`, await fetch(request));
  }
  for (const [name, answer] of seen) {
    assertProtected(name, answer.headers);
    const origin = answer.headers.get("access-control-allow-origin");
    assert.ok(origin === null || name === "GET /openapi.json", name);
    await answer.body?.cancel();
  }
  assert.ok(seen.size >= others.length + 4);
});

Deno.test("a page names no source, target or handler but ours", async () => {
  await using gateway = await openTestGateway();
  const app = await gateway.addApp();
  const browser = gateway.openBrowser();
  await walkToConsent(browser, await app.push());
  const { html } = browser.page;
  assert.deepEqual(html.querySelectorAll("script").map((script) => script.text), [""]);
  assert.deepEqual(html.querySelectorAll("style, iframe, object, embed, base, img").length, 0);
  for (const element of html.querySelectorAll("*")) {
    const names = Object.keys(element.attributes);
    assert.deepEqual(names.filter((name) => name.startsWith("on") || name === "style"), []);
    for (const name of ["src", "action", "href"]) {
      const value = element.getAttribute(name);
      if (value !== undefined) {
        assert.match(value, /^(?:\/(?!\/)|#|\?language=|tel:|https:\/\/)/, value);
      }
    }
  }
});

const MARKUP = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&lt;`;

Deno.test("what a customer types is shown as text, on the screens and where it waits to be sent again", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const fields = { branchCode: MARKUP, accountNumber: MARKUP };
  const harmless = (html: typeof customer.page.html) => {
    assert.equal(html.querySelectorAll("img, [onerror]").length, 0);
    assert.equal(html.querySelectorAll("script").length, 1);
  };
  harmless((await customer.press("next", fields)).html);
  await customer.press("next", ACCOUNT);
  const typed = { ...CUSTOMER, name: MARKUP, email: MARKUP, birthYear: MARKUP };
  const { html } = await customer.press("next", typed);
  harmless(html);
  assert.match(html.querySelector("#name")?.getAttribute("value") ?? "", /SCRIPT/);
  gateway.clock.set("2026-11-05T00:00:30+09:00");
  const request = customer.browser.prepare("next", typed);
  const body = new URLSearchParams(await request.text());
  body.set(MARKUP, MARKUP);
  const post = new Request(request.url, { method: "POST", body });
  const closed = await customer.browser.request(post);
  assert.equal(closed.status, 503);
  harmless(closed.html);
  const names = closed.html.querySelectorAll("input").map((input) => input.getAttribute("name"));
  assert.ok(names.includes(MARKUP), "it stayed one name");
});

Deno.test("an app's name is shown as text", async () => {
  await using gateway = await ScreenFixture.create();
  gateway.client = { ...gateway.client, name: MARKUP, operatorName: MARKUP };
  const customer = await gateway.customer();
  await customer.goTo("consent");
  assert.equal(customer.page.html.querySelectorAll("img").length, 0);
  assert.ok(customer.page.text.includes("<script>") || customer.page.text.includes("&lt;script"));
});
