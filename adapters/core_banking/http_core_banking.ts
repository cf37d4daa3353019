import type { z } from "zod";
import type {
  CoreBanking,
  TransactionPage,
  TransactionQuery,
} from "../../domain/banking/core_banking.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { GrantedAccount } from "../../domain/grant/grant.ts";
import { type CoreBankingConnection, postJson } from "./post_json.ts";
import {
  accountAnswer,
  balanceAnswer,
  holderMatchAnswer,
  pinVerdictAnswer,
  transactionsAnswer,
} from "./protocol.ts";

/** Core banking over HTTP, by the protocol of `docs/core-banking.md`. */
export function createHttpCoreBanking(connection: CoreBankingConnection): CoreBanking {
  const post = <Schema extends z.ZodType>(path: string, body: unknown, schema: Schema) =>
    postJson(connection, path, body, schema);
  return {
    async matchHolder({ account, dateOfBirth, phoneNumber }) {
      const body = { account: toWire(account), dateOfBirth, phoneNumber };
      return (await post("/holders/match", body, holderMatchAnswer)).result;
    },
    async verifyPin(account, { jwe }) {
      const body = { account: toWire(account), sealedPin: jwe };
      return (await post("/pins/verify", body, pinVerdictAnswer)).result;
    },
    async readAccount(account) {
      const answer = await post("/accounts/read", { account: toWire(account) }, accountAnswer);
      if (answer.result === "not_eligible") return undefined;
      return { branchName: answer.branchName, accountNameKana: answer.accountNameKana };
    },
    async readBalance(account) {
      const answer = await post("/balances/read", { account: toWire(account) }, balanceAnswer);
      if (answer.result === "not_eligible") return undefined;
      const { balance, withdrawableAmount, baseDateTime } = answer;
      return { balance, withdrawableAmount, baseAt: baseDateTime };
    },
    async readTransactions(account, query) {
      const body = { account: toWire(account), ...query };
      const answer = await post("/transactions/read", body, transactionsAnswer);
      if (answer.result === "not_eligible") return undefined;
      const { transactions, hasNext, baseDateTime } = answer;
      return checkPage({ transactions, hasNext, baseAt: baseDateTime }, query);
    },
  };
}

/** Nothing leaves that the protocol does not name. */
function toWire({ branchCode, accountType, accountNumber }: GrantedAccount): GrantedAccount {
  return { branchCode, accountType, accountNumber };
}

/** A page that is out of order or not what was asked for would make gaps or show too much. */
function checkPage(page: TransactionPage, query: TransactionQuery): TransactionPage {
  let previousKey = query.afterItemKey ?? "";
  for (const { itemKey, transactionDate } of page.transactions) {
    const isAsked = transactionDate >= query.dateFrom && transactionDate <= query.dateTo;
    if (!isAsked || itemKey <= previousKey) throw nonsense("entries that were not asked for");
    previousKey = itemKey;
  }
  const tooMany = page.transactions.length > query.limit;
  if (tooMany) throw nonsense("more entries than were asked for");
  if (page.hasNext && page.transactions.length === 0) {
    throw nonsense("an empty page before another");
  }
  return page;
}

function nonsense(what: string): UnavailableError {
  return new UnavailableError("core banking", { cause: new Error(`answered with ${what}`) });
}
