/** What moves on an account in one month: drafts, which the ledger numbers and adds up. */
import { EVERYDAY, SCHEDULED, type ScheduledMovement } from "./household.ts";
import { SeededRandom } from "./seeded_random.ts";

/** An entry before it has a number and a balance. */
export interface Draft {
  readonly date: Temporal.PlainDate;
  readonly transactionType: "credit" | "debit";
  /** In yen. */
  readonly amount: number;
  readonly remarks: string;
}

/**
 * The rule by which an account's entries come about. Every month stands for itself, so that any
 * month can be drawn up at any time and is always the same: it begins with `opening`, and the
 * ledger closes it with a transfer to what the next month begins with.
 */
export interface Book {
  /** The balance at the beginning of a month. */
  opening(accountNumber: string, month: Temporal.PlainYearMonth): number;
  /** The entries of a month, by date. */
  draft(accountNumber: string, month: Temporal.PlainYearMonth): readonly Draft[];
  /** How many of the latest entries the bank still shows; absent: all. */
  readonly retainedEntries?: number;
}

/** An account without any entry. */
export const emptyBook: Book = { opening: () => 0, draft: () => [] };

/** A household's account: salary, pension, rent, card, cash machine, transfers, fees, interest. */
export const householdBook: Book = {
  opening: (accountNumber, month) =>
    new SeededRandom(`opening ${accountNumber} ${month}`).integer(450_000, 600_000),
  draft: (accountNumber, month) => {
    const random = new SeededRandom(`household ${accountNumber} ${month}`);
    const scheduled = SCHEDULED
      .filter(({ months }) => months === undefined || months.includes(month.month))
      .map((movement) => draftScheduled(movement, month, random));
    return datesOf(month).flatMap((date) => [
      ...scheduled.flat().filter((draft) => draft.date.equals(date)),
      ...draftEveryday(date, random),
    ]);
  },
};

/** Many small entries each day and {@link BURST_ENTRIES} on the 10th, to try paging. */
export const bulkBook: Book = {
  opening: () => 5_000_000,
  draft: (accountNumber, month) => {
    const random = new SeededRandom(`bulk ${accountNumber} ${month}`);
    return datesOf(month).flatMap((date) =>
      Array.from({ length: date.day === 10 ? BURST_ENTRIES : DAILY_ENTRIES }, () => ({
        date,
        transactionType: random.pick(["credit", "debit"] as const),
        amount: random.integer(100, 5_000),
        remarks: random.pick(["振込 ｳﾘｱｹﾞ", "振込手数料", "ｶｰﾄﾞ", ""]),
      }))
    );
  },
  // Three calendar months hold at least 87 × 87 + 3 × 1,500 = 12,069 entries.
  retainedEntries: 12_000,
};

const DAILY_ENTRIES = 87;
const BURST_ENTRIES = 1_500;

function datesOf(month: Temporal.PlainYearMonth): Temporal.PlainDate[] {
  return Array.from(
    { length: month.daysInMonth },
    (_, index) => month.toPlainDate({ day: index + 1 }),
  );
}

function draftScheduled(
  movement: ScheduledMovement,
  month: Temporal.PlainYearMonth,
  random: SeededRandom,
): Draft[] {
  const date = shiftFromWeekend(month.toPlainDate({ day: movement.day }), movement.onWeekend);
  return movement.entries.map(({ transactionType, remarks, amounts: [least, most] }) => ({
    date,
    transactionType,
    amount: random.integer(least, most),
    remarks,
  }));
}

function shiftFromWeekend(date: Temporal.PlainDate, direction: "before" | "after") {
  const daysIntoWeekend = date.dayOfWeek - 5;
  if (daysIntoWeekend <= 0) return date;
  return direction === "before"
    ? date.subtract({ days: daysIntoWeekend })
    : date.add({ days: 3 - daysIntoWeekend });
}

function draftEveryday(date: Temporal.PlainDate, random: SeededRandom): Draft[] {
  const count = random.pick([1, 1, 2, 2, 2, 2]);
  return Array.from({ length: count }, () => {
    const { transactionType, remarks, amounts: [least, most], unit } = random.pick(EVERYDAY);
    const amount = random.integer(Math.ceil(least / unit), Math.floor(most / unit)) * unit;
    return { date, transactionType, amount, remarks };
  });
}
