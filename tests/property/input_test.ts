import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAccountNumber, parseBranchCode } from "../../domain/banking/account_number.ts";
import { parseHolderName, toBankKana } from "../../domain/banking/kana.ts";
import { parsePhoneNumber, toE164 } from "../../domain/banking/phone_number.ts";
import { normaliseBirthYear, parseDateOfBirth } from "../../domain/banking/date_of_birth.ts";
import {
  ACCOUNT_FIELDS,
  type AccountForm,
  CUSTOMER_FIELDS,
  type CustomerForm,
  readAccountForm,
  readCustomerForm,
} from "../../domain/interaction/forms.ts";
import { normaliseEmailAddress } from "../../domain/notice/email_address.ts";

const typed = fc.string({ unit: "grapheme", maxLength: 60 });
const kana = fc.string({
  unit: fc.constantFrom(..."あいうがぱっゃーアイヴッャｱｲｯｰﾞ 　-－ＡｂＣ1２・"),
  maxLength: 60,
});

Deno.test("converting a name twice is converting it once", () => {
  fc.assert(fc.property(fc.oneof(typed, kana), (text) => {
    assert.equal(toBankKana(toBankKana(text)), toBankKana(text));
  }));
});

Deno.test("a name that was read has nothing that transfer data cannot carry", () => {
  fc.assert(fc.property(fc.oneof(typed, kana), (text) => {
    const name = parseHolderName(text);
    if (name === undefined) return;
    assert.match(name, /^[ｦｱ-ﾟ0-9A-Z ()\-.,/｢｣¥]{1,48}$/);
    assert.equal(parseHolderName(name), name);
  }));
});

Deno.test("a phone number that was read is read again as itself, and is a caller in E.164", () => {
  const national = fc.stringMatching(/^0[1-9][0-9]{8,9}$/);
  fc.assert(fc.property(national, (text) => {
    const number = parsePhoneNumber(text);
    if (number === undefined) return;
    assert.equal(number, text);
    assert.equal(toE164(number), `+81${number.slice(1)}`);
    assert.equal(parsePhoneNumber(`+81${number.slice(1)}`), number);
  }));
});

Deno.test("whatever is typed on ① is either read or has a fault", () => {
  fc.assert(fc.property(typed, typed, typed, (branchCode, accountType, accountNumber) => {
    const reading = readAccountForm({ branchCode, accountType, accountNumber });
    if ("faults" in reading) assert.ok(Object.keys(reading.faults).length > 0);
    else {assert.match(
        JSON.stringify(reading.values),
        /^\{"branchCode":"\d{3}","accountType":"1","accountNumber":"\d{7}"\}$/,
      );}
  }));
});

const year = fc.oneof(typed, fc.stringMatching(/^(昭和|平|Ｔ|r|㍼)[0-9０-９元]{1,3}年?$/));

Deno.test("a year of birth that was read is read again as itself, and is one that there was", () => {
  const now = Date.UTC(2026, 10, 4);
  fc.assert(fc.property(year, (text) => {
    const read = normaliseBirthYear(text);
    assert.equal(normaliseBirthYear(read), read);
    const date = parseDateOfBirth({ year: text, month: "1", day: "1" }, now);
    if (date !== undefined) assert.equal(date, `${read}-01-01`);
  }));
});

Deno.test("putting a mail address in plain letters twice is doing it once", () => {
  fc.assert(fc.property(typed, (text) => {
    const plain = normaliseEmailAddress(text);
    assert.equal(normaliseEmailAddress(plain), plain);
  }));
});

/** Right values with whatever keyboards put between or in place of their characters. */
const mistyped = fc.tuple(
  fc.constantFrom(
    "115",
    "1",
    "1100026",
    "デ-タ ハナコ",
    "1964",
    "昭和39",
    "4",
    "09000003333",
    "a@b.jp",
  ),
  fc.constantFrom(
    "",
    "ー",
    "－",
    "〜",
    "～",
    "　",
    "\u200B",
    "\uFE0F",
    "゛",
    "・",
    "。",
    "x",
    "\u0301",
  ),
  fc.nat(12),
  fc.boolean(),
).map(([value, stray, at, isWide]) => {
  const text = value.slice(0, at) + stray + value.slice(at);
  return isWide ? text.replace(/[!-~]/g, toWide) : text;
});

function toWide(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 0xFEE0);
}

function formOf<Name extends string>(fields: readonly Name[]): fc.Arbitrary<Record<Name, string>> {
  const anything = fc.oneof({ weight: 4, arbitrary: mistyped }, typed);
  return fc.array(anything, { minLength: fields.length, maxLength: fields.length })
    .map((texts) =>
      Object.fromEntries(fields.map((field, index) => [field, texts[index] ?? ""])) as Record<
        Name,
        string
      >
    );
}

Deno.test("a form that is shown again, and sent as it is shown, is read as before", () => {
  const now = Date.UTC(2026, 10, 4);
  const account: fc.Arbitrary<AccountForm> = formOf(ACCOUNT_FIELDS);
  fc.assert(fc.property(account, (form) => {
    const reading = readAccountForm(form);
    assert.deepEqual(readAccountForm(reading.form), reading);
  }));
  const customer: fc.Arbitrary<CustomerForm> = formOf(CUSTOMER_FIELDS);
  fc.assert(
    fc.property(customer, (form) => {
      const rules = { now, exemptPhoneNumbers: [], asksForEmail: true };
      const reading = readCustomerForm(form, rules);
      assert.deepEqual(readCustomerForm(reading.form, rules), reading);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what is read of a mistyped number is made of the digits that were typed, in their order", () => {
  fc.assert(fc.property(mistyped, (text) => {
    const digits = text.normalize("NFKC").replace(/[^0-9]/g, "");
    for (const parse of [parseBranchCode, parseAccountNumber, parsePhoneNumber]) {
      const read = parse(text);
      if (read !== undefined) assert.equal(read, digits.padStart(read.length, "0"));
    }
  }));
});
