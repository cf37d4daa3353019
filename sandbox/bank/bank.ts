/**
 * The core banking system of a fictitious credit union, speaking the protocol that
 * `docs/core-banking.md` describes. It knows nothing of the gateway but that protocol.
 */
import type { JWK } from "jose";
import { SANDBOX_CUSTOMERS, type SandboxCustomer } from "../customers.ts";
import { type AccountNumber, bookOf } from "./accounts.ts";
import { Ledger, type Posting } from "./ledger.ts";
import { PinBox } from "./pin_box.ts";
import { type AccountHolder, createBankRoutes } from "./bank_routes.ts";

/** What the bank needs. */
export interface SandboxBankOptions {
  /** The present time in epoch milliseconds. */
  readonly now: () => number;
  /** What the gateway must present as a bearer token. */
  readonly secret: string;
  /** Waits; real time unless a test says otherwise. */
  readonly delay?: (milliseconds: number) => Promise<void>;
  /** Who has accounts; the sandbox's own customers unless a test needs more of them. */
  readonly customers?: readonly SandboxCustomer[];
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
  const findHolder = keepAccounts(options.customers ?? SANDBOX_CUSTOMERS);
  const routes = createBankRoutes({
    now: options.now,
    secret: options.secret,
    delay: options.delay ?? sleep,
    pinBox,
    findHolder,
  });
  return {
    fetch: async (request) => await routes.fetch(request),
    publicJwk: pinBox.publicJwk,
    post(account, posting) {
      const holder = findHolder(account);
      if (holder === undefined) throw new Error("the sandbox's bank has no such account");
      holder.ledger.post(todayInJapan(options.now()), posting);
    },
  };
}

/** The accounts with their books, to be found by their numbers; all are ordinary deposits. */
function keepAccounts(customers: readonly SandboxCustomer[]) {
  const nameOf = ({ branchCode, accountNumber }: Omit<AccountNumber, "accountType">) =>
    `${branchCode}-${accountNumber}`;
  const holders = new Map<string, AccountHolder>(customers.map((customer) => [
    nameOf(customer),
    { customer, ledger: new Ledger(customer.accountNumber, bookOf(customer)) },
  ]));
  return (account: AccountNumber) =>
    account.accountType === "1" ? holders.get(nameOf(account)) : undefined;
}

function todayInJapan(nowMillis: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(nowMillis)
    .toZonedDateTimeISO("Asia/Tokyo").toPlainDate();
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
