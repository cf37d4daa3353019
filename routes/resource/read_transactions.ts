import type { CoreBanking, TransactionRecord } from "../../domain/banking/core_banking.ts";
import {
  choosePeriod,
  type HistoryPeriod,
  type StatedPeriod,
} from "../../domain/banking/history_period.ts";
import { readHistory } from "../../domain/banking/read_history.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import { type EpochMillis, formatJst } from "../../domain/time.ts";
import { ResourceProblem } from "./problem.ts";
import { readParameters } from "./query_parameters.ts";
import { accountClosed, requireGrantedAccount } from "./read_accounts.ts";
import type { ResourceCall } from "./resource_call.ts";
import { transactionsQuerySchema, type transactionsSchema, type Wire } from "./schemas.ts";

/** `GET /accounts/{accountId}/transactions` */
export async function readTransactions(
  ports: { readonly coreBanking: CoreBanking; readonly vault: Vault },
  call: ResourceCall,
): Promise<Wire<typeof transactionsSchema>> {
  requireGrantedAccount(call);
  const { grant, now } = call;
  const { dateFrom, dateTo, limit, nextItemKey } = readParameters(
    transactionsQuerySchema,
    call.query,
  );
  const stated = { ...(dateFrom && { dateFrom }), ...(dateTo && { dateTo }) };
  const period = requirePeriod(stated, now);
  const request = { grant, period, limit, ...(nextItemKey && { nextItemKey }) };
  const history = await readHistory(ports, request);
  if (history.kind === "account_closed") throw accountClosed();
  if (history.kind === "invalid_item_key") throw invalidItemKey();
  const { transactions, hasNext, baseAt } = history.page;
  return {
    accountId: grant.accountId,
    currencyCode: "JPY",
    ...period,
    baseDateTime: formatJst(baseAt),
    hasNext,
    ...(history.nextItemKey && { nextItemKey: history.nextItemKey }),
    count: transactions.length,
    transactions: transactions.map(toWire),
  };
}

function requirePeriod(stated: StatedPeriod, now: EpochMillis): HistoryPeriod {
  const choice = choosePeriod(stated, now);
  switch (choice.kind) {
    case "period":
      return choice.period;
    case "reversed":
      throw new ResourceProblem("invalid_parameter", "dateFrom must not be after dateTo", {
        parameter: "dateFrom",
      });
    case "out_of_range": {
      const { parameter, window } = choice;
      const { earliestDate, latestDate } = window;
      const detail = `${parameter} must be from ${earliestDate} to ${latestDate}`;
      throw new ResourceProblem("date_out_of_range", detail, { parameter, ...window });
    }
  }
}

function invalidItemKey(): ResourceProblem {
  return new ResourceProblem(
    "invalid_item_key",
    "Send nextItemKey as it was given, with the accountId, dateFrom and dateTo of that answer",
    { parameter: "nextItemKey" },
  );
}

function toWire(
  { remarks, amount, balance, ...entry }: TransactionRecord,
): Wire<typeof transactionsSchema>["transactions"][number] {
  return {
    ...entry,
    amount: amount.toString(),
    balance: balance.toString(),
    ...(remarks && { remarks }),
  };
}
