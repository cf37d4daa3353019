/** The customers of the fictitious credit union. All of them, names and numbers, are invented. */
import { type Book, bulkBook, emptyBook, householdBook } from "./books.ts";

/** An account as the protocol names it. */
export interface AccountNumber {
  readonly branchCode: string;
  readonly accountType: string;
  readonly accountNumber: string;
}

/** A customer with one account. */
export interface Customer {
  readonly branchCode: string;
  readonly accountNumber: string;
  /** Half-width katakana. */
  readonly nameKana: string;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  readonly phoneNumber: string;
  /** The PIN of the cash card; absent: there is no card, so the account may not use the service. */
  readonly pin?: string;
  readonly closed?: true;
  /** Core banking compares this holder slowly and never answers anything else. */
  readonly ailing?: true;
  readonly book: Book;
}

/** Names of the branches by 店番. */
export const BRANCH_NAMES: ReadonlyMap<string, string> = new Map([
  ["001", "本店営業部"],
  ["115", "かけはし支店"],
]);

/** What each customer is for is told in the sandbox's guide. */
export const CUSTOMERS: readonly Customer[] = [
  {
    branchCode: "115",
    accountNumber: "1100026",
    nameKana: "ﾃﾞ-ﾀ ﾊﾅｺ",
    dateOfBirth: "1964-04-01",
    phoneNumber: "09000003333",
    pin: "1234",
    book: householdBook,
  },
  {
    branchCode: "001",
    accountNumber: "1234567",
    nameKana: "ｼﾝｸﾐ ﾀﾛｳ",
    dateOfBirth: "1990-12-31",
    phoneNumber: "0300001234",
    pin: "0000",
    book: householdBook,
  },
  {
    branchCode: "001",
    accountNumber: "0000042",
    nameKana: "ｳﾙｳ ﾂﾞｷｺ",
    dateOfBirth: "2000-02-29",
    phoneNumber: "08000004444",
    pin: "9876",
    book: emptyBook,
  },
  {
    branchCode: "115",
    accountNumber: "5000001",
    nameKana: "ﾀﾞｲﾘﾖｳ ﾄﾘｵ",
    dateOfBirth: "1985-07-15",
    phoneNumber: "07000005555",
    pin: "2468",
    book: bulkBook,
  },
  {
    branchCode: "115",
    accountNumber: "7654321",
    nameKana: "ﾃﾂｳﾁﾖｳ ﾉﾐ",
    dateOfBirth: "1978-03-03",
    phoneNumber: "09000007777",
    book: householdBook,
  },
  {
    branchCode: "001",
    accountNumber: "9999999",
    nameKana: "ｶｲﾔｸ ｽﾞﾐ",
    dateOfBirth: "1950-01-01",
    phoneNumber: "09000009999",
    pin: "1111",
    closed: true,
    book: emptyBook,
  },
  {
    branchCode: "001",
    accountNumber: "8888888",
    nameKana: "ｼﾖｳｶﾞｲ ﾖｳ",
    dateOfBirth: "1970-10-10",
    phoneNumber: "09000008888",
    pin: "5555",
    ailing: true,
    book: householdBook,
  },
];

/** The customer of an account number, whether it may use the service or not. */
export function findCustomer(account: AccountNumber): Customer | undefined {
  return CUSTOMERS.find((customer) =>
    customer.branchCode === account.branchCode &&
    customer.accountNumber === account.accountNumber && account.accountType === "1"
  );
}

/** Whether the account is in use and has a cash card. */
export function isEligible(customer: Customer): boolean {
  return customer.closed !== true && customer.pin !== undefined;
}
