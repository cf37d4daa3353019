/** The bank of a soak: one for all instances, with troubles, and a count of the guesses it judged. */
import { createSandboxBank } from "../../sandbox/bank/bank.ts";
import { serveBridge } from "../support/bridge_server.ts";
import { bankCustomers } from "./customers.ts";
import { wait } from "./wait.ts";

/** Ways for a bank to fail. */
export const BANK_TROUBLES = ["error", "nonsense", "silence", "cut"] as const;

/** One of {@link BANK_TROUBLES}. */
export type BankTrouble = typeof BANK_TROUBLES[number];

/** See the head of this file; `await using` ends it. */
export interface SoakBank extends AsyncDisposable {
  /** How gateways are told of it. */
  readonly settings: Readonly<Record<string, string>>;
  /** While there is one, no request is answered well. */
  trouble: BankTrouble | undefined;
  /** How often each account was told to be mistaken, by its number; in time, as the gateway takes it. */
  readonly wrongGuesses: ReadonlyMap<string, number>;
}

const SECRET = "soak-only-core-banking-secret-0123456789";
/** What the gateway waits for at most. */
const TIMEOUT_MILLIS = 2000;

/** Opens the bank on a free port. */
export async function openSoakBank(): Promise<SoakBank> {
  const bank = await createSandboxBank({
    now: Date.now,
    secret: SECRET,
    customers: bankCustomers(),
  });
  const wrongGuesses = new Map<string, number>();
  const judged = new Set<string | null>();
  const server = await serveBridge(async (request) => {
    const asked = await request.clone().json();
    if (soakBank.trouble !== undefined) return await fail(soakBank.trouble);
    const response = await bank.fetch(request);
    const { result } = await response.clone().json().catch(() => ({}));
    // A request that the network repeats is one guess.
    const id = request.headers.get("kakehashi-request-id");
    if ((result === "wrong" || result === "mismatched") && !judged.has(id)) {
      judged.add(id);
      const { accountNumber } = asked.account;
      wrongGuesses.set(accountNumber, (wrongGuesses.get(accountNumber) ?? 0) + 1);
    }
    return response;
  });
  const soakBank: SoakBank = {
    settings: {
      KAKEHASHI_CORE_BANKING_URL: server.url,
      KAKEHASHI_CORE_BANKING_SECRET: SECRET,
      KAKEHASHI_CORE_BANKING_PIN_KEY: JSON.stringify(bank.publicJwk),
      KAKEHASHI_CORE_BANKING_TIMEOUT_MS: String(TIMEOUT_MILLIS),
    },
    trouble: undefined,
    wrongGuesses,
    [Symbol.asyncDispose]: server.stop,
  };
  return soakBank;
}

async function fail(trouble: BankTrouble): Promise<Response> {
  switch (trouble) {
    case "error":
      return new Response("", { status: 500 });
    case "nonsense":
      return new Response("<html>maintenance</html>", { status: 200 });
    case "silence":
      await wait(TIMEOUT_MILLIS + 500);
      return new Response("", { status: 504 });
    case "cut":
      throw new Error("the connection is cut");
  }
}
