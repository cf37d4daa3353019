/** One processor under three times what it can do, in virtual time. */
import assert from "node:assert/strict";
import { Admission } from "../../../routes/http/admission.ts";

import { createSeededRandom } from "../../support/random.ts";
import { ManualTurns } from "../../support/turns.ts";

/** What a request takes, by chance, and what turning one away does. */
const MEAN_SERVICE_MILLIS = 1.5;
const REFUSAL_MILLIS = 0.1;
const TURN_MILLIS = 3;

interface Outcome {
  /** From the arrival of a request to its answer, of those that were taken. */
  readonly served: readonly number[];
  readonly refused: readonly number[];
}

/** Requests arrive at random; in each turn the processor serves some of those that came in the one before. */
async function simulate(
  ratePerMilli: number,
  millis: number,
  settings: { turnMillis: number },
): Promise<Outcome> {
  const turns = new ManualTurns();
  const admission = new Admission({ maxInFlight: 1_000_000, ...settings }, turns.after);
  const chance = createChance();
  const [served, refused]: [number[], number[]] = [[], []];
  let [now, nextArrival, turnBegan] = [0, chance(1 / ratePerMilli), 0];
  while (now < millis) {
    const arrivals: number[] = [];
    const verdicts: Promise<boolean>[] = [];
    for (; nextArrival <= now; nextArrival += chance(1 / ratePerMilli)) {
      arrivals.push(nextArrival);
      verdicts.push(admission.enter("goes on"));
    }
    turns.end(now - turnBegan);
    turnBegan = now;
    const isTaken = await Promise.all(verdicts);
    arrivals.forEach((arrival, index) => {
      now += isTaken[index] ? chance(MEAN_SERVICE_MILLIS) : REFUSAL_MILLIS;
      (isTaken[index] ? served : refused).push(now - arrival);
      if (isTaken[index]) admission.leave();
    });
    if (arrivals.length === 0 && !turns.isAwaited) now = turnBegan = nextArrival;
  }
  return { served, refused };
}

/** Times that are distributed exponentially around a mean. */
function createChance(): (mean: number) => number {
  const bytes = createSeededRandom(1);
  return (mean) => {
    const [high = 0, middle = 0, low = 0] = bytes(3);
    return -mean * Math.log((high * 65536 + middle * 256 + low + 1) / 16_777_217);
  };
}

function p99(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.99)] ?? 0;
}

const CAPACITY = 1 / MEAN_SERVICE_MILLIS;
const HALF_MINUTE = 30_000;

Deno.test("under three times the capacity those who are taken wait at most three times as long as ever", async () => {
  const calm = await simulate(CAPACITY * 0.15, HALF_MINUTE, { turnMillis: TURN_MILLIS });
  const flood = await simulate(CAPACITY * 3, HALF_MINUTE, { turnMillis: TURN_MILLIS });
  assert.deepEqual(calm.refused, []);
  assert.ok(p99(flood.served) <= 3 * p99(calm.served), `${p99(flood.served)} ms`);
  assert.ok(p99(flood.refused) <= 3 * p99(calm.served), `${p99(flood.refused)} ms`);
  const used = flood.served.length / (CAPACITY * HALF_MINUTE);
  assert.ok(used > 0.6, `${used} of the capacity`);
});

Deno.test("at half of the capacity, bursts and all, hardly anybody is turned away", async () => {
  const { served, refused } = await simulate(CAPACITY / 2, HALF_MINUTE, {
    turnMillis: TURN_MILLIS,
  });
  assert.ok(refused.length < served.length / 200, `${refused.length} of ${served.length}`);
});

Deno.test("without limits all wait longer and longer, so that the above proves something", async () => {
  const { served } = await simulate(CAPACITY * 3, 10_000, { turnMillis: 1_000_000 });
  assert.ok(p99(served) > 1000);
});
