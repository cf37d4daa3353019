import assert from "node:assert/strict";
import { maskPhoneNumber, parsePhoneNumber, toE164 } from "../../../domain/banking/phone_number.ts";

const ACCEPTED: readonly [string, string][] = [
  ["09000003333", "09000003333"],
  ["０９０００００３３３３", "09000003333"],
  ["090-0000-3333", "09000003333"],
  ["090ー0000−3333", "09000003333"],
  ["090‐0000―3333", "09000003333"],
  ["０９０　００００ ３３３３", "09000003333"],
  ["(090) 0000.3333", "09000003333"],
  ["+81 90-0000-3333", "09000003333"],
  ["+81 (0)90-0000-3333", "09000003333"],
  ["090〜0000～3333", "09000003333"],
  ["０９０・００００・３３３３", "09000003333"],
  ["⓪⑨⓪ 0000 3333", "09000003333"],
  ["090\uFE0F\u3164\u00AD0000\uFEFF3333", "09000003333"],
  ["\u202A09000003333\u202C", "09000003333"],
  ["06012345678", "06012345678"],
  ["07012345678", "07012345678"],
  ["08012345678", "08012345678"],
  ["05012345678", "05012345678"],
  ["0300001234", "0300001234"],
  ["0612345678", "0612345678"],
  ["0991234567", "0991234567"],
  ["0980123456", "0980123456"],
];
for (const [typed, expected] of ACCEPTED) {
  Deno.test(`parsePhoneNumber() reads ${JSON.stringify(typed)}`, () => {
    assert.equal(parsePhoneNumber(typed), expected);
  });
}

const REFUSED = [
  "",
  "9000003333",
  "0900000333",
  "090000033333",
  "03000012345",
  "030000123",
  "0120123456",
  "08001234567",
  "0800123456",
  "0570123456",
  "0990123456",
  "02012345678",
  "0201234567",
  "0101234567",
  "0012345678",
  "0601234567",
  "0a000003333",
  "〇九〇 0000 3333",
  "09000003333 09000003333",
  "+1 202 555 0100",
];
for (const typed of REFUSED) {
  Deno.test(`parsePhoneNumber() refuses ${JSON.stringify(typed)}`, () => {
    assert.equal(parsePhoneNumber(typed), undefined);
  });
}

Deno.test("parsePhoneNumber() takes a refused range when the number itself is exempt", () => {
  assert.equal(parsePhoneNumber("0800-000-4444", ["08000004444"]), "08000004444");
  assert.equal(parsePhoneNumber("0800-000-4445", ["08000004444"]), undefined);
});

const CALLERS: readonly [string, string | undefined][] = [
  ["+819000003333", "+819000003333"],
  ["819000003333", "+819000003333"],
  ["00819000003333", "+819000003333"],
  ["010819000003333", "+819000003333"],
  ["+8109000003333", "+819000003333"],
  ["09000003333", "+819000003333"],
  ["090-0000-3333", "+819000003333"],
  ["0300001234", "+81300001234"],
  ["08000004444", "+818000004444"],
  ["+12025550100", "+12025550100"],
  ["anonymous", undefined],
  ["", undefined],
  ["110", undefined],
  ["+0123456789", undefined],
];
for (const [reported, expected] of CALLERS) {
  Deno.test(`toE164() reads ${JSON.stringify(reported)} as ${expected}`, () => {
    assert.equal(toE164(reported), expected);
  });
}

Deno.test("maskPhoneNumber() shows the last four digits only", () => {
  assert.equal(maskPhoneNumber("09000003333"), "*******3333");
  assert.equal(maskPhoneNumber("0300001234"), "******1234");
  assert.equal(maskPhoneNumber("123"), "123");
});
