import assert from "node:assert/strict";
import { callStatus, isOutOfTime, shuffle } from "../../../domain/caller_id/expected_call.ts";
import { createSeededRandom } from "../../support/random.ts";

const CALL = { destination: "0120000111", from: 100_000, until: 220_000 };
const stray = (kind: string, at: number) => JSON.stringify({ kind, at });

const CASES: readonly [string, string | undefined, string | undefined, number, string][] = [
  ["nothing came", undefined, undefined, 100_000, "waiting"],
  ["the call came", "150000", undefined, 219_999, "arrived"],
  ["the call came, but time is over", "150000", undefined, 220_000, "over"],
  ["the provider's clock is a little behind", "90000", undefined, 150_000, "arrived"],
  ["the call is older than the number on the screen", "89999", undefined, 150_000, "waiting"],
  ["a withheld call came", undefined, stray("withheld", 150_000), 160_000, "withheld"],
  ["another number called", undefined, stray("other_number", 150_000), 160_000, "other_number"],
  ["another number called before", undefined, stray("other_number", 89_999), 160_000, "waiting"],
  ["the call came after a stray one", "155000", stray("withheld", 150_000), 160_000, "arrived"],
];
for (const [what, arrival, strayCall, now, expected] of CASES) {
  Deno.test(`callStatus() is ${expected} when ${what}`, () => {
    assert.equal(callStatus(CALL, arrival, strayCall, now), expected);
  });
}

const TIMES: readonly [string, number, number, boolean][] = [
  ["a call that was told at once", 150_000, 150_000, false],
  ["a call in the last moment", 219_999, 219_999, false],
  ["a call when time was over", 220_000, 220_000, true],
  ["a call in time that is told when time is over", 219_999, 220_000, true],
  ["a call of a provider whose clock is a little behind", 90_000, 150_000, false],
  ["a call from before the number was shown", 89_999, 150_000, true],
];
for (const [what, occurredAt, now, expected] of TIMES) {
  Deno.test(`isOutOfTime() is ${expected} for ${what}`, () => {
    const expectation = JSON.stringify({ from: CALL.from, until: CALL.until });
    assert.equal(isOutOfTime(expectation, occurredAt, now), expected);
  });
}

Deno.test("shuffle() gives every order equally often", () => {
  const random = { bytes: createSeededRandom(11) };
  const counts = new Map<string, number>();
  for (let time = 0; time < 6000; time += 1) {
    const order = shuffle(["a", "b", "c"], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150, String(count));
});

Deno.test("shuffle() draws again what would favour some numbers", () => {
  const drawn = [[0xff, 0xff], [0, 1], [0, 0]];
  const bytes = () => Uint8Array.from(drawn.shift() ?? [0, 0]);
  assert.equal(shuffle(["a", "b", "c"], { bytes }).length, 3);
  assert.equal(drawn.length, 0);
});

Deno.test("shuffle() leaves the pool as it is, and an empty one empty", () => {
  const pool = Object.freeze(["a", "b"]);
  shuffle(pool, { bytes: createSeededRandom() });
  assert.deepEqual(shuffle([], { bytes: createSeededRandom() }), []);
});
