/** The accounts of the fictitious credit union's customers, as its core banking sees them. */
import type { SandboxCustomer } from "../customers.ts";
import { type Book, bulkBook, emptyBook, householdBook } from "./books.ts";

/** An account as the protocol names it. */
export interface AccountNumber {
  readonly branchCode: string;
  readonly accountType: string;
  readonly accountNumber: string;
}

/** Names of the branches by 店番. */
export const BRANCH_NAMES: ReadonlyMap<string, string> = new Map([
  ["001", "本店営業部"],
  ["115", "かけはし支店"],
]);

const SPECIAL_BOOKS: ReadonlyMap<string, Book> = new Map([
  ["0000042", emptyBook],
  ["5000001", bulkBook],
]);

/** The rule by which the entries of an account come about. */
export function bookOf(customer: SandboxCustomer): Book {
  return SPECIAL_BOOKS.get(customer.accountNumber) ?? householdBook;
}

/** Whether the account is in use and has a cash card. */
export function isEligible(customer: SandboxCustomer): boolean {
  return customer.state !== "closed" && customer.pin !== undefined;
}

/** Whether core banking has trouble with the account: compares it slowly, then answers nothing. */
export function isTroubled(customer: SandboxCustomer): boolean {
  return customer.state === "troubled";
}
