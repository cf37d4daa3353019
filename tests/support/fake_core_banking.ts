import type {
  CoreBanking,
  HolderMatch,
  HolderStatement,
  PinSealer,
  PinVerdict,
  SealedPin,
} from "../../domain/banking/core_banking.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { GrantedAccount } from "../../domain/grant/grant.ts";

/** Core banking of a test with one customer: says what it knows, or what it is told to say. */
export class FakeCoreBanking implements Pick<CoreBanking, "matchHolder" | "verifyPin">, PinSealer {
  /** Instead of an answer: `unavailable`, or a fault of the adapter. */
  fault: "none" | "unavailable" | "broken" = "none";
  /** Every statement that was compared. */
  readonly statements: HolderStatement[] = [];
  /** How many PINs were verified. */
  pinCount = 0;
  /** Runs while an answer is under way. */
  meanwhile: () => Promise<void> = () => Promise.resolve();

  async matchHolder(statement: HolderStatement): Promise<HolderMatch> {
    this.statements.push(statement);
    await this.#answer();
    if (!isKnown(statement.account)) return "not_eligible";
    const isRight = statement.dateOfBirth === "1964-04-01" &&
      statement.phoneNumber === "09000003333";
    return isRight ? "matched" : "mismatched";
  }

  async verifyPin(account: GrantedAccount, pin: SealedPin): Promise<PinVerdict> {
    this.pinCount += 1;
    await this.#answer();
    if (!isKnown(account)) return "not_eligible";
    return pin.jwe === seal("1234") ? "right" : "wrong";
  }

  seal(_account: GrantedAccount, pin: string): Promise<SealedPin> {
    return Promise.resolve({ jwe: seal(pin) });
  }

  async #answer(): Promise<void> {
    await this.meanwhile();
    if (this.fault === "unavailable") throw new UnavailableError("core banking");
    if (this.fault === "broken") throw new TypeError("the adapter has a bug");
  }
}

function isKnown({ branchCode, accountNumber }: GrantedAccount): boolean {
  return branchCode === "115" && accountNumber === "1100026";
}

function seal(pin: string): string {
  return `sealed:${[...pin].reverse().join("")}`;
}
