/**
 * Exactly once, as a model: random schedules of customers, apps, calls, crashes and lost answers
 * against two gateways on real stores. What was told must be what is stored, and nothing that may
 * happen once has happened twice. See "What must be atomic" in ARCHITECTURE.md.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { forgetAttempts, redeemInTwoSteps } from "../support/exactly_once/broken.ts";
import { type Actors, schedules } from "../support/exactly_once/commands.ts";
import { Apps, Day } from "../support/exactly_once/day.ts";
import { Stage } from "../support/exactly_once/stage.ts";
import {
  openEdgeStores,
  RACE_STORES,
  type RaceStores,
  REMOTE_RACE_STORES,
} from "../support/race_stores.ts";
import type { Carry } from "../support/wire.ts";

/** A failure names it, with the path to the schedule that failed. */
const SEED = 3;
/**
 * How many schedules each store gets, whole or broken. It depends on who is quicker, too, which of them
 * find a broken store; most do, with most seeds.
 */
const RUNS = 5;

/** Acts out schedules, each on a day of its own, until one leaves a contradiction. */
async function check(open: () => Promise<RaceStores>, carry?: Carry) {
  await using stores = await open();
  await using stage = await Stage.open(stores, carry);
  const parts = await Apps.register(stage);
  const property = fc.asyncProperty(schedules, async (schedule) => {
    const day = await Day.begin(stage);
    const actors: Actors = { day, ...parts, walks: [] };
    await fc.asyncModelRun(() => ({ model: { waitedSeconds: 0 }, real: actors }), schedule);
    assert.deepEqual(await day.findFaults(), []);
  });
  const result = await fc.check(property, {
    seed: SEED,
    numRuns: RUNS,
    // A schedule is not shortened: what comes of it depends on who is quicker, too.
    endOnFailure: true,
    includeErrorInReport: true,
  });
  return { hasFailed: result.failed, report: fc.defaultReportMessage(result) };
}

/** Each kind of store in the place of each other is in one of them. */
const KINDS = {
  "a file": RACE_STORES["a file"],
  "libSQL over Hrana": REMOTE_RACE_STORES["libSQL over Hrana"],
  "Redis and libSQL over Hrana": openEdgeStores,
} as const;

for (const [name, open] of Object.entries(KINDS)) {
  Deno.test(`${name}: whatever the schedule, what was told is stored, and nothing happened twice`, async () => {
    assert.ok(open);
    const { hasFailed, report } = await check(open);
    assert.ok(!hasFailed, report);
  });
}

/** Broken store → the contradiction that gives it away. */
const BROKEN = {
  "redeems in two steps": [
    redeemInTwoSteps,
    /code \S+ was (used \d times|refused at its first use)/,
  ],
  "does not recognise a command that is sent again": [
    forgetAttempts,
    /was refused at its first use|has ended by itself/,
  ],
} as const;

for (const [name, [breaking, contradiction]] of Object.entries(BROKEN)) {
  Deno.test(`found: a store that ${name}`, async () => {
    const { hasFailed, report } = await check(REMOTE_RACE_STORES.Redis, breaking());
    assert.ok(hasFailed, "nothing was found");
    assert.match(report ?? "", contradiction);
  });
}
