/** The port to the credit union's core banking system (勘定系). */
import type { GrantedAccount } from "../grant/grant.ts";
import type { EpochMillis } from "../time.ts";

/** What the customer states on screens ① and ② and core banking compares. */
export interface HolderStatement {
  readonly account: GrantedAccount;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  /** 10 or 11 digits, beginning with 0. */
  readonly phoneNumber: string;
}

/** What core banking says to a statement or a PIN. `not_eligible`: no account in use that may use the service. */
export type HolderMatch = "matched" | "mismatched" | "not_eligible";
export type PinVerdict = "right" | "wrong" | "not_eligible";

/** The cash-card PIN (暗証番号) as a JWE to core banking's key; the gateway cannot open it. */
export interface SealedPin {
  readonly jwe: string;
}

/** An account as core banking knows it. */
export interface AccountRecord {
  readonly branchName: string;
  readonly accountNameKana: string;
}

/** Amounts in yen; `bigint`, because yen have no fractions and sums may exceed 2^53. */
export interface AccountBalance {
  readonly balance: bigint;
  readonly withdrawableAmount: bigint;
  readonly baseAt: EpochMillis;
}

/** An entry of the account. */
export interface TransactionRecord {
  /** Stable for ever, unique in the account, growing with time. */
  readonly itemKey: string;
  /** `YYYY-MM-DD`, JST. */
  readonly transactionDate: string;
  /** `YYYY-MM-DD`, JST. */
  readonly valueDate: string;
  readonly transactionType: "credit" | "debit";
  readonly amount: bigint;
  /** The balance after the entry. */
  readonly balance: bigint;
  /** 摘要; may be empty. */
  readonly remarks: string;
}

/** Which entries are wanted: ascending, after `afterItemKey` if given, at most `limit`. */
export interface TransactionQuery {
  /** `YYYY-MM-DD`, inclusive. */
  readonly dateFrom: string;
  /** `YYYY-MM-DD`, inclusive. */
  readonly dateTo: string;
  readonly afterItemKey?: string;
  readonly limit: number;
}

/** A portion of entries. */
export interface TransactionPage {
  readonly transactions: readonly TransactionRecord[];
  readonly hasNext: boolean;
  readonly baseAt: EpochMillis;
}

/**
 * Every method throws `UnavailableError("core banking")` when core banking is slow, fails, or
 * answers nonsense; never a verdict then. `undefined`: the account was closed or is no longer eligible.
 */
export interface CoreBanking {
  matchHolder(statement: HolderStatement): Promise<HolderMatch>;
  verifyPin(account: GrantedAccount, pin: SealedPin): Promise<PinVerdict>;
  readAccount(account: GrantedAccount): Promise<AccountRecord | undefined>;
  readBalance(account: GrantedAccount): Promise<AccountBalance | undefined>;
  readTransactions(
    account: GrantedAccount,
    query: TransactionQuery,
  ): Promise<TransactionPage | undefined>;
}

/** Seals a PIN to core banking's public key. */
export interface PinSealer {
  /** `pin`: 4 digits. The result names the account, so that it fits no other. */
  seal(account: GrantedAccount, pin: string): Promise<SealedPin>;
}
