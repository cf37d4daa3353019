import type { CoreBanking } from "../../domain/banking/core_banking.ts";
import type { GrantedAccount } from "../../domain/grant/grant.ts";
import { renewStoreTime } from "../store_time.ts";
import type { CircuitBreaker } from "./circuit_breaker.ts";

/** Core banking behind a circuit breaker that all of its operations share. */
export function guardCoreBanking(coreBanking: CoreBanking, breaker: CircuitBreaker): CoreBanking {
  const guard = <Answer>(account: GrantedAccount, ask: () => Promise<Answer>) =>
    // What was found out must get into the stores, however long it took.
    breaker.run(nameOf(account), ask).finally(renewStoreTime);
  return {
    matchHolder: (statement) => guard(statement.account, () => coreBanking.matchHolder(statement)),
    verifyPin: (account, pin) => guard(account, () => coreBanking.verifyPin(account, pin)),
    readAccount: (account) => guard(account, () => coreBanking.readAccount(account)),
    readBalance: (account) => guard(account, () => coreBanking.readBalance(account)),
    readTransactions: (account, query) =>
      guard(account, () => coreBanking.readTransactions(account, query)),
  };
}

function nameOf({ branchCode, accountType, accountNumber }: GrantedAccount): string {
  return `${branchCode}-${accountType}-${accountNumber}`;
}
