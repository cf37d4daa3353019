import assert from "node:assert/strict";
import { japaneseEraYear, parseDateOfBirth } from "../../../domain/banking/date_of_birth.ts";

const NOW = Temporal.Instant.from("2026-04-15T00:30:00+09:00").epochMilliseconds;

const CASES: readonly [string, string, string, string | undefined][] = [
  ["1964", "4", "1", "1964-04-01"],
  ["１９６４", "０４", "０１", "1964-04-01"],
  ["2000", "02", "29", "2000-02-29"],
  ["1900", "1", "1", "1900-01-01"],
  ["2026", "4", "15", "2026-04-15"],
  ["2026", "4", "16", undefined],
  ["1900", "2", "29", undefined],
  ["2001", "2", "29", undefined],
  ["1990", "4", "31", undefined],
  ["1990", "13", "1", undefined],
  ["1990", "0", "1", undefined],
  ["1990", "1", "0", undefined],
  ["1899", "12", "31", undefined],
  ["90", "1", "1", undefined],
  ["19900", "1", "1", undefined],
  ["1990", "", "1", undefined],
  ["1990", "1", "", undefined],
  ["", "1", "1", undefined],
  ["1990", "1", "１日", undefined],
];
for (const [year, month, day, expected] of CASES) {
  Deno.test(`parseDateOfBirth() reads ${year}/${month}/${day} as ${expected}`, () => {
    assert.equal(parseDateOfBirth({ year, month, day }, NOW), expected);
  });
}

Deno.test("parseDateOfBirth() takes today from the Japanese calendar", () => {
  const stillYesterdayInUtc = Temporal.Instant.from("2026-04-14T23:59:59+09:00").epochMilliseconds;
  const today = { year: "2026", month: "4", day: "15" };
  assert.equal(parseDateOfBirth(today, stillYesterdayInUtc), undefined);
});

const ERAS: readonly [number, string][] = [
  [1900, "明治33年"],
  [1912, "明治45年・大正元年"],
  [1913, "大正2年"],
  [1926, "大正15年・昭和元年"],
  [1964, "昭和39年"],
  [1989, "昭和64年・平成元年"],
  [2018, "平成30年"],
  [2019, "平成31年・令和元年"],
  [2026, "令和8年"],
];
for (const [year, expected] of ERAS) {
  Deno.test(`japaneseEraYear() calls ${year} ${expected}`, () => {
    assert.equal(japaneseEraYear(year), expected);
  });
}
