import assert from "node:assert/strict";
import {
  japaneseEraYear,
  normaliseBirthYear,
  parseDateOfBirth,
} from "../../../domain/banking/date_of_birth.ts";

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
  ["昭和39", "4", "1", "1964-04-01"],
  ["昭和70", "4", "1", undefined],
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

const TYPED_YEARS: readonly [string, string][] = [
  ["1964", "1964"],
  ["１９６４年", "1964"],
  ["西暦 1964", "1964"],
  ["昭和39", "1964"],
  ["昭和３９年", "1964"],
  ["昭 39", "1964"],
  ["S39", "1964"],
  ["ｓ３９年", "1964"],
  ["㍼39", "1964"],
  ["しょうわ39", "しょうわ39"],
  ["昭和㊴年", "1964"],
  ["昭和元年", "1926"],
  ["昭和64", "1989"],
  ["大正15", "1926"],
  ["T1", "1912"],
  ["明治45年", "1912"],
  ["㍻元年", "1989"],
  ["H31", "2019"],
  ["平成-31", "2019"],
  ["㋿元", "2019"],
  ["令和8", "2026"],
  // No such year: what was typed stays to be mended.
  ["昭和65", "昭和65"],
  ["昭和0", "昭和0"],
  ["昭和00", "昭和00"],
  ["昭和七十", "昭和七十"],
  ["昭和三十九年", "昭和三十九年"],
  ["昭和元9", "昭和元9"],
  ["慶応3", "慶応3"],
  ["X39", "X39"],
  ["昭和", "昭和"],
  ["39", "39"],
  ["", ""],
];
for (const [typed, year] of TYPED_YEARS) {
  Deno.test(`a year of birth typed as ${JSON.stringify(typed)} is ${year}`, () => {
    assert.equal(normaliseBirthYear(typed), year);
    assert.equal(normaliseBirthYear(year), year, "normalised twice");
  });
}
