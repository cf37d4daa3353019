/** 生年月日: reading it, and the Japanese era year as a help. */
import { type EpochMillis, toJst } from "../time.ts";
import { normaliseNumber } from "./digits.ts";

/** The earliest year of birth that is accepted. */
export const EARLIEST_BIRTH_YEAR = 1900;

/** The three fields as typed and chosen. */
export interface DateOfBirthInput {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** Reads a date of birth; `YYYY-MM-DD`, or undefined when there is no such day or it is to come. */
export function parseDateOfBirth(input: DateOfBirthInput, now: EpochMillis): string | undefined {
  const [year, month, day] = [input.year, input.month, input.day].map(normaliseNumber);
  if (!/^[0-9]{4}$/.test(year ?? "") || Number(year) < EARLIEST_BIRTH_YEAR) return undefined;
  if (!/^[0-9]{1,2}$/.test(month ?? "") || !/^[0-9]{1,2}$/.test(day ?? "")) return undefined;
  const parts = { year: Number(year), month: Number(month), day: Number(day) };
  const date = toPlainDate(parts);
  if (date === undefined) return undefined;
  const today = toJst(now).toPlainDate();
  return Temporal.PlainDate.compare(date, today) > 0 ? undefined : date.toString();
}

function toPlainDate(
  parts: { year: number; month: number; day: number },
): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(parts, { overflow: "reject" });
  } catch {
    return undefined;
  }
}

/** First (Gregorian) years of the eras in which a living customer can be born, newest first. */
const ERAS = [["令和", 2019], ["平成", 1989], ["昭和", 1926], ["大正", 1912], [
  "明治",
  1868,
]] as const;

/** A Gregorian year in Japanese eras: `昭和39年`; both names for a year in which the era changed. */
export function japaneseEraYear(year: number): string {
  const index = ERAS.findIndex(([, first]) => year >= first);
  const names = ERAS.slice(index).slice(0, ERAS[index]?.[1] === year ? 2 : 1);
  return names.map(([name, first]) => `${name}${eraCount(year - first + 1)}年`).reverse().join(
    "・",
  );
}

function eraCount(count: number): string {
  return count === 1 ? "元" : String(count);
}
