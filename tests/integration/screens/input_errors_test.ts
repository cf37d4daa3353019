import assert from "node:assert/strict";
import type { Page } from "../../support/html_browser.ts";
import { ACCOUNT, CUSTOMER, ScreenFixture } from "../../support/screen_fixture.ts";

const MISSING = "入力されていない項目があります。";
const FIELD_MISSING = "必ず入力して下さい。";

function faultOf(page: Page, field: string): string | undefined {
  return page.html.getElementById(`${field}-fault`)?.text;
}

function valueOf(page: Page, field: string): string | undefined {
  const control = page.html.getElementById(field);
  if (control?.tagName !== "SELECT") return control?.getAttribute("value");
  return control.querySelector("option[selected]")?.getAttribute("value");
}

function assertDialog(page: Page, messageId: string, text: string): void {
  const dialog = page.html.querySelector("dialog[open]");
  assert.ok(dialog, "an open dialog");
  assert.equal(dialog.querySelector("h2")?.text, "エラー");
  const message = dialog.querySelector("[role=alert]");
  assert.equal(message?.getAttribute("data-message"), messageId);
  assert.equal(message?.text, text);
  assert.equal(dialog.querySelector("#ok")?.text, "OK");
}

function assertFaulty(page: Page, fields: readonly string[]): void {
  const faulty = page.html.querySelectorAll("[aria-invalid=true]");
  assert.deepEqual(faulty.map((control) => control.getAttribute("name")), fields);
  for (const field of fields) {
    const described = page.html.getElementById(field)?.getAttribute("aria-describedby") ?? "";
    assert.ok(described.split(" ").includes(`${field}-fault`));
  }
  const focused = page.html.querySelectorAll("[autofocus]");
  assert.deepEqual(focused.map((control) => control.getAttribute("name")), fields.slice(0, 1));
}

Deno.test("① marks every missing field at once, with the dialog, and focuses the first", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const page = await customer.press("next", { branchCode: "　", accountNumber: "" });
  assert.equal(page.screen, "SOA201");
  assertDialog(page, "missing-input", MISSING);
  assertFaulty(page, ["branchCode", "accountNumber"]);
  assert.equal(faultOf(page, "branchCode"), FIELD_MISSING);
  assert.equal(faultOf(page, "accountNumber"), FIELD_MISSING);
});

Deno.test("① keeps what was typed, normalised, when another field is missing", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const page = await customer.press("next", { branchCode: "１１５", accountNumber: "" });
  assert.equal(valueOf(page, "branchCode"), "115");
  assertFaulty(page, ["accountNumber"]);
});

Deno.test("① tells of malformed input in the same pattern", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const page = await customer.press("next", { branchCode: "15", accountNumber: "12345678" });
  assertDialog(page, "malformed-input", "入力内容に誤りがあります。");
  assertFaulty(page, ["branchCode", "accountNumber"]);
  assert.equal(valueOf(page, "accountNumber"), "12345678");
});

Deno.test("① pads a short account number with zeros", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  const page = await customer.press("next", { branchCode: "001", accountNumber: "42" });
  assert.match(page.text, /店番 001 普通預金 0000042/);
});

Deno.test("② marks every missing field at once and preselects no birthday", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  assert.equal(valueOf(customer.page, "birthMonth"), "");
  assert.equal(valueOf(customer.page, "birthDay"), "");
  const page = await customer.press("next");
  assertDialog(page, "missing-input", MISSING);
  assertFaulty(page, Object.keys(CUSTOMER));
  assert.equal(gateway.bank.statements.length, 0);
});

Deno.test("② shows again what was typed, normalised, and checks it so", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", ACCOUNT);
  const page = await customer.press("next", {
    ...CUSTOMER,
    birthYear: "１９６４",
    birthMonth: "04",
    email: "ｈanako@example.jp ",
    emailConfirmation: "other@example.jp",
  });
  assertDialog(page, "malformed-input", "入力内容に誤りがあります。");
  assertFaulty(page, ["emailConfirmation"]);
  assert.equal(faultOf(page, "emailConfirmation"), "メールアドレスが一致していません。");
  const shown = Object.keys(CUSTOMER).map((field) => valueOf(page, field));
  assert.deepEqual(shown, [
    "ﾃﾞ-ﾀ ﾊﾅｺ",
    "1964",
    "4",
    "1",
    "09000003333",
    "hanako@example.jp",
    "other@example.jp",
  ]);
  assert.match(page.text, /西暦1964年 ＝ 昭和39年/);
});

const REFUSED: readonly [string, Record<string, string>, string][] = [
  ["kanji", { name: "出田花子" }, "name"],
  ["a name too long after conversion", { name: "ガ".repeat(25) }, "name"],
  ["a day that does not exist", { birthMonth: "2", birthDay: "30" }, "birthDay"],
  ["a date to come", { birthYear: "2027" }, "birthYear"],
  ["a free number", { phoneNumber: "0120-000-111" }, "phoneNumber"],
  ["a number too short", { phoneNumber: "090000033" }, "phoneNumber"],
  ["an address that is none", { email: "x", emailConfirmation: "x" }, "email"],
];
for (const [what, typed, field] of REFUSED) {
  Deno.test(`② refuses ${what} as malformed, without asking core banking`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    await customer.press("next", ACCOUNT);
    const page = await customer.press("next", { ...CUSTOMER, ...typed });
    assert.deepEqual(page.messages, ["malformed-input"]);
    assertFaulty(page, [field]);
    assert.equal(gateway.bank.statements.length, 0);
  });
}

Deno.test("② leads back to ① to mend the account, and loses nothing typed", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.press("next", { branchCode: "115", accountNumber: "1100062" });
  const first = await customer.press("correct-account", CUSTOMER);
  assert.equal(first.screen, "SOA201");
  assert.equal(valueOf(first, "accountNumber"), "1100062");
  const second = await customer.press("next", ACCOUNT);
  assert.equal(valueOf(second, "name"), "ﾃﾞ-ﾀ ﾊﾅｺ");
  assert.equal(valueOf(second, "emailConfirmation"), "hanako@example.jp");
});

for (
  const [typed, messageId] of [["", "missing-input"], ["123", "malformed-input"], [
    "12345",
    "malformed-input",
  ], ["abcd", "malformed-input"]] as const
) {
  Deno.test(`⑤ refuses the PIN ${JSON.stringify(typed)} without counting it`, async () => {
    await using gateway = await ScreenFixture.create();
    const customer = await gateway.customer();
    await customer.goTo("pin");
    const page = await customer.press("next", { pin: typed });
    assert.deepEqual(page.messages, [messageId]);
    assertFaulty(page, ["pin"]);
    assert.equal(page.html.getElementById("pin")?.getAttribute("value"), undefined);
    assert.equal(gateway.bank.pinCount, 0);
  });
}

Deno.test("⑥ refuses 許可する without the agreement", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  await customer.goTo("consent");
  const page = await customer.press("allow");
  assert.equal(page.screen, "SOA206");
  assertDialog(page, "missing-input", MISSING);
  assertFaulty(page, ["agree"]);
  assert.equal((await gateway.stores.grants.search({ limit: 10 })).length, 0);
});

Deno.test("no form validates before the server, which alone has Japanese texts", async () => {
  await using gateway = await ScreenFixture.create();
  const customer = await gateway.customer();
  for (const screen of ["account", "customer", "phone", "call", "pin", "consent"] as const) {
    if (screen !== "account") {
      await using fresh = await ScreenFixture.create();
      const other = await fresh.customer();
      await other.goTo(screen);
      assertPlainForms(other.page);
    } else assertPlainForms(customer.page);
  }
});

function assertPlainForms(page: Page): void {
  for (const form of page.html.querySelectorAll("form")) {
    assert.ok(form.hasAttribute("novalidate"));
    assert.equal(form.getAttribute("method"), "post");
    assert.match(form.getAttribute("action") ?? "", /^\/interaction\//);
  }
  const validating = "[required], [pattern], [maxlength], [type=email], [type=number]";
  assert.equal(page.html.querySelectorAll(validating).length, 0);
  for (const control of page.html.querySelectorAll("input:not([type=hidden]), select")) {
    const id = control.getAttribute("id");
    const label = page.html.querySelector(`label[for=${id}]`) ?? control.closest("label");
    assert.ok(label, `the field ${id} has a label`);
  }
}
