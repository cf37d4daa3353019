/** The books of one account: numbered entries with running balances, up to today. */
import type { Book, Draft } from "./books.ts";

/** An entry as the protocol writes it, with amounts as numbers. */
export interface Entry {
  /** Date and running number of the day: in order, and for ever the same. */
  readonly itemKey: string;
  readonly transactionDate: string;
  readonly valueDate: string;
  readonly transactionType: "credit" | "debit";
  readonly amount: number;
  readonly balance: number;
  readonly remarks: string;
}

/** An entry made by hand, today. */
export type Posting = Pick<Entry, "transactionType" | "amount" | "remarks">;

/** How far back the books are shown: a little more than the three months that are asked for. */
const SHOWN_MONTHS_BEFORE_THIS = 4;

/** The books of one account. */
export class Ledger {
  readonly #accountNumber: string;
  readonly #book: Book;
  readonly #months = new Map<string, readonly Entry[]>();
  readonly #posted: Entry[] = [];
  #latest: { readonly day: string; readonly entries: readonly Entry[] } = { day: "", entries: [] };

  constructor(accountNumber: string, book: Book) {
    this.#accountNumber = accountNumber;
    this.#book = book;
  }

  /** All entries that are shown on that day, oldest first. */
  entries(today: Temporal.PlainDate): readonly Entry[] {
    const drawn = this.#drawn(today);
    if (this.#posted.length === 0) return drawn;
    return addUp(
      [...drawn, ...this.#posted].sort((one, other) => one.itemKey < other.itemKey ? -1 : 1),
      balanceBefore(drawn[0]),
    );
  }

  /** The balance at that day, after all of its entries. */
  balance(today: Temporal.PlainDate): number {
    return this.entries(today).at(-1)?.balance ?? 0;
  }

  /** Enters a movement that happened just now, after all others of that day. */
  post(today: Temporal.PlainDate, posting: Posting): void {
    const ofToday = this.entries(today).filter((entry) => entry.transactionDate === `${today}`);
    this.#posted.push(enter({ ...posting, date: today }, ofToday.length + 1, 0));
  }

  #drawn(today: Temporal.PlainDate): readonly Entry[] {
    const day = `${today}`;
    if (this.#latest.day !== day) this.#latest = { day, entries: this.#drawUp(today) };
    return this.#latest.entries;
  }

  #drawUp(today: Temporal.PlainDate): readonly Entry[] {
    const thisMonth = today.toPlainYearMonth();
    const entries: Entry[] = [];
    for (let back = SHOWN_MONTHS_BEFORE_THIS; back >= 0; back--) {
      entries.push(...this.#month(thisMonth.subtract({ months: back })));
    }
    const shown = entries.filter((entry) => entry.transactionDate <= `${today}`);
    const retained = this.#book.retainedEntries;
    return retained === undefined ? shown : shown.slice(-retained);
  }

  #month(month: Temporal.PlainYearMonth): readonly Entry[] {
    const known = this.#months.get(`${month}`);
    if (known !== undefined) return known;
    const opening = this.#opening(month);
    const drafts = this.#book.draft(this.#accountNumber, month);
    const closing = this.#opening(month.add({ months: 1 })) - opening -
      drafts.reduce((sum, draft) => sum + signedAmount(draft), 0);
    const entries = draw([...drafts, ...closingDrafts(month, closing)], opening);
    this.#months.set(`${month}`, entries);
    return entries;
  }

  #opening(month: Temporal.PlainYearMonth): number {
    return this.#book.opening(this.#accountNumber, month);
  }
}

/** The transfer to or from the savings account that ends a month. */
function closingDrafts(month: Temporal.PlainYearMonth, amount: number): Draft[] {
  if (amount === 0) return [];
  return [{
    date: month.toPlainDate({ day: month.daysInMonth }),
    transactionType: amount > 0 ? "credit" : "debit",
    amount: Math.abs(amount),
    remarks: "振替 ﾂﾐﾀﾃ",
  }];
}

function draw(drafts: readonly Draft[], opening: number): readonly Entry[] {
  let balance = opening;
  let sequence = 0;
  return drafts.map((draft, index) => {
    sequence = drafts[index - 1]?.date.equals(draft.date) ? sequence + 1 : 1;
    balance += signedAmount(draft);
    return enter(draft, sequence, balance);
  });
}

function enter(draft: Draft, sequence: number, balance: number): Entry {
  return {
    itemKey: `${draft.date}`.replaceAll("-", "") + `${sequence}`.padStart(6, "0"),
    transactionDate: `${draft.date}`,
    valueDate: `${draft.date}`,
    transactionType: draft.transactionType,
    amount: draft.amount,
    balance,
    remarks: draft.remarks,
  };
}

function addUp(entries: readonly Entry[], opening: number): readonly Entry[] {
  let balance = opening;
  return entries.map((entry) => ({ ...entry, balance: balance += signedAmount(entry) }));
}

function balanceBefore(entry: Entry | undefined): number {
  return entry === undefined ? 0 : entry.balance - signedAmount(entry);
}

function signedAmount(movement: Pick<Entry, "transactionType" | "amount">): number {
  return movement.transactionType === "credit" ? movement.amount : -movement.amount;
}
