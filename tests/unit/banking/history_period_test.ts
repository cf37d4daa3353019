import assert from "node:assert/strict";
import { choosePeriod, historyWindow } from "../../../domain/banking/history_period.ts";

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

Deno.test("historyWindow() goes back three calendar months, to the month's end if need be", () => {
  const cases = [
    ["2026-11-30T12:00:00+09:00", "2026-08-30", "2026-11-30"],
    ["2027-05-31T12:00:00+09:00", "2027-02-28", "2027-05-31"],
    ["2028-05-31T12:00:00+09:00", "2028-02-29", "2028-05-31"],
    ["2027-05-28T12:00:00+09:00", "2027-02-28", "2027-05-28"],
    ["2027-02-28T12:00:00+09:00", "2026-11-28", "2027-02-28"],
    ["2027-01-15T12:00:00+09:00", "2026-10-15", "2027-01-15"],
    // Midnight in Japan is what counts, wherever the process runs.
    ["2026-11-30T23:59:59+09:00", "2026-08-30", "2026-11-30"],
    ["2026-12-01T00:00:00+09:00", "2026-09-01", "2026-12-01"],
    ["2026-11-30T15:00:00Z", "2026-09-01", "2026-12-01"],
  ] as const;
  for (const [now, earliestDate, latestDate] of cases) {
    assert.deepEqual(historyWindow(at(now)), { earliestDate, latestDate }, now);
  }
});

const NOW = at("2026-11-30T12:00:00+09:00");

Deno.test("choosePeriod() fills in the dates that were not said", () => {
  const cases = [
    [{}, "2026-11-30", "2026-11-30"],
    [{ dateFrom: "2026-11-01" }, "2026-11-01", "2026-11-30"],
    [{ dateTo: "2026-09-15" }, "2026-08-30", "2026-09-15"],
    [{ dateFrom: "2026-08-30", dateTo: "2026-11-30" }, "2026-08-30", "2026-11-30"],
    [{ dateFrom: "2026-10-10", dateTo: "2026-10-10" }, "2026-10-10", "2026-10-10"],
  ] as const;
  for (const [stated, dateFrom, dateTo] of cases) {
    assert.deepEqual(choosePeriod(stated, NOW), { kind: "period", period: { dateFrom, dateTo } });
  }
});

Deno.test("choosePeriod() refuses days outside the window instead of cutting them off", () => {
  const window = { earliestDate: "2026-08-30", latestDate: "2026-11-30" };
  const cases = [
    [{ dateFrom: "2026-08-29" }, "dateFrom"],
    [{ dateFrom: "2026-08-29", dateTo: "2026-11-30" }, "dateFrom"],
    [{ dateTo: "2026-08-29" }, "dateTo"],
    [{ dateTo: "2026-12-01" }, "dateTo"],
    [{ dateFrom: "2026-12-01" }, "dateFrom"],
  ] as const;
  for (const [stated, parameter] of cases) {
    assert.deepEqual(choosePeriod(stated, NOW), { kind: "out_of_range", parameter, window });
  }
});

Deno.test("choosePeriod() refuses a period that ends before it begins", () => {
  const stated = { dateFrom: "2026-10-02", dateTo: "2026-10-01" };
  assert.deepEqual(choosePeriod(stated, NOW), { kind: "reversed" });
});
