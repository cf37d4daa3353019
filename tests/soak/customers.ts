/** Customers of a bank without end: each walks once, so that no walk can lock another out. */
import type { SandboxCustomer } from "../../sandbox/customers.ts";
import { type Customer, HANAKO } from "../support/gateway.ts";

/** A customer as the forms want them. */
export interface SoakCustomer {
  readonly number: number;
  readonly account: Customer["account"];
  readonly form: Customer["customer"];
  readonly pin: string;
  readonly phoneNumber: string;
  /** An address of this customer alone, to know their mail by. */
  readonly email: string;
}

/** So many have an account; their phones differ in the last four digits, which the log shows. */
export const MOST_CUSTOMERS = 10_000;

/** The customer of a number. */
export function soakCustomer(number: number): SoakCustomer {
  const digits = String(number).padStart(4, "0");
  const phoneNumber = `0900000${digits}`;
  const email = `customer-${number}@mail.example`;
  return {
    number,
    account: { branchCode: "001", accountNumber: `200${digits}` },
    form: { ...HANAKO.customer, phoneNumber, email, emailConfirmation: email },
    pin: HANAKO.pin,
    phoneNumber,
    email,
  };
}

/** All of them, as the bank knows them. */
export function bankCustomers(): readonly SandboxCustomer[] {
  return Array.from({ length: MOST_CUSTOMERS }, (_, number) => {
    const { account, pin, phoneNumber } = soakCustomer(number);
    return {
      ...account,
      nameKana: "ﾃﾞ-ﾀ ﾊﾅｺ",
      dateOfBirth: "1964-04-01",
      phoneNumber,
      pin,
      state: "open",
      purpose: "soak",
    };
  });
}
