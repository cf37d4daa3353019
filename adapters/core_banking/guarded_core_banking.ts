import type { CoreBanking } from "../../domain/banking/core_banking.ts";
import { renewStoreTime } from "../store_time.ts";
import type { CircuitBreaker } from "./circuit_breaker.ts";

/** Core banking behind a circuit breaker that all of its operations share. */
export function guardCoreBanking(coreBanking: CoreBanking, breaker: CircuitBreaker): CoreBanking {
  const guard = <Answer>(ask: () => Promise<Answer>) =>
    // What was found out must get into the stores, however long it took.
    breaker.run(ask).finally(renewStoreTime);
  return {
    matchHolder: (statement) => guard(() => coreBanking.matchHolder(statement)),
    verifyPin: (account, pin) => guard(() => coreBanking.verifyPin(account, pin)),
    readAccount: (account) => guard(() => coreBanking.readAccount(account)),
    readBalance: (account) => guard(() => coreBanking.readBalance(account)),
    readTransactions: (account, query) => guard(() => coreBanking.readTransactions(account, query)),
  };
}
