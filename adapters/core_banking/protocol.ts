/** The answers of core banking as they must be; see `docs/core-banking.openapi.json`. */
import { z } from "zod";
import type { EpochMillis } from "../../domain/time.ts";

/** The largest portion of entries that may be asked for. */
export const MAXIMUM_ENTRIES = 500;

const yen = z.string().regex(/^-?(0|[1-9][0-9]{0,15})$/).transform((digits) => BigInt(digits));
const date = z.iso.date();
const instant = z.iso.datetime({ offset: true }).transform((text): EpochMillis =>
  Temporal.Instant.from(text).epochMilliseconds
);
const notEligible = z.object({ result: z.literal("not_eligible") });

/** Answer of `/holders/match`. */
export const holderMatchAnswer = z.object({
  result: z.enum(["matched", "mismatched", "not_eligible"]),
});

/** Answer of `/pins/verify`. */
export const pinVerdictAnswer = z.object({ result: z.enum(["right", "wrong", "not_eligible"]) });

/** Answer of `/accounts/read`. */
export const accountAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("found"),
    branchName: z.string().min(1).max(60),
    accountNameKana: z.string().min(1).max(60),
  }),
  notEligible,
]);

/** Answer of `/balances/read`. */
export const balanceAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("found"),
    balance: yen,
    withdrawableAmount: yen,
    baseDateTime: instant,
  }),
  notEligible,
]);

const entry = z.object({
  itemKey: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  transactionDate: date,
  valueDate: date,
  transactionType: z.enum(["credit", "debit"]),
  amount: yen.refine((amount) => amount >= 0n),
  balance: yen,
  remarks: z.string().max(200),
});

/** Answer of `/transactions/read`. */
export const transactionsAnswer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("found"),
    transactions: z.array(entry).max(MAXIMUM_ENTRIES),
    hasNext: z.boolean(),
    baseDateTime: instant,
  }),
  notEligible,
]);
