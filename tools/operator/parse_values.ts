/** Reads the values of arguments and options. */
import { parseAccountNumber, parseBranchCode } from "../../domain/banking/account_number.ts";
import type { GrantedAccount } from "../../domain/grant/grant.ts";
import { type EpochMillis, JST } from "../../domain/time.ts";
import { UsageError } from "./faults.ts";

/** `BRANCH-NUMBER`, for example `115-1100026`; an ordinary deposit. */
export function parseAccount(text: string): GrantedAccount {
  const [branch = "", number = "", ...rest] = text.split("-");
  const branchCode = parseBranchCode(branch);
  const accountNumber = parseAccountNumber(number);
  if (branchCode === undefined || accountNumber === undefined || rest.length > 0) {
    throw new UsageError("口座は 店番-口座番号 です（例 115-1100026）");
  }
  return { branchCode, accountType: "1", accountNumber };
}

/** RFC 3339, or without an offset a time or a date on the Japanese wall clock. */
export function parseTime(text: string): EpochMillis {
  try {
    if (/(Z|[+-]\d{2}:\d{2})$/i.test(text) && text.includes("T")) {
      return Temporal.Instant.from(text).epochMilliseconds;
    }
    return Temporal.PlainDateTime.from(text).toZonedDateTime(JST).epochMilliseconds;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`日時として読めません: ${text}（例 2026-11-30T02:00、日本時間）`);
  }
}

/** A number of things. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= 1_000_000) return count;
  throw new UsageError(`件数として読めません: ${text}`);
}
