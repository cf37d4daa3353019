/** The answers of the resource API, as far as the demo app shows them. */
import { z } from "zod";

const amount = z.string().regex(/^-?\d+$/).transform(BigInt);

/** `GET /accounts` */
export const accountsAnswer = z.object({
  accounts: z.array(z.object({
    accountId: z.string(),
    branchCode: z.string(),
    branchName: z.string(),
    accountTypeName: z.string(),
    accountNumber: z.string(),
    accountNameKana: z.string(),
  })),
});
/** An account. */
export type Account = z.infer<typeof accountsAnswer>["accounts"][number];

/** `GET /accounts/{accountId}/balance` */
export const balanceAnswer = z.object({
  balance: amount,
  withdrawableAmount: amount,
  baseDateTime: z.string(),
});
/** A balance. */
export type Balance = z.infer<typeof balanceAnswer>;

/** `GET /accounts/{accountId}/transactions` */
export const transactionsAnswer = z.object({
  dateFrom: z.string(),
  dateTo: z.string(),
  count: z.number(),
  hasNext: z.boolean(),
  nextItemKey: z.string().optional(),
  transactions: z.array(z.object({
    itemKey: z.string(),
    transactionDate: z.string(),
    transactionType: z.enum(["credit", "debit"]),
    amount,
    balance: amount,
    remarks: z.string().optional(),
  })),
});
/** A page of transactions. */
export type Transactions = z.infer<typeof transactionsAnswer>;

/** Whether each balance is the one before it plus or minus the entry. */
export function addsUp({ transactions }: Transactions): boolean {
  return transactions.every((entry, index) => {
    const before = transactions[index - 1];
    if (before === undefined) return true;
    const change = entry.transactionType === "credit" ? entry.amount : -entry.amount;
    return before.balance + change === entry.balance;
  });
}
