import assert from "node:assert/strict";
import { Hono } from "hono";
import type { RouteEnv } from "../../../routes/http/request_context.ts";
import { chooseLanguage } from "../../../routes/screens/choose_language.ts";
import {
  ACCOUNT,
  CUSTOMER,
  type Customer,
  ORIGIN,
  ScreenFixture,
} from "../../support/screen_fixture.ts";

function languageOf({ page }: Customer): string | undefined {
  return page.html.querySelector("html")?.getAttribute("lang");
}

/** What the field of that name shows. */
function shown({ page }: Customer, name: string): string | undefined {
  return page.html.querySelector(`input[name="${name}"]`)?.getAttribute("value");
}

/** A button of the head is outside its form in the markup: sends the form with it. */
async function pressLanguage(customer: Customer, language: string, values = {}): Promise<void> {
  const { browser, page } = customer;
  const button = page.html.getElementById(`language-${language}`);
  assert.equal(button?.getAttribute("form"), "form");
  const request = browser.prepare("next", values);
  const form = new URLSearchParams(await request.text());
  form.set(button?.getAttribute("name") ?? "", button?.getAttribute("value") ?? "");
  await browser.request(new Request(request.url, { method: "POST", body: form }));
}

Deno.test("the screens are Japanese unless another language was asked for", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  assert.equal(languageOf(customer), "ja");
  assert.equal(customer.page.html.getElementById("language-ja"), null);
});

Deno.test("choosing a language on ① and ② keeps what was typed, faulty or not", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await pressLanguage(customer, "en", { branchCode: "１１", accountNumber: "1100026" });
  assert.deepEqual([customer.page.screen, languageOf(customer)], ["SOA201", "en"]);
  assert.equal(shown(customer, "branchCode"), "１１");
  assert.deepEqual(customer.page.messages, []);
  await customer.press("next");
  assert.deepEqual(customer.page.messages, ["malformed-input"]);
  await pressLanguage(customer, "ja-simple");
  assert.deepEqual([languageOf(customer), customer.page.messages], ["ja-simple", [
    "malformed-input",
  ]]);
  await customer.press("next", ACCOUNT);
  await pressLanguage(customer, "en", { ...CUSTOMER, email: "not yet" });
  assert.deepEqual([customer.page.screen, languageOf(customer)], ["SOA202", "en"]);
  assert.match(customer.page.text, /enter your name, .* phone number and email address\./);
  for (const [name, value] of Object.entries({ ...CUSTOMER, email: "not yet" })) {
    if (!["birthMonth", "birthDay"].includes(name)) assert.equal(shown(customer, name), value);
  }
  await customer.press("next", { email: String(CUSTOMER["email"]) });
  assert.equal(customer.page.screen, "SOA208");
  const events = ["screen.account:malformed_input", "screen.account:entered"];
  assert.deepEqual(await gateway.logged(), [...events, "screen.customer:matched"]);
});

Deno.test("the language is remembered on every later screen, and can be changed on each", async () => {
  await using gateway = await ScreenFixture.create();
  for (const screen of ["phone", "call", "pin", "consent"] as const) {
    const customer = await gateway.customer();
    await pressLanguage(customer, "en");
    await customer.goTo(screen);
    assert.equal(languageOf(customer), "en");
    const at = customer.page.screen;
    await customer.browser.follow("language-ja");
    assert.deepEqual([customer.page.screen, languageOf(customer)], [at, "ja"]);
  }
  const customer = await gateway.customer();
  await pressLanguage(customer, "en");
  await customer.goTo("phone");
  await customer.press("abort");
  assert.deepEqual([customer.page.screen, languageOf(customer)], ["abort", "en"]);
});

Deno.test("years of Japanese eras are read in Roman letters", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  await pressLanguage(customer, "en", { ...CUSTOMER, birthYear: "1989" });
  assert.match(customer.page.text, /1989 = Shōwa 64 \(昭和64年\), Heisei 1 \(平成元年\)/);
  assert.match(customer.page.text, /Reiwa \(令和\) 1–8 = 2019–2026/);
});

Deno.test("choosing a language changes nothing but the language, and counts no try", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  for (let round = 0; round < 4; round += 1) {
    await pressLanguage(customer, round % 2 === 0 ? "en" : "ja", { ...CUSTOMER, birthDay: "2" });
  }
  assert.equal(gateway.bank.statements.length, 0);
  await customer.press("next", CUSTOMER);
  assert.equal(customer.page.screen, "SOA208");
  assert.equal((await gateway.logged()).filter((entry) => entry.includes("failed")).length, 0);
});

Deno.test("a language counts only with a form of ours", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const request = customer.browser.prepare("next", ACCOUNT);
  const form = new URLSearchParams(await request.text());
  form.set("language", "en");
  form.set("csrf", "x".repeat(43));
  await customer.browser.request(new Request(request.url, { method: "POST", body: form }));
  assert.deepEqual([customer.page.status, languageOf(customer)], [403, "ja"]);
});

Deno.test("a language that there is not is ignored, in the address and in the cookie", async () => {
  await using gateway = await ScreenFixture.create();
  for (const language of ["fr", "EN", "en-GB", ""]) {
    const response = await gateway.fetch(
      new Request(`${ORIGIN}/faq?language=${encodeURIComponent(language)}`, {
        headers: { Cookie: `__Host-kakehashi-language=${language}` },
      }),
    );
    assert.equal(response.headers.get("set-cookie"), null);
    assert.match(await response.text(), /<html lang="ja">/);
  }
});

Deno.test("the pages of the institution and the errors are there in each language", async () => {
  await using gateway = await ScreenFixture.create();
  for (const path of ["/terms", "/faq", "/contact", `/interaction/${"x".repeat(43)}/account`]) {
    for (const language of ["ja", "ja-simple", "en"]) {
      const chosen = await gateway.fetch(new Request(`${ORIGIN}${path}?language=${language}`));
      assert.deepEqual([chosen.status, chosen.headers.get("location")], [303, path]);
      const cookie = chosen.headers.get("set-cookie") ?? "";
      assert.match(
        cookie,
        /^__Host-kakehashi-language=[a-z-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
      );
      const page = await gateway.fetch(new Request(`${ORIGIN}${path}`, { headers: { cookie } }));
      assert.match(await page.text(), new RegExp(`<html lang="${language}">`));
    }
  }
});

Deno.test("choosing a language leads nowhere but to our own pages", async () => {
  await using gateway = await ScreenFixture.create();
  for (const path of ["/interaction/..//evil.example/", "//evil.example/faq", "/faq"]) {
    const response = await gateway.fetch(new Request(`${ORIGIN}${path}?language=en`));
    const location = response.headers.get("location");
    if (location !== null) assert.match(location, /^\/(?![/\\])/, path);
  }
  const routes = new Hono<RouteEnv>().use(chooseLanguage);
  const chosen = await routes.request(`${ORIGIN}//evil.example/?language=en`);
  assert.equal(chosen.headers.get("location"), "/evil.example/");
});
