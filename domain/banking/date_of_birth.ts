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
  const year = normaliseBirthYear(input.year);
  const [month, day] = [input.month, input.day].map(normaliseNumber);
  if (!/^[0-9]{4}$/.test(year) || Number(year) < EARLIEST_BIRTH_YEAR) return undefined;
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

/** The eras in which a living customer can be born, newest first. */
const ERAS = [
  { name: "令和", short: "令", letter: "R", first: 2019, last: Infinity },
  { name: "平成", short: "平", letter: "H", first: 1989, last: 2019 },
  { name: "昭和", short: "昭", letter: "S", first: 1926, last: 1989 },
  { name: "大正", short: "大", letter: "T", first: 1912, last: 1926 },
  { name: "明治", short: "明", letter: "M", first: 1868, last: 1912 },
];

const ERA_YEAR = /^([^0-9元年]+)([0-9]{1,2}|元)年?$/;

/**
 * A year as customers write it, in digits: `1964年`, `昭和39`, `昭３９年`, `S39`, `㍼39` and `平成元年`
 * become Gregorian years. What is no year of an era is left as it is, to be refused and mended.
 */
export function normaliseBirthYear(text: string): string {
  const typed = normaliseNumber(text);
  const [, era = "", count = ""] = ERA_YEAR.exec(typed) ?? [];
  const found = ERAS.find(({ name, short, letter }) =>
    [name, short, letter].includes(era.toUpperCase())
  );
  if (found === undefined) return typed.replace(/^(?:西暦)?([0-9]+)年?$/, "$1");
  const year = found.first + (count === "元" ? 1 : Number(count)) - 1;
  return count !== "0" && count !== "00" && year <= found.last ? String(year) : typed;
}

/** The part of an era in which a customer can be born. */
export interface EraSpan {
  readonly name: string;
  /** Years of the era, the first and the last. */
  readonly years: readonly [string, string];
  /** The same as Gregorian years. */
  readonly first: number;
  readonly last: number;
}

/** The eras from the earliest year of birth to this year, newest first. */
export function listEras(thisYear: number): readonly EraSpan[] {
  return ERAS.map((era) => {
    const first = Math.max(era.first, EARLIEST_BIRTH_YEAR);
    const last = Math.min(era.last, thisYear);
    const years = [first, last].map((year) => eraCount(year - era.first + 1));
    return { name: era.name, years: [years[0] ?? "", years[1] ?? ""], first, last };
  });
}

/** A Gregorian year in Japanese eras: `昭和39年`; both names for a year in which the era changed. */
export function japaneseEraYear(year: number): string {
  return ERAS.filter(({ first, last }) => first <= year && year <= last)
    .map(({ name, first }) => `${name}${eraCount(year - first + 1)}年`)
    .reverse().join("・");
}

function eraCount(count: number): string {
  return count === 1 ? "元" : String(count);
}
