import assert from "node:assert/strict";
import { createStaticRoutes } from "../../../routes/screens/static_routes.ts";
import { createAuthorizeErrorPage } from "../../../routes/screens/authorize_error_page.ts";
import { ERROR_PAGE_STATUS, type ErrorPageKind } from "../../../routes/oauth/error_page.ts";
import { Hono } from "hono";
import { type RouteEnv, withRequestContext } from "../../../routes/http/request_context.ts";
import { HtmlBrowser, type Page } from "../../support/html_browser.ts";
import { ORIGIN, ScreenFixture } from "../../support/screen_fixture.ts";

const PAGES: readonly [string, string, RegExp][] = [
  ["terms", "API利用規定", /同意に基づき.*2026-10-01版/],
  ["faq", "よくあるご質問", /翌日0時に自動的に解除.*当信用組合からのメール（@kakehashi\.example）/],
  ["contact", "お問い合わせ先", /お問合せ窓口 0120-000-111/],
];
for (const [name, title, text] of PAGES) {
  Deno.test(`the footer links to /${name}, which the gateway has itself`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    const links = customer.page.html.querySelectorAll("footer a");
    assert.equal(links.find((link) => link.text === title)?.getAttribute("href"), `/${name}`);
    const page = await new HtmlBrowser(ORIGIN, gateway.fetch).open(`/${name}`);
    assert.equal(page.status, 200);
    assert.equal(page.html.querySelector("h1")?.text, title);
    assert.match(page.text, text);
    const post = await gateway.fetch(new Request(`${ORIGIN}/${name}`, { method: "POST" }));
    assert.equal(post.status, 405);
  });
}

Deno.test("the footer shows the desk as a number to call, and links to the institution's own pages", async () => {
  await using gateway = await ScreenFixture.create({
    override: (deps) => ({
      ...deps,
      institution: { ...deps.institution, termsUrl: "https://union.example/terms" },
    }),
  });
  const { page } = await gateway.customer();
  const hrefs = page.html.querySelectorAll("footer a").map((link) => link.getAttribute("href"));
  assert.ok(hrefs.includes("https://union.example/terms"));
  assert.ok(hrefs.includes("tel:0120000111"));
  assert.match(page.text, /Copyright © ためし信用組合/);
});

Deno.test("each of the six screens tells which one it is, and how many there are", async () => {
  await using gateway = await ScreenFixture.create();
  const stepOn = ({ html }: Page) => html.querySelector(".step")?.text;
  const steps = [stepOn((await gateway.customer()).page)];
  for (const screen of ["customer", "phone", "call", "pin"] as const) {
    steps.push(stepOn(await (await gateway.customer()).goTo(screen)));
  }
  const customer = await gateway.customer();
  steps.push(stepOn(await customer.goTo("consent")));
  assert.deepEqual(steps, [1, 2, 3, 4, 5, 6].map((step) => `手順 ${step} / 6`));
  assert.equal(stepOn(await customer.press("deny")), undefined, "the abort screen is none of them");
});

const FILES: readonly [string, string][] = [
  ["app.css", "text/css; charset=utf-8"],
  ["house.css", "text/css; charset=utf-8"],
  ["app.js", "text/javascript; charset=utf-8"],
  ["icon.svg", "image/svg+xml"],
];
for (const [name, type] of FILES) {
  Deno.test(`/static/${name} is served as ${type}`, async () => {
    const routes = createStaticRoutes(
      { "app.css": "c", "house.css": "h", "app.js": "j", "icon.svg": "i" },
      ORIGIN,
    );
    const response = await routes.request(`/static/${name}`);
    assert.equal(response.headers.get("content-type"), type);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.match(response.headers.get("cache-control") ?? "", /max-age=300/);
    assert.equal((await routes.request(`/static/${name}`, { method: "POST" })).status, 405);
  });
}

const MESSAGES: Readonly<Record<ErrorPageKind, string>> = {
  unknown_client: "unknown-link",
  unknown_request: "unknown-link",
  request_not_pushed: "unknown-link",
  other_browser: "other-browser",
  unavailable: "busy",
  internal: "system-error",
};
for (const kind of Object.keys(MESSAGES) as ErrorPageKind[]) {
  Deno.test(`the authorization endpoint's page for ${kind} looks like a screen`, async () => {
    await using gateway = await ScreenFixture.create();
    const { dependencies } = gateway;
    const render = createAuthorizeErrorPage(dependencies.institution);
    const routes = new Hono<RouteEnv>().use(withRequestContext(dependencies))
      .get("/authorize", (c) => render(kind, c.var.requestContext, c.req.raw));
    const page = await new HtmlBrowser(ORIGIN, async (request) => await routes.fetch(request))
      .open("/authorize");
    assert.equal(page.status, ERROR_PAGE_STATUS[kind]);
    assert.equal(page.screen, "error");
    assert.deepEqual(page.messages, [MESSAGES[kind]]);
    assert.equal(/お問合せ番号/.test(page.text), kind === "internal");
    const mayPass = kind === "internal" || kind === "unavailable";
    assert.equal(page.html.getElementById("retry")?.getAttribute("href"), mayPass ? "" : undefined);
  });
}

Deno.test("the authorization endpoint's page is read in another language, and keeps the app's request", async () => {
  await using gateway = await ScreenFixture.create();
  const { dependencies } = gateway;
  const render = createAuthorizeErrorPage(dependencies.institution);
  const routes = new Hono<RouteEnv>().use(withRequestContext(dependencies))
    .get("/authorize", (c) => render("unavailable", c.var.requestContext, c.req.raw));
  const browser = new HtmlBrowser(ORIGIN, async (request) => await routes.fetch(request));
  await browser.open("/authorize?client_id=a%26b&request_uri=urn:x");
  for (const language of ["en", "ja-simple"]) {
    await browser.follow(`language-${language}`);
    const { searchParams } = new URL(browser.page.url);
    assert.deepEqual([...searchParams], [
      ["client_id", "a&b"],
      ["request_uri", "urn:x"],
      ["language", language],
    ]);
    assert.equal(browser.page.html.querySelector("html")?.getAttribute("lang"), language);
  }
  const { html } = await browser.open("/authorize?client_id=a");
  assert.equal(html.querySelector("html")?.getAttribute("lang"), "ja-simple", "it is remembered");
});

Deno.test("of two ways on from a refused form, the one that starts again is second", async () => {
  await using gateway = await ScreenFixture.create();
  const browser = new HtmlBrowser(ORIGIN, gateway.fetch);
  const headers = { "Sec-Fetch-Site": "cross-site" };
  const { html } = await browser.request(
    new Request(`${ORIGIN}/links`, { method: "POST", headers }),
  );
  const ways = html.querySelectorAll("main .button");
  assert.deepEqual(ways.map(({ classNames }) => classNames), ["button", "button secondary"]);
  assert.equal(ways[1]?.getAttribute("id"), "links");
});
