/** The habits of the sandbox's households: what comes and goes when, with which 摘要. */

/** One entry of a scheduled movement. */
export interface EntryPattern {
  readonly transactionType: "credit" | "debit";
  readonly remarks: string;
  /** Least and most, in yen. */
  readonly amounts: readonly [number, number];
}

/** Something that happens on a day of the month. */
export interface ScheduledMovement {
  /** At most 26, so that a shift away from a weekend stays within February. */
  readonly day: number;
  /** Months in which it happens; absent: each. */
  readonly months?: readonly number[];
  /** To which side a movement shifts that falls on a weekend. */
  readonly onWeekend: "before" | "after";
  readonly entries: readonly EntryPattern[];
}

const debit = (remarks: string, least: number, most = least): EntryPattern => ({
  transactionType: "debit",
  remarks,
  amounts: [least, most],
});
const credit = (remarks: string, least: number, most = least): EntryPattern => ({
  transactionType: "credit",
  remarks,
  amounts: [least, most],
});

/** Salary, pension, rent and the like. */
export const SCHEDULED: readonly ScheduledMovement[] = [
  { day: 5, onWeekend: "after", entries: [debit("電話料", 4_378, 6_578)] },
  {
    day: 8,
    onWeekend: "after",
    entries: [debit("振込 ｶｹﾊｼｼﾞﾕｸ", 22_000), debit("振込手数料", 330)],
  },
  { day: 10, onWeekend: "after", entries: [debit("ｶｰﾄﾞ ﾐﾎﾝｶｰﾄﾞ", 38_000, 72_000)] },
  { day: 12, onWeekend: "after", entries: [debit("ｶﾞｽ ﾘﾖｳｷﾝ", 3_200, 8_900)] },
  {
    day: 15,
    months: [2, 4, 6, 8, 10, 12],
    onWeekend: "before",
    entries: [credit("年金 ｺｸﾐﾝ･ｺｳｾｲ", 131_608)],
  },
  {
    day: 18,
    months: [1, 3, 5, 7, 9, 11],
    onWeekend: "after",
    entries: [debit("水道料", 5_060, 7_920)],
  },
  { day: 20, months: [3, 6, 9, 12], onWeekend: "before", entries: [credit("利息", 3, 58)] },
  { day: 22, onWeekend: "after", entries: [debit("電気料", 5_400, 13_800)] },
  { day: 25, onWeekend: "before", entries: [credit("給与 ﾐﾎﾝｼﾖｳｼﾞ(ｶ", 231_480, 263_920)] },
  { day: 26, onWeekend: "after", entries: [debit("家賃 ｶｹﾊｼｺｰﾎﾟ", 68_000)] },
];

/** Something that may happen on any day, in whole `unit`s of yen. */
export interface EverydayMovement extends EntryPattern {
  readonly unit: number;
}

/** Shopping, cash and small transfers. */
export const EVERYDAY: readonly [EverydayMovement, ...EverydayMovement[]] = [
  { ...debit("ｶｰﾄﾞ ﾐﾎﾝｽﾄｱ", 380, 4_980), unit: 1 },
  { ...debit("ｶｰﾄﾞ ﾔｵﾔ ﾐﾎﾝ", 240, 2_600), unit: 1 },
  { ...debit("ｶｰﾄﾞ ﾐﾎﾝﾔﾂｷﾖｸ", 498, 3_980), unit: 1 },
  { ...debit("ｶｰﾄﾞ ﾐﾎﾝﾃﾂﾄﾞｳ", 1_000, 3_000), unit: 1_000 },
  { ...debit("ATM", 5_000, 20_000), unit: 1_000 },
  { ...debit("ATM手数料", 110, 220), unit: 110 },
  { ...debit("口座振替", 500, 3_300), unit: 10 },
  { ...debit("", 300, 2_000), unit: 100 },
  { ...credit("振込 ﾃﾞ-ﾀ ｲﾁﾛｳ", 1_000, 8_000), unit: 500 },
  { ...credit("現金 ATM", 1_000, 10_000), unit: 1_000 },
];
