/** Which days of an account's history may be asked for, and which are meant. */
import { type EpochMillis, toJst } from "../time.ts";

/** How far back transactions are shown, in calendar months. */
const HISTORY_MONTHS = 3;

/** The days that may be asked for, both inclusive, `YYYY-MM-DD` in JST. */
export interface HistoryWindow {
  readonly earliestDate: string;
  readonly latestDate: string;
}

/** The days that are asked for, both inclusive, `YYYY-MM-DD` in JST. */
export interface HistoryPeriod {
  readonly dateFrom: string;
  readonly dateTo: string;
}

/** What a caller said: real dates, each optional. */
export type StatedPeriod = Partial<HistoryPeriod>;

/** A period, or what is wrong with the dates. */
export type PeriodChoice =
  | { readonly kind: "period"; readonly period: HistoryPeriod }
  | {
    readonly kind: "out_of_range";
    readonly parameter: keyof HistoryPeriod;
    readonly window: HistoryWindow;
  }
  | { readonly kind: "reversed" };

/**
 * From today back three calendar months. A day that the earlier month does not have becomes its
 * last one: on 31 May 2027 the history begins on 28 February.
 */
export function historyWindow(now: EpochMillis): HistoryWindow {
  const today = toJst(now).toPlainDate();
  return {
    earliestDate: today.subtract({ months: HISTORY_MONTHS }).toString(),
    latestDate: today.toString(),
  };
}

/**
 * Fills in what was not said: without dates today, from `dateFrom` to today, or from the earliest
 * day to `dateTo`. Dates outside the window are faults and never moved into it.
 */
export function choosePeriod(stated: StatedPeriod, now: EpochMillis): PeriodChoice {
  const window = historyWindow(now);
  for (const parameter of ["dateFrom", "dateTo"] as const) {
    const date = stated[parameter];
    // Dates of this form are in the order of their text.
    if (date !== undefined && (date < window.earliestDate || date > window.latestDate)) {
      return { kind: "out_of_range", parameter, window };
    }
  }
  const { earliestDate, latestDate } = window;
  const dateTo = stated.dateTo ?? latestDate;
  const dateFrom = stated.dateFrom ?? (stated.dateTo === undefined ? latestDate : earliestDate);
  return dateFrom > dateTo
    ? { kind: "reversed" }
    : { kind: "period", period: { dateFrom, dateTo } };
}
