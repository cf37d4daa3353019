import type { CoreBanking } from "../../domain/banking/core_banking.ts";
import type { CircuitBreaker } from "./circuit_breaker.ts";

/** Core banking behind a circuit breaker that all of its operations share. */
export function guardCoreBanking(coreBanking: CoreBanking, breaker: CircuitBreaker): CoreBanking {
  return {
    matchHolder: (statement) => breaker.run(() => coreBanking.matchHolder(statement)),
    verifyPin: (account, pin) => breaker.run(() => coreBanking.verifyPin(account, pin)),
    readAccount: (account) => breaker.run(() => coreBanking.readAccount(account)),
    readBalance: (account) => breaker.run(() => coreBanking.readBalance(account)),
    readTransactions: (account, query) =>
      breaker.run(() => coreBanking.readTransactions(account, query)),
  };
}
