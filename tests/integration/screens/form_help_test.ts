import assert from "node:assert/strict";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../../support/screen_fixture.ts";

/** Purposes that browsers may fill in (WCAG 2.2, 1.3.5); account, kana and PIN are none of them. */
const CONTROLS = {
  account: {
    branchCode: { autocomplete: "off", inputmode: "numeric" },
    accountType: { autocomplete: "off" },
    accountNumber: { autocomplete: "off", inputmode: "numeric" },
  },
  customer: {
    name: { autocomplete: "off", spellcheck: "false" },
    birthYear: { autocomplete: "bday-year", spellcheck: "false" },
    birthMonth: { autocomplete: "bday-month" },
    birthDay: { autocomplete: "bday-day" },
    phoneNumber: { autocomplete: "tel-national", type: "tel" },
    email: { autocomplete: "email", inputmode: "email", autocapitalize: "none" },
    emailConfirmation: { autocomplete: "email", inputmode: "email", spellcheck: "false" },
  },
  pin: { pin: { autocomplete: "off", inputmode: "numeric", type: "password" } },
} as const;

for (const screen of ["account", "customer", "pin"] as const) {
  Deno.test(`the fields of the screen ${screen} tell keyboards and browsers what they take`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    if (screen !== "account") await customer.goTo(screen);
    for (const [name, expected] of Object.entries(CONTROLS[screen])) {
      const attributes = customer.page.html.getElementById(name)?.attributes ?? {};
      assert.deepEqual({ ...attributes, ...expected }, attributes, name);
    }
  });
}

Deno.test("the dialog lists the faulty fields as links to them, with what is wrong", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  const { html } = await customer.press("next", { ...CUSTOMER, name: "出田", email: "hanako@" });
  const items = html.querySelectorAll("dialog .summary li").map((item) => [
    item.querySelector("a")?.getAttribute("href"),
    item.querySelector("a")?.text,
    item.querySelector(".summary-fault")?.text,
  ]);
  assert.deepEqual(items, [
    ["#name", "お名前", "お名前はカタカナ48文字以内で入力して下さい。"],
    ["#email", "メールアドレス", "メールアドレスは半角64文字以内で正しく入力して下さい。"],
    ["#emailConfirmation", "メールアドレス (確認用)", "メールアドレスが一致していません。"],
  ]);
  assert.equal(html.querySelector("#ok")?.getAttribute("href"), "#name");
});

Deno.test("the dialog lists a single faulty field too", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("pin");
  const { html } = await customer.press("next", { pin: "12" });
  const items = html.querySelectorAll("dialog .summary li").map((item) => item.text);
  assert.deepEqual(items, ["暗証番号暗証番号は4桁の数字で入力して下さい。"]);
});

Deno.test("a year in a Japanese era is taken, and shown again as both", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  const page = await customer.press("next", { ...CUSTOMER, birthYear: "㍼３９年", email: "x" });
  assert.equal(page.html.getElementById("birthYear")?.getAttribute("value"), "1964");
  assert.equal(page.html.getElementById("birthYear-fault"), null);
  assert.match(page.text, /西暦1964年 ＝ 昭和39年/);
  const refused = await customer.press("next", { ...CUSTOMER, birthYear: "昭和70" });
  assert.equal(refused.html.getElementById("birthYear")?.getAttribute("value"), "昭和70");
  assert.ok(refused.html.getElementById("birthYear-fault"));
});

Deno.test("the picture of the card is small, has a name, and needs nothing from elsewhere", async () => {
  await using gateway = await ScreenFixture.create();
  const picture = (await gateway.customer()).page.html.querySelector("details svg");
  assert.equal(picture?.getAttribute("role"), "img");
  assert.match(picture?.getAttribute("aria-label") ?? "", /店番3桁.*口座番号7桁/);
  assert.ok(new TextEncoder().encode(picture?.toString()).length < 2000);
  assert.doesNotMatch(picture?.toString() ?? "", /style=|href=|url\(/);
});
