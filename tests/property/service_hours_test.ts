import assert from "node:assert/strict";
import fc from "fast-check";
import { screensReopenAt } from "../../domain/service/service_hours.ts";

const MINUTE = 60_000;
const YEAR_2026 = Temporal.Instant.from("2026-01-01T00:00:00+09:00").epochMilliseconds;
const minutes = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });

Deno.test("the moment of reopening is open, and every minute until then is closed", () => {
  const windows = fc.array(
    fc.tuple(minutes, fc.integer({ min: 1, max: 600 })).map(([start, length]) => ({
      from: YEAR_2026 + start * MINUTE,
      until: YEAR_2026 + (start + length) * MINUTE,
    })),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(minutes, windows, (start, maintenance) => {
      const hours = { mode: "calendar", maintenance } as const;
      const now = YEAR_2026 + start * MINUTE;
      const reopening = screensReopenAt(hours, now);
      if (reopening === undefined) return;
      assert.equal(screensReopenAt(hours, reopening), undefined);
      for (let at = now; at < reopening; at += 7 * MINUTE) {
        assert.equal(screensReopenAt(hours, at), reopening);
      }
    }),
    { numRuns: 1000 },
  );
});
