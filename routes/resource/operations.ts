/** The calls that the resource API has: what is served, and what the OpenAPI document describes. */
import type { z } from "zod";
import type { Scope } from "../../domain/client/client.ts";
import type { ProblemCode } from "./problem.ts";
import {
  accountListSchema,
  accountSchema,
  balanceSchema,
  consentSchema,
  transactionsQuerySchema,
  transactionsSchema,
} from "./schemas.ts";

/** One call; all are GET. */
export interface ResourceOperation {
  /** As in OpenAPI: parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** The scope that token and consent must have; absent: any. */
  readonly scope?: Scope;
  readonly query?: z.ZodObject;
  readonly answer: z.ZodType;
  /** Refusals beside those that every call can meet. */
  readonly problems: readonly ProblemCode[];
}

/** Refusals that every call can meet. */
export const COMMON_PROBLEMS: readonly ProblemCode[] = [
  "invalid_request",
  "invalid_token",
  "invalid_dpop_proof",
  "use_dpop_nonce",
  "consent_expired",
  "consent_revoked",
  "rate_limited",
  "server_error",
  "service_closed",
  "temporarily_unavailable",
];

const ACCOUNT_PROBLEMS: readonly ProblemCode[] = [
  "insufficient_scope",
  "account_closed",
  "core_banking_unavailable",
];

/** `GET /accounts` */
export const LIST_ACCOUNTS: ResourceOperation = {
  path: "/accounts",
  id: "listAccounts",
  summary: "The accounts that the customer's consent covers.",
  scope: "accounts",
  answer: accountListSchema,
  problems: ACCOUNT_PROBLEMS,
};

/** `GET /accounts/{accountId}` */
export const READ_ACCOUNT: ResourceOperation = {
  path: "/accounts/{accountId}",
  id: "readAccount",
  summary: "One account.",
  scope: "accounts",
  answer: accountSchema,
  problems: [...ACCOUNT_PROBLEMS, "account_not_found"],
};

/** `GET /accounts/{accountId}/balance` */
export const READ_BALANCE: ResourceOperation = {
  path: "/accounts/{accountId}/balance",
  id: "readBalance",
  summary: "The balance of an account.",
  scope: "accounts",
  answer: balanceSchema,
  problems: [...ACCOUNT_PROBLEMS, "account_not_found"],
};

/** `GET /accounts/{accountId}/transactions` */
export const READ_TRANSACTIONS: ResourceOperation = {
  path: "/accounts/{accountId}/transactions",
  id: "readTransactions",
  summary: "The entries of an account, from today back three calendar months, page by page.",
  scope: "transactions",
  query: transactionsQuerySchema,
  answer: transactionsSchema,
  problems: [
    ...ACCOUNT_PROBLEMS,
    "account_not_found",
    "invalid_parameter",
    "date_out_of_range",
    "invalid_item_key",
  ],
};

/** `GET /consent` */
export const READ_CONSENT: ResourceOperation = {
  path: "/consent",
  id: "readConsent",
  summary: "The consent under which the app reads: what it covers and until when.",
  answer: consentSchema,
  problems: [],
};

/** All calls, in the order of the document. */
export const RESOURCE_OPERATIONS: readonly ResourceOperation[] = [
  LIST_ACCOUNTS,
  READ_ACCOUNT,
  READ_BALANCE,
  READ_TRANSACTIONS,
  READ_CONSENT,
];
