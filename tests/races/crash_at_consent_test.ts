/** A process that dies in the middle of a consent, and what the customer does then. */
import assert from "node:assert/strict";
import { Apps, Day } from "../support/exactly_once/day.ts";
import { NO_FAULTS, type Plan } from "../support/exactly_once/faults.ts";
import { Stage } from "../support/exactly_once/stage.ts";
import { Walk } from "../support/exactly_once/walk.ts";
import { HANAKO } from "../support/gateway.ts";
import { RACE_STORES } from "../support/race_stores.ts";

/** Its first command begins the step, the second records the grant, the third sets the state. */
const DIES_BEFORE_THE_STATE_IS_SET: Plan = { ...NO_FAULTS, diesBefore: 3 };
const LEASE_MILLIS = 5_000;
const STEPS_TO_CONSENT = 7;

for (const [name, open] of Object.entries(RACE_STORES)) {
  Deno.test(`${name}: dead after the grant was recorded: whoever then refuses has no link`, async () => {
    await using stores = await open();
    await using stage = await Stage.open(stores);
    const { apps, app } = await Apps.register(stage);
    const day = await Day.begin(stage);
    const walk = new Walk(day, apps, app, { customer: HANAKO, isGuessing: false });
    for (let step = 0; step < STEPS_TO_CONSENT; step += 1) await walk.goOn([NO_FAULTS]);
    await walk.decide([DIES_BEFORE_THE_STATE_IS_SET], () => "granted");
    stage.clock.advance(LEASE_MILLIS);
    await walk.decide([NO_FAULTS], () => "denied");
    assert.deepEqual(day.happenings.at(-1), {
      kind: "decision",
      interaction: walk.interaction,
      decision: "denied",
      outcome: "done",
    });
    assert.deepEqual(await day.findFaults(), []);
  });
}
