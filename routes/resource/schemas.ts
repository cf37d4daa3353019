/**
 * The resource API's parameters and answers as schemas. Requests are validated by them, the OpenAPI
 * document is made of them, and a test holds real answers against that document.
 */
import { z } from "zod";
import { SCOPES } from "../../domain/client/client.ts";
import { HISTORY_PAGE_LIMIT } from "../../domain/banking/read_history.ts";
import { PROBLEM_CODES } from "./problem.ts";

const accountId = z.string().meta({
  description:
    "Opaque; stable for your app and this account, also when the customer consents anew.",
  examples: ["pXkX9sW1o8hYcBd0m3Jr5Zq7vT2uN4aL6eGfKiMjQwE"],
});
const dateTime = z.iso.datetime({ offset: true });
const baseDateTime = dateTime.meta({
  description: "The time of the data, RFC 3339 with +09:00.",
  examples: ["2026-11-23T15:00:00+09:00"],
});
const yen = z.string().regex(/^-?(0|[1-9][0-9]*)$/);
const currencyCode = z.literal("JPY");
const date = z.iso.date({ error: "a date as YYYY-MM-DD" }).meta({
  description: "YYYY-MM-DD in Japan Standard Time.",
});
const wholeNumber = { error: `a whole number from 1 to ${HISTORY_PAGE_LIMIT}` };

/** An account. */
export const accountSchema = z.strictObject({
  accountId,
  branchCode: z.string().regex(/^[0-9]{3}$/).meta({ description: "店番", examples: ["115"] }),
  branchName: z.string(),
  accountTypeCode: z.literal("01"),
  accountTypeName: z.literal("普通預金"),
  accountNumber: z.string().regex(/^[0-9]{7}$/).meta({ description: "口座番号" }),
  accountNameKana: z.string().meta({ description: "The holder in half-width katakana." }),
  currencyCode,
});

/** Answer of `GET /accounts`. */
export const accountListSchema = z.strictObject({
  baseDateTime,
  accounts: z.array(accountSchema),
});

/** Answer of `GET /accounts/{accountId}/balance`. */
export const balanceSchema = z.strictObject({
  accountId,
  balance: yen.meta({ description: "In yen." }),
  withdrawableAmount: yen.meta({ description: "What can be withdrawn now, in yen." }),
  currencyCode,
  baseDateTime,
});

const itemKey = { error: "what the previous page gave" };

/** Parameters of `GET /accounts/{accountId}/transactions`. */
export const transactionsQuerySchema = z.object({
  dateFrom: date.optional().meta({
    description: "First day. Default: today, or the earliest possible day if dateTo is given.",
  }),
  dateTo: date.optional().meta({ description: "Last day. Default: today." }),
  limit: z.string().regex(/^[0-9]{1,4}$/, wholeNumber).transform(Number)
    .pipe(z.int().min(1, wholeNumber).max(HISTORY_PAGE_LIMIT, wholeNumber))
    .default(HISTORY_PAGE_LIMIT)
    .meta({ description: "Maximum number of entries per page." }),
  nextItemKey: z.string().min(1, itemKey).max(1024, itemKey).optional().meta({
    description: "As the previous page gave it; goes with the same account, dateFrom and dateTo.",
  }),
});

const transactionSchema = z.strictObject({
  itemKey: z.string().meta({ description: "Stable for ever, unique in the account." }),
  transactionDate: date,
  valueDate: date,
  transactionType: z.enum(["credit", "debit"]),
  amount: yen.meta({ description: "In yen, never negative." }),
  balance: yen.meta({ description: "After this entry, in yen." }),
  remarks: z.string().min(1).optional().meta({ description: "摘要; absent when empty." }),
});

/** Answer of `GET /accounts/{accountId}/transactions`. */
export const transactionsSchema = z.strictObject({
  accountId,
  currencyCode,
  dateFrom: date,
  dateTo: date,
  baseDateTime,
  hasNext: z.boolean(),
  nextItemKey: z.string().optional().meta({ description: "Only when hasNext." }),
  count: z.int().min(0).meta({ description: "Entries of this page." }),
  transactions: z.array(transactionSchema).meta({ description: "In ascending order." }),
});

/** Answer of `GET /consent`. */
export const consentSchema = z.strictObject({
  grantId: z.string().meta({ description: "Names the consent; a new consent has a new one." }),
  scopes: z.array(z.enum(SCOPES)).meta({ description: "What the customer agreed to." }),
  grantedAt: dateTime.meta({ description: "When the customer agreed." }),
  expiresAt: dateTime.meta({ description: "From then on nothing can be read." }),
  termsVersion: z.string().meta({ description: "Version of the terms the customer agreed to." }),
});

/** Every refusal (RFC 9457). */
export const problemSchema = z.strictObject({
  type: z.url().meta({ description: "Where the code is explained." }),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().meta({ description: "What is wrong and what would be right." }),
  code: z.enum(PROBLEM_CODES).meta({ description: "Stable; what programs should look at." }),
  interactionId: z.uuid().meta({ description: "The same as x-fapi-interaction-id." }),
  parameter: z.string().optional().meta({ description: "The faulty parameter." }),
  earliestDate: date.optional(),
  latestDate: date.optional(),
  reopensAt: dateTime.optional(),
  incidentId: z.string().optional().meta({ description: "By which we find the fault." }),
});

/** A value as the wire has it. */
export type Wire<Schema extends z.ZodType> = Readonly<z.infer<Schema>>;
