import assert from "node:assert/strict";
import type { OutdatedRecords } from "../../../domain/retention/outdated_records.ts";
import { removeOutdated } from "../../../domain/retention/remove_outdated.ts";
import { ManualClock } from "../../support/clock.ts";

const DAY_MILLIS = 86_400_000;
const PERIODS = { grantDays: 365, noticeDays: 30, maintenanceDays: 7 };
const clock = new ManualClock("2026-11-30T10:00:00+09:00");

/** Grants by the hundred; of the others there are none. Notes the times that are asked for. */
function makeRecords(grants: number, asked: number[][]): OutdatedRecords {
  let left = grants;
  const none = (before: number) => {
    asked.push([before]);
    return Promise.resolve(0);
  };
  return {
    deleteGrants(before, limit) {
      const slice = Math.min(limit, left);
      left -= slice;
      asked.push([before, slice]);
      return Promise.resolve(slice);
    },
    deleteNotices: none,
    deleteMaintenanceWindows: none,
  };
}

Deno.test("removeOutdated() goes back from the clock by each period, in slices with a pause after each full one", async () => {
  const asked: number[][] = [];
  const pauses: number[] = [];
  const pause = (millis: number) => Promise.resolve(void pauses.push(millis));
  const outdated = makeRecords(450, asked);
  const { signal } = new AbortController();
  const report = await removeOutdated({ outdated, clock, pause }, PERIODS, signal);
  const [grants, notices, windows] = [365, 30, 7].map((days) => clock.now() - days * DAY_MILLIS);
  assert.deepEqual(asked, [[grants, 200], [grants, 200], [grants, 50], [notices], [windows]]);
  assert.deepEqual(report, { grants: 450, notices: 0, maintenanceWindows: 0 });
  assert.equal(pauses.length, 2);
  assert.ok(pauses.every((millis) => millis > 0));
});

Deno.test("removeOutdated() ends between two slices when it is to stop", async () => {
  const asked: number[][] = [];
  const stopping = new AbortController();
  const pause = () => Promise.resolve(stopping.abort());
  const outdated = makeRecords(450, asked);
  const report = await removeOutdated({ outdated, clock, pause }, PERIODS, stopping.signal);
  assert.deepEqual(report, { grants: 200, notices: 0, maintenanceWindows: 0 });
  assert.equal(asked.length, 1);
});
