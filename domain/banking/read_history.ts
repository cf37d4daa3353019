import type { Vault } from "../crypto/vault.ts";
import type { Grant } from "../grant/grant.ts";
import type { CoreBanking, TransactionPage } from "./core_banking.ts";
import type { HistoryPeriod } from "./history_period.ts";

/** The most entries of one page. */
export const HISTORY_PAGE_LIMIT = 500;

/** One page of an account's history as a caller wants it. */
export interface HistoryRequest {
  readonly grant: Grant;
  readonly period: HistoryPeriod;
  /** 1 to {@link HISTORY_PAGE_LIMIT}. */
  readonly limit: number;
  /** What the previous page of the same account and period ended with. */
  readonly nextItemKey?: string;
}

/** A page, with the key to the next one if there is one; or why there is none. */
export type History =
  | { readonly kind: "page"; readonly page: TransactionPage; readonly nextItemKey?: string }
  | { readonly kind: "account_closed" }
  | { readonly kind: "invalid_item_key" };

/**
 * Reads one page of the history from core banking. The next page begins after the last entry that
 * this one shows, whatever has arrived since, so that nothing is left out or shown twice. The key
 * to it is sealed together with account and period: it cannot be made up, or used for others.
 * Throws `UnavailableError` like core banking.
 */
export async function readHistory(
  ports: { readonly coreBanking: CoreBanking; readonly vault: Vault },
  request: HistoryRequest,
): Promise<History> {
  const { grant, period, limit, nextItemKey } = request;
  const context = [grant.accountId, period.dateFrom, period.dateTo].join(" ");
  const afterItemKey = nextItemKey && await openItemKey(ports.vault, context, nextItemKey);
  if (nextItemKey !== undefined && !afterItemKey) return { kind: "invalid_item_key" };
  const query = { ...period, limit, ...(afterItemKey ? { afterItemKey } : {}) };
  const page = await ports.coreBanking.readTransactions(grant.account, query);
  if (page === undefined) return { kind: "account_closed" };
  const last = page.transactions.at(-1);
  if (!page.hasNext || last === undefined) return { kind: "page", page };
  const sealed = await ports.vault.seal("item-key", context, last.itemKey);
  return { kind: "page", page, nextItemKey: sealed };
}

async function openItemKey(
  vault: Vault,
  context: string,
  sealed: string,
): Promise<string | undefined> {
  try {
    return await vault.open("item-key", context, sealed);
  } catch {
    return undefined;
  }
}
