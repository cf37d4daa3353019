import assert from "node:assert/strict";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { newAttemptId, newIncidentId } from "../../../domain/ids.ts";
import { submitAccount } from "../../../domain/interaction/submit_account.ts";
import { HtmlBrowser } from "../../support/html_browser.ts";
import { CUSTOMER, type Customer, ORIGIN, ScreenFixture } from "../../support/screen_fixture.ts";

const SCREENS = ["account", "customer", "phone", "call", "pin", "consent"] as const;
const IDS = ["SOA201", "SOA202", "SOA208", "SOA209", "SOA211", "SOA206"];
/** As every page names the app. */
const APP = /ためしアプリとの連携手続き/;
const WRONG = { ...CUSTOMER, birthDay: "2" };

async function at(gateway: ScreenFixture, screen: typeof SCREENS[number]): Promise<Customer> {
  const customer = await gateway.customer();
  if (screen !== "account") await customer.goTo(screen);
  return customer;
}

Deno.test("every screen's address draws the screen at which the interaction is", async () => {
  await using gateway = await ScreenFixture.create();
  for (const [index, screen] of SCREENS.entries()) {
    const customer = await at(gateway, screen);
    for (const other of [...SCREENS, "abort", "finished", "anything"]) {
      const page = await customer.open(other);
      assert.equal(page.screen, IDS[index]);
      assert.equal(page.url, `${ORIGIN}/interaction/${customer.id}/${screen}`);
      assert.match(page.text, APP);
      assert.match(page.text, new RegExp(`画面ID : ${IDS[index]}`));
    }
  }
});

Deno.test("each POST is answered with 303 to a GET", async () => {
  await using gateway = await ScreenFixture.create();
  for (const screen of SCREENS) {
    const customer = await at(gateway, screen);
    const button = customer.page.html.querySelector("#form button")?.getAttribute("id") ?? "";
    const response = await customer.send(customer.browser.prepare(button));
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("cache-control"), "no-store");
  }
});

Deno.test("中止する leads from each screen to the abort screen and back to the app", async () => {
  await using gateway = await ScreenFixture.create();
  for (const screen of SCREENS.slice(1)) {
    const customer = await at(gateway, screen);
    const button = customer.page.html.getElementById(screen === "consent" ? "deny" : "abort");
    assert.equal(button?.text, screen === "consent" ? "拒否する" : "中止する");
    const page = await customer.press(screen === "consent" ? "deny" : "abort");
    assert.equal(page.screen, "abort");
    assert.equal(page.status, 200);
    assert.equal(page.html.querySelector("h1")?.text, "API連携認証の中止");
    assert.equal(
      page.html.querySelector("[data-message=aborted]")?.text,
      "API連携認証を中止しました。",
    );
    const link = page.html.getElementById("return");
    assert.equal(link?.text, "連携元画面へ");
    const back = new URL(link?.getAttribute("href")?.replaceAll("&amp;", "&") ?? "");
    assert.equal(back.origin + back.pathname, "https://app.example/callback");
    assert.equal(back.searchParams.get("kept"), "1");
    assert.equal(back.searchParams.get("error"), "access_denied");
    assert.equal(back.searchParams.get("state"), "state-1");
    assert.equal(back.searchParams.get("iss"), ORIGIN);
    assert.equal((await customer.open(screen)).screen, "abort");
  }
  const logged = await gateway.logged();
  assert.equal(logged.filter((line) => line === "screen.abort:aborted").length, 4);
  assert.equal(logged.filter((line) => line === "screen.abort:denied").length, 1);
});

Deno.test("the same form twice at once is one step and one failed attempt", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "customer");
  const forms = Array.from({ length: 10 }, () => customer.browser.prepare("next", WRONG));
  const responses = await Promise.all(forms.map((form) => customer.send(form)));
  for (const response of responses) assert.equal(response.status, 303);
  assert.equal(gateway.bank.statements.length, 1);
  await customer.open("customer");
  await customer.press("next", WRONG);
  assert.deepEqual(customer.page.messages, ["authentication-failed"]);
  await customer.press("next", WRONG);
  assert.deepEqual(customer.page.messages, ["locked"]);
});

Deno.test("the same form again, and one from a second tab, change nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "customer");
  const again = customer.browser.prepare("next", WRONG);
  const secondTab = customer.browser.prepare("next", WRONG);
  const abort = customer.browser.prepare("abort");
  await customer.press("next", CUSTOMER);
  for (const form of [again, secondTab, abort]) {
    assert.equal((await customer.browser.request(form)).screen, "SOA208");
  }
  assert.equal(gateway.bank.statements.length, 1);
  assert.equal((await customer.press("confirm-phone")).screen, "SOA209");
});

Deno.test("another browser with the same address is refused and can send nothing", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "customer");
  const stranger = new HtmlBrowser(ORIGIN, gateway.fetch);
  const page = await stranger.open(`/interaction/${customer.id}/customer`);
  assert.equal(page.status, 403);
  assert.deepEqual(page.messages, ["other-browser"]);
  assert.match(page.text, /ためしアプリとの連携手続き/);
  assert.ok(!page.text.includes("1100026"));
  const stolen = await stranger.request(customer.browser.prepare("next", CUSTOMER));
  assert.equal(stolen.status, 403);
  const other = await gateway.customer();
  const withOtherCookie = await other.browser.request(customer.browser.prepare("next", CUSTOMER));
  assert.equal(withOtherCookie.status, 403);
  assert.equal(gateway.bank.statements.length, 0);
});

Deno.test("a cookie with the right name and another secret is another browser", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "customer");
  const cookie = `${customer.cookie.split("=")[0]}=${"x".repeat(43)}`;
  const url = `${ORIGIN}/interaction/${customer.id}/customer`;
  const response = await gateway.fetch(new Request(url, { headers: { cookie } }));
  assert.equal(response.status, 403);
  assert.ok(!(await response.text()).includes("1100026"));
});

Deno.test("a step of another browser is lost, whatever form it comes from", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const outcome = await submitAccount(gateway.dependencies, {
    id: customer.id,
    version: 1,
    browserSecretHash: "another",
    context: {
      now: gateway.clock.now(),
      attempt: newAttemptId(systemRandom),
      incidentId: newIncidentId(systemRandom),
    },
    ipAddress: undefined,
    userAgent: undefined,
  }, { branchCode: "115", accountType: "1", accountNumber: "1100026" });
  assert.deepEqual(outcome, { kind: "lost" });
});

Deno.test("a form without our token, for another version, screen or interaction is refused", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "customer");
  const other = await at(gateway, "customer");
  const body = async (change: (fields: URLSearchParams) => void) => {
    const fields = new URLSearchParams(await customer.browser.prepare("next", CUSTOMER).text());
    change(fields);
    return fields;
  };
  const token = new URLSearchParams(await other.browser.prepare("next").text()).get("csrf") ?? "";
  const changes: ((fields: URLSearchParams) => void)[] = [
    (fields) => fields.delete("csrf"),
    (fields) => fields.set("csrf", "x"),
    (fields) => fields.set("csrf", token),
    (fields) => fields.set("step", "1"),
    (fields) => fields.set("step", "nothing"),
  ];
  const url = `${ORIGIN}/interaction/${customer.id}`;
  for (const change of changes) {
    const request = new Request(`${url}/customer`, { method: "POST", body: await body(change) });
    const page = await customer.browser.request(request);
    assert.equal(page.status, 403);
    assert.deepEqual(page.messages, ["form-refused"]);
    assert.match(page.text, APP);
    await customer.open("customer");
  }
  const toPin = new Request(`${url}/pin`, { method: "POST", body: await body(() => {}) });
  assert.equal((await customer.send(toPin)).status, 403);
  assert.equal(gateway.bank.statements.length, 0);
});

Deno.test("a form sent from another site is refused", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "phone");
  for (
    const [site, status] of [["cross-site", 403], ["same-site", 403], ["same-origin", 303]] as const
  ) {
    const form = new Request(customer.browser.prepare("confirm-phone"));
    form.headers.set("Sec-Fetch-Site", site);
    const response = await customer.send(form);
    assert.equal(response.status, status);
    if (status === 403) assert.match(await response.text(), /class="app-name"/);
  }
});

Deno.test("a body that is no form is refused", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "phone");
  const url = `${ORIGIN}/interaction/${customer.id}/phone`;
  const bodies: [string, string][] = [
    ["application/json", "{}"],
    ["text/plain", "step=1"],
    ["application/x-www-form-urlencoded", "step=1&step=2"],
    ["application/x-www-form-urlencoded", `step=${"1".repeat(40_000)}`],
  ];
  for (const [type, body] of bodies) {
    const request = new Request(url, { method: "POST", body, headers: { "content-type": type } });
    const page = await customer.browser.request(request);
    assert.equal(page.status, 400);
    assert.equal(page.screen, "error");
    assert.match(page.text, APP);
  }
});

Deno.test("the interaction lives 15 minutes, at any screen, and ends for good", async () => {
  await using gateway = await ScreenFixture.create();
  for (const screen of SCREENS) {
    const customer = await at(gateway, screen);
    const button = customer.page.html.querySelector("#form button")?.getAttribute("id") ?? "";
    const values = screen === "pin" ? { pin: "1234" } : screen === "customer" ? CUSTOMER : {};
    gateway.clock.advance(900_000 - 1);
    assert.equal((await customer.open(screen)).screen, IDS[SCREENS.indexOf(screen)]);
    gateway.clock.advance(1);
    const page = screen === "call"
      ? await customer.press("restart")
      : await customer.press(button, screen === "consent" ? { agree: true } : values);
    assert.equal(page.status, 410);
    assert.deepEqual(page.messages, ["expired"]);
    const back = new URL(page.html.getElementById("return")?.getAttribute("href") ?? "");
    assert.equal(back.searchParams.get("error"), "access_denied");
    assert.deepEqual((await customer.open(screen)).messages, ["expired"]);
  }
  assert.equal((await gateway.stores.grants.search({ limit: 10 })).length, 0);
});

Deno.test("an expired try gives back what it reserved", async () => {
  await using gateway = await ScreenFixture.create();
  for (let time = 0; time < 4; time += 1) {
    const customer = await at(gateway, "customer");
    gateway.clock.advance(900_000);
    await customer.press("next", WRONG);
    assert.deepEqual(customer.page.messages, ["expired"]);
  }
  assert.equal((await at(gateway, "phone")).page.screen, "SOA208");
});

Deno.test("a link that nobody opened is unknown", async () => {
  await using gateway = await ScreenFixture.create();
  const browser = new HtmlBrowser(ORIGIN, gateway.fetch);
  for (const id of ["x", "a".repeat(43)]) {
    const page = await browser.open(`/interaction/${id}/account`);
    assert.equal(page.status, 404);
    assert.deepEqual(page.messages, ["unknown-link"]);
  }
  const posted = await browser.request(
    new Request(`${ORIGIN}/interaction/${"a".repeat(43)}/nothing`, {
      method: "POST",
      body: new URLSearchParams(),
    }),
  );
  assert.equal(posted.status, 404);
});

Deno.test("HEAD is answered like GET, other methods with 405", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const url = `${ORIGIN}/interaction/${customer.id}/account`;
  const head = await customer.send(new Request(url, { method: "HEAD" }));
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  const put = await customer.send(new Request(url, { method: "PUT" }));
  assert.equal(put.status, 405);
  assert.equal(put.headers.get("allow"), "GET, POST, HEAD");
});

Deno.test("an app that was disabled meanwhile is linked no more", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await at(gateway, "consent");
  gateway.client = { ...gateway.client, disabledAt: gateway.clock.now() };
  const page = await customer.open("consent");
  assert.equal(page.status, 403);
  assert.deepEqual(page.messages, ["app-unavailable"]);
});
