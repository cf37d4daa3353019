/** One processor under three times what it can do, in virtual time. */
import assert from "node:assert/strict";
import { Admission } from "../../../routes/http/admission.ts";
import { ManualLateness } from "../../support/lateness.ts";
import { createSeededRandom } from "../../support/random.ts";

/** What a request takes, by chance, and what turning one away does. */
const MEAN_SERVICE_MILLIS = 1.5;
const REFUSAL_MILLIS = 0.1;
const TIMER_MILLIS = 10;

interface Outcome {
  /** From the arrival of a request to its answer, of those that were taken. */
  readonly served: readonly number[];
  readonly refused: readonly number[];
}

/** Requests arrive at random; in each turn the processor looks at all that are there, then serves. */
function simulate(ratePerMilli: number, millis: number, settings: { lateMillis: number }): Outcome {
  const timers = new ManualLateness();
  const admission = new Admission({ maxInFlight: 1_000_000, ...settings }, timers.watch);
  const chance = createChance();
  const [served, refused]: [number[], number[]] = [[], []];
  let [now, nextArrival, timerDue] = [0, chance(1 / ratePerMilli), TIMER_MILLIS];
  while (now < millis) {
    const taken: number[] = [];
    while (nextArrival <= now) {
      if (admission.enter("goes on")) {
        taken.push(nextArrival);
      } else {
        now += REFUSAL_MILLIS;
        refused.push(now - nextArrival);
      }
      nextArrival += chance(1 / ratePerMilli);
    }
    const begun = now;
    for (const arrival of taken) {
      now += chance(MEAN_SERVICE_MILLIS);
      served.push(now - arrival);
    }
    if (now >= timerDue) {
      timers.tell(now - timerDue);
      timerDue = now + TIMER_MILLIS;
    }
    for (const _ of taken) admission.leave();
    if (now === begun) now = Math.min(nextArrival, timerDue);
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

Deno.test("under three times the capacity those who are taken wait at most three times as long as ever", () => {
  const calm = simulate(CAPACITY * 0.15, HALF_MINUTE, { lateMillis: 3 });
  const flood = simulate(CAPACITY * 3, HALF_MINUTE, { lateMillis: 3 });
  assert.deepEqual(calm.refused, []);
  assert.ok(p99(flood.served) <= 3 * p99(calm.served), `${p99(flood.served)} ms`);
  assert.ok(p99(flood.refused) <= 3 * p99(calm.served), `${p99(flood.refused)} ms`);
  const used = flood.served.length / (CAPACITY * HALF_MINUTE);
  assert.ok(used > 0.6, `${used} of the capacity`);
});

Deno.test("at half of the capacity, bursts and all, hardly anybody is turned away", () => {
  const { served, refused } = simulate(CAPACITY / 2, HALF_MINUTE, { lateMillis: 3 });
  assert.ok(refused.length < served.length / 200, `${refused.length} of ${served.length}`);
});

Deno.test("without limits all wait longer and longer, so that the above proves something", () => {
  const { served } = simulate(CAPACITY * 3, 10_000, { lateMillis: 1_000_000 });
  assert.ok(p99(served) > 1000);
});
