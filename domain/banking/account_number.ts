/** 店番, 科目 and 口座番号: reading what the customer typed, and showing it safely. */
import type { GrantedAccount } from "../grant/grant.ts";
import { normaliseNumber } from "./digits.ts";

/** Reads a branch number (店番): exactly 3 digits. */
export function parseBranchCode(text: string): string | undefined {
  const digits = normaliseNumber(text);
  return /^[0-9]{3}$/.test(digits) ? digits : undefined;
}

/** Reads an account type (科目): `1`, an ordinary deposit, is the only one. */
export function parseAccountType(text: string): "1" | undefined {
  return normaliseNumber(text) === "1" ? "1" : undefined;
}

/** Reads an account number (口座番号): 1 to 7 digits, padded with zeros on the left to 7. */
export function parseAccountNumber(text: string): string | undefined {
  const digits = normaliseNumber(text);
  return /^[0-9]{1,7}$/.test(digits) ? digits.padStart(7, "0") : undefined;
}

/** The account with most digits masked, for log and mail: `115-****026`. */
export function maskAccount(account: GrantedAccount): string {
  return `${account.branchCode}-****${account.accountNumber.slice(-3)}`;
}

/** The text of an account of which pseudonyms are made: `115-1-1100026`. */
export function accountText(account: GrantedAccount): string {
  return `${account.branchCode}-${account.accountType}-${account.accountNumber}`;
}
