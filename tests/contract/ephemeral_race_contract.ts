/** Fifty attempts at once on two instances: one success, or as many as there are places. */
import assert from "node:assert/strict";
import { type Contract, countDone, LATER, NOW, race, run, SOON } from "./store_fixture.ts";

/** Guarantee → the check of it. */
export const RACE_CONTRACT: Contract = {
  "of 50 parallel claims of one key exactly one is done": async (stores) => {
    const results = await race(stores, [{ verb: "claimOnce", at: "k", expiresAt: LATER }]);
    assert.equal(countDone(results), 1);
  },

  "of 50 parallel redemptions exactly one is done, and only it goes on": async (stores) => {
    await run(stores.store, [{ verb: "put", at: "k", value: "v", expiresAt: LATER }]);
    const results = await race(stores, [
      { verb: "redeem", at: "k" },
      { verb: "hit", at: "effects", limit: 100, expiresAt: LATER },
    ]);
    assert.equal(countDone(results), 1);
    assert.equal(results.filter(([redeemed]) => redeemed.status === "refused").length, 49);
    const hit = { verb: "hit", at: "effects", limit: 100, expiresAt: LATER } as const;
    assert.equal((await run(stores.store, [hit]))[0].count, 2);
  },

  "of 50 parallel steps exactly one begins": async (stores) => {
    await run(stores.store, [{ verb: "put", at: "k", value: "v", expiresAt: LATER }]);
    const results = await race(stores, [
      { verb: "beginStep", at: "k", version: 1, leaseUntil: SOON },
    ]);
    assert.equal(countDone(results), 1);
  },

  "of 50 parallel compare-and-sets exactly one is done": async (stores) => {
    await run(stores.store, [{ verb: "put", at: "k", value: "v", expiresAt: LATER }]);
    const results = await race(stores, [
      { verb: "compareAndSet", at: "k", version: 1, value: "w", expiresAt: LATER },
    ]);
    assert.equal(countDone(results), 1);
    const [after] = await run(stores.store, [{ verb: "get", at: "k" }]);
    assert.deepEqual(after.record, { value: "w", version: 2 });
  },

  "of 50 parallel putIfAbsent exactly one is done, and all see its value": async (stores) => {
    const results = await race(stores, [
      { verb: "putIfAbsent", at: "k", value: "v", guard: false, expiresAt: LATER },
    ]);
    assert.equal(countDone(results), 1);
    const refused = results.filter(([result]) => result.status === "refused");
    assert.equal(refused.length, 49);
    assert.ok(refused.every(([result]) => result.record?.value === "v"));
  },

  "of 50 parallel reservations as many are done as there are slots": async (stores) => {
    const results = await race(stores, [
      { verb: "reserve", at: "s", capacity: 5, leaseUntil: SOON, expiresAt: LATER },
    ]);
    assert.equal(countDone(results), 5);
  },

  "50 parallel guesses that fail leave exactly the capacity of failures": async (stores) => {
    await race(stores, [
      { verb: "reserve", at: "s", capacity: 3, leaseUntil: SOON, expiresAt: LATER },
      { verb: "settle", at: "s", outcome: "failed" },
    ]);
    const [result] = await run(stores.store, [{ verb: "countFailures", at: "s" }], { now: NOW });
    assert.equal(result.failures, 3);
  },

  "of 50 parallel hits as many are done as the limit allows": async (stores) => {
    const results = await race(stores, [{ verb: "hit", at: "n", limit: 7, expiresAt: LATER }]);
    assert.equal(countDone(results), 7);
    const counts = results.flatMap(([{ count }]) => count === undefined ? [] : [count]);
    assert.deepEqual(counts.toSorted(), [1, 2, 3, 4, 5, 6, 7]);
  },
};
