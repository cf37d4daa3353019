/**
 * The core banking system of a fictitious credit union, speaking the protocol that
 * `docs/core-banking.md` describes. It knows nothing of the gateway but that protocol.
 */
import type { JWK } from "jose";
import { SANDBOX_CUSTOMERS } from "../customers.ts";
import { type AccountNumber, bookOf, findCustomer } from "./accounts.ts";
import { Ledger, type Posting } from "./ledger.ts";
import { PinBox } from "./pin_box.ts";
import { createBankRoutes } from "./bank_routes.ts";

/** What the bank needs. */
export interface SandboxBankOptions {
  /** The present time in epoch milliseconds. */
  readonly now: () => number;
  /** What the gateway must present as a bearer token. */
  readonly secret: string;
  /** Waits; real time unless a test says otherwise. */
  readonly delay?: (milliseconds: number) => Promise<void>;
}

/** The bank. */
export interface SandboxBank {
  /** Answers a request of the core-banking protocol. */
  fetch(request: Request): Promise<Response>;
  /** The key to which PINs are sealed. */
  readonly publicJwk: JWK;
  /** Enters a movement of now on an account, as if a customer had just paid something. */
  post(account: AccountNumber, posting: Posting): void;
}

/** Opens the bank. */
export async function createSandboxBank(options: SandboxBankOptions): Promise<SandboxBank> {
  const pinBox = await PinBox.create();
  const ledgers = new Map(
    SANDBOX_CUSTOMERS.map((customer) => [
      customer,
      new Ledger(customer.accountNumber, bookOf(customer)),
    ]),
  );
  const ledgerOf = (account: AccountNumber): Ledger => {
    const customer = findCustomer(account);
    const ledger = customer && ledgers.get(customer);
    if (ledger === undefined) throw new Error("the sandbox's bank has no such account");
    return ledger;
  };
  const routes = createBankRoutes({
    now: options.now,
    secret: options.secret,
    delay: options.delay ?? sleep,
    pinBox,
    ledgerOf,
  });
  return {
    fetch: async (request) => await routes.fetch(request),
    publicJwk: pinBox.publicJwk,
    post: (account, posting) => ledgerOf(account).post(todayInJapan(options.now()), posting),
  };
}

function todayInJapan(nowMillis: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(nowMillis)
    .toZonedDateTimeISO("Asia/Tokyo").toPlainDate();
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
