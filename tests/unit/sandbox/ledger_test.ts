import assert from "node:assert/strict";
import { SANDBOX_CUSTOMERS } from "../../../sandbox/customers.ts";
import { bookOf } from "../../../sandbox/bank/accounts.ts";
import { type Entry, Ledger } from "../../../sandbox/bank/ledger.ts";

function ledgerOf(accountNumber: string): Ledger {
  const customer = SANDBOX_CUSTOMERS.find((candidate) => candidate.accountNumber === accountNumber);
  assert.ok(customer);
  return new Ledger(accountNumber, bookOf(customer));
}

function lastThreeMonths(ledger: Ledger, day: string): readonly Entry[] {
  const today = Temporal.PlainDate.from(day);
  const earliest = today.subtract({ months: 3 }).toString();
  return ledger.entries(today).filter(({ transactionDate }) => transactionDate >= earliest);
}

function assertAddsUp(entries: readonly Entry[]): void {
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    if (before === undefined) return;
    const change = entry.transactionType === "credit" ? entry.amount : -entry.amount;
    assert.equal(entry.balance, before.balance + change, entry.itemKey);
    assert.ok(entry.itemKey > before.itemKey, "keys grow");
    assert.ok(entry.transactionDate >= before.transactionDate, "dates ascend");
  });
}

const DAYS = ["2026-02-28", "2026-05-31", "2026-11-23", "2026-11-30", "2028-02-29", "2031-01-01"];

Deno.test("the books add up to the yen, never run into debt, and end today", () => {
  for (const accountNumber of ["1100026", "1234567", "5000001"]) {
    for (const day of DAYS) {
      const ledger = ledgerOf(accountNumber);
      const entries = ledger.entries(Temporal.PlainDate.from(day));
      assertAddsUp(entries);
      assert.ok(entries.every(({ balance, amount }) => balance >= 0 && amount > 0));
      assert.equal(entries.at(-1)?.transactionDate, day);
      assert.equal(entries.at(-1)?.balance, ledger.balance(Temporal.PlainDate.from(day)));
    }
  }
});

Deno.test("the books of a household have entries on each of the days that can be asked for", () => {
  for (const day of DAYS) {
    const dates = new Set(lastThreeMonths(ledgerOf("1100026"), day).map((e) => e.transactionDate));
    const today = Temporal.PlainDate.from(day);
    assert.equal(dates.size, today.since(today.subtract({ months: 3 })).days + 1);
  }
});

Deno.test("the main customer has about 200 entries of every kind in three months", () => {
  for (const day of DAYS) {
    const entries = lastThreeMonths(ledgerOf("1100026"), day);
    assert.ok(entries.length >= 180 && entries.length <= 220, `${day}: ${entries.length}`);
    for (const kind of ["給与", "年金", "家賃", "ｶｰﾄﾞ", "ATM", "振込", "手数料", "利息"]) {
      assert.ok(entries.some(({ remarks }) => remarks.includes(kind)), `${day}: ${kind}`);
    }
  }
});

Deno.test("the paging customer shows 12,000 entries, more than one page of them on one day", () => {
  for (const day of DAYS) {
    const entries = lastThreeMonths(ledgerOf("5000001"), day);
    assert.equal(entries.length, 12_000, day);
    const perDay = Map.groupBy(entries, ({ transactionDate }) => transactionDate);
    assert.ok([...perDay.values()].some(({ length }) => length > 500));
  }
});

Deno.test("entries stay as they are when the day changes", () => {
  const later = new Map(
    ledgerOf("1100026").entries(Temporal.PlainDate.from("2026-12-02"))
      .map((entry) => [entry.itemKey, entry]),
  );
  for (const entry of lastThreeMonths(ledgerOf("1100026"), "2026-11-30")) {
    assert.deepEqual(later.get(entry.itemKey), entry);
  }
});

Deno.test("an entry made by hand comes last today and stays where it was tomorrow", () => {
  const ledger = ledgerOf("1100026");
  const today = Temporal.PlainDate.from("2026-11-23");
  const balance = ledger.balance(today);
  ledger.post(today, { transactionType: "debit", amount: 700, remarks: "ATM" });
  ledger.post(today, { transactionType: "credit", amount: 50, remarks: "" });
  assert.equal(ledger.balance(today), balance - 650);
  const keys = ledger.entries(today).slice(-2).map(({ itemKey }) => itemKey);
  const tomorrow = ledger.entries(today.add({ days: 1 }));
  assertAddsUp(tomorrow);
  assert.deepEqual(keys.filter((key) => tomorrow.some(({ itemKey }) => itemKey === key)), keys);
});

Deno.test("the account without transactions has none", () => {
  const ledger = ledgerOf("0000042");
  assert.deepEqual(ledger.entries(Temporal.PlainDate.from("2026-11-23")), []);
  assert.equal(ledger.balance(Temporal.PlainDate.from("2026-11-23")), 0);
});
