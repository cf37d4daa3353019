import assert from "node:assert/strict";
import {
  accountText,
  maskAccount,
  parseAccountNumber,
  parseAccountType,
  parseBranchCode,
} from "../../../domain/banking/account_number.ts";

const CASES: readonly [(text: string) => string | undefined, string, string | undefined][] = [
  [parseBranchCode, "001", "001"],
  [parseBranchCode, "１１５", "115"],
  [parseBranchCode, " 1 1-5", "115"],
  [parseBranchCode, "15", undefined],
  [parseBranchCode, "1150", undefined],
  [parseBranchCode, "", undefined],
  [parseBranchCode, "abc", undefined],
  [parseAccountNumber, "1100026", "1100026"],
  [parseAccountNumber, "42", "0000042"],
  [parseAccountNumber, "１１０−００２６", "1100026"],
  [parseAccountNumber, "0", "0000000"],
  [parseAccountNumber, "12345678", undefined],
  [parseAccountNumber, "", undefined],
  [parseAccountNumber, "12a", undefined],
  [parseAccountNumber, "+12", undefined],
  [parseAccountType, "1", "1"],
  [parseAccountType, "１", "1"],
  [parseAccountType, "2", undefined],
  [parseAccountType, "", undefined],
];
for (const [parse, typed, expected] of CASES) {
  Deno.test(`${parse.name}() reads ${JSON.stringify(typed)} as ${expected}`, () => {
    assert.equal(parse(typed), expected);
  });
}

const ACCOUNT = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;

Deno.test("maskAccount() shows the branch and three digits", () => {
  assert.equal(maskAccount(ACCOUNT), "115-****026");
});

Deno.test("accountText() is different for different accounts", () => {
  assert.equal(accountText(ACCOUNT), "115-1-1100026");
});
