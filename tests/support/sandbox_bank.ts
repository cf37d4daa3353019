import { createHttpCoreBanking } from "../../adapters/core_banking/http_core_banking.ts";
import { createJwePinSealer } from "../../adapters/core_banking/jwe_pin_sealer.ts";
import type { CoreBankingConnection } from "../../adapters/core_banking/post_json.ts";
import type { CoreBanking, PinSealer } from "../../domain/banking/core_banking.ts";
import { createSandboxBank, type SandboxBank } from "../../sandbox/bank/bank.ts";
import { ManualClock } from "./clock.ts";
import { createSeededRandom } from "./random.ts";

/** The fictitious bank and the gateway's adapter to it, in one process and at one time. */
export interface ConnectedBank {
  readonly bank: SandboxBank;
  readonly coreBanking: CoreBanking;
  readonly pinSealer: PinSealer;
  readonly connection: CoreBankingConnection;
  readonly clock: ManualClock;
  /** How long the bank was told to wait so far; it does not really wait. */
  readonly delays: readonly number[];
}

/** Opens the bank. `overrides` change the connection, for example to make it fail. */
export async function connectSandboxBank(
  overrides: Partial<CoreBankingConnection> = {},
): Promise<ConnectedBank> {
  const clock = new ManualClock("2026-11-23T15:00:00+09:00");
  const random = { bytes: createSeededRandom() };
  const delays: number[] = [];
  const delay = (milliseconds: number) => {
    delays.push(milliseconds);
    clock.advance(milliseconds);
    return Promise.resolve();
  };
  const bank = await createSandboxBank({ now: clock.now, secret: "bank-secret", delay });
  const connection = {
    baseUrl: "http://core-banking.invalid",
    secret: "bank-secret",
    timeoutMillis: 3_000,
    fetch: bank.fetch,
    clock,
    random,
    ...overrides,
  };
  return {
    bank,
    coreBanking: createHttpCoreBanking(connection),
    pinSealer: await createJwePinSealer({ publicJwk: bank.publicJwk, clock, random }),
    connection,
    clock,
    delays,
  };
}
