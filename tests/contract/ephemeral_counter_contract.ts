/** Counters and slots. */
import assert from "node:assert/strict";
import {
  attempt,
  type Contract,
  LATER,
  MUCH_LATER,
  type OpenedStores,
  run,
  SOON,
} from "./store_fixture.ts";

const hit = (limit = 2, expiresAt = LATER) => ({ verb: "hit", at: "n", limit, expiresAt }) as const;
const refund = { verb: "refund", at: "n" } as const;
const reserve = (leaseUntil = SOON, expiresAt = LATER, capacity = 2) =>
  ({ verb: "reserve", at: "s", capacity, leaseUntil, expiresAt }) as const;
const settle = (outcome: "failed" | "released" | "cleared") =>
  ({ verb: "settle", at: "s", outcome }) as const;
const count = { verb: "countFailures", at: "s" } as const;
const MARK = { verb: "put", at: "mark", value: "reached", expiresAt: MUCH_LATER } as const;

async function assertNotReached({ store }: OpenedStores) {
  assert.equal((await run(store, [{ verb: "get", at: "mark" }]))[0].status, "absent");
}

async function fail({ store }: OpenedStores, expiresAt = LATER) {
  const results = await run(store, [reserve(SOON, expiresAt), settle("failed")]);
  assert.deepEqual(results.map(({ status }) => status), ["done", "done"]);
}

/** Guarantee → the check of it. */
export const COUNTER_CONTRACT: Contract = {
  "hit() counts up to the limit; beyond it is refused and not counted": async (stores) => {
    assert.deepEqual(await run(stores.store, [hit()]), [{ status: "done", count: 1 }]);
    assert.deepEqual(await run(stores.peer, [hit()]), [{ status: "done", count: 2 }]);
    const refused = await run(stores.store, [hit(), MARK]);
    assert.deepEqual(refused, [{ status: "refused" }, { status: "skipped" }]);
    await assertNotReached(stores);
    assert.deepEqual(await run(stores.store, [hit(3)]), [{ status: "done", count: 3 }]);
  },

  "a counter returns to zero at the expiry that its first hit set": async ({ store }) => {
    await run(store, [hit(2, SOON), hit(2, MUCH_LATER)]);
    assert.equal((await run(store, [hit()], { now: SOON - 1 }))[0].status, "refused");
    const [first] = await run(store, [hit(2, LATER)], { now: SOON });
    assert.deepEqual(first, { status: "done", count: 1 });
    const [second] = await run(store, [hit(2, MUCH_LATER)], { now: LATER - 1 });
    assert.equal(second.count, 2);
    assert.equal((await run(store, [hit()], { now: LATER }))[0].count, 1);
  },

  "refund() takes one hit back, never below zero": async ({ store, peer }) => {
    await run(store, [hit(), hit()]);
    assert.deepEqual(await run(peer, [refund]), [{ status: "done", count: 1 }]);
    assert.deepEqual(await run(peer, [refund]), [{ status: "done", count: 0 }]);
    assert.deepEqual(await run(peer, [refund]), [{ status: "done", count: 0 }]);
    assert.equal((await run(store, [hit()]))[0].count, 1);
  },

  "refund() recognises its repetition: what others were counted for stays": async (stores) => {
    await run(stores.store, [hit(9), hit(9), hit(9)]);
    const by = attempt();
    assert.deepEqual(await run(stores.store, [refund], { by }), [{ status: "done", count: 2 }]);
    assert.deepEqual(await run(stores.peer, [refund], { by }), [{ status: "done", count: 2 }]);
    assert.deepEqual(await run(stores.peer, [refund]), [{ status: "done", count: 1 }]);
  },

  "refund() takes back from a counter that began anew, or was deleted": async ({ store }) => {
    const by = attempt();
    await run(store, [hit(9, SOON), refund], { by });
    await run(store, [hit(9), hit(9)], { now: SOON });
    assert.equal((await run(store, [refund], { by, now: SOON }))[0].count, 1);
    await run(store, [{ verb: "delete", at: "n" }, hit(9), hit(9)], { now: SOON });
    assert.equal((await run(store, [refund], { by, now: SOON }))[0].count, 1);
  },

  "refund() of a counter that is not there, or expired, makes none": async ({ store }) => {
    assert.deepEqual(await run(store, [refund]), [{ status: "done", count: 0 }]);
    await run(store, [hit(2, SOON)]);
    assert.equal((await run(store, [refund], { now: SOON }))[0].count, 0);
    assert.equal((await run(store, [hit()], { now: SOON }))[0].count, 1);
  },

  "reserve() gives out as many slots as there are; pending ones say busy": async (stores) => {
    assert.deepEqual(await run(stores.store, [reserve()]), [{ status: "done", failures: 0 }]);
    assert.deepEqual(await run(stores.peer, [reserve()]), [{ status: "done", failures: 0 }]);
    const refused = await run(stores.store, [reserve(), MARK]);
    assert.deepEqual(refused, [{ status: "refused", failures: 0 }, { status: "skipped" }]);
    await assertNotReached(stores);
  },

  "reserve() is refused with failures = capacity when locked": async (stores) => {
    await fail(stores);
    await fail(stores);
    const [refused] = await run(stores.peer, [reserve()]);
    assert.deepEqual(refused, { status: "refused", failures: 2 });
  },

  "a pending slot counts as failed once its lease has lapsed": async ({ store }) => {
    await run(store, [reserve(SOON)]);
    assert.equal((await run(store, [count], { now: SOON - 1 }))[0].failures, 0);
    assert.deepEqual(await run(store, [count], { now: SOON }), [{ status: "done", failures: 1 }]);
  },

  "reserve() recognises its repetition, also when no slot is left": async (stores) => {
    const by = attempt();
    const first = await run(stores.store, [reserve()], { by });
    await run(stores.store, [reserve()]);
    assert.deepEqual(await run(stores.peer, [reserve()], { by }), first);
    assert.equal((await run(stores.peer, [reserve()]))[0].status, "refused");
  },

  "settle() turns this attempt's slot into a failure and counts all": async (stores) => {
    await fail(stores);
    const by = attempt();
    await run(stores.store, [reserve()], { by });
    const settled = await run(stores.peer, [settle("failed")], { by });
    assert.deepEqual(settled, [{ status: "done", failures: 2 }]);
    assert.deepEqual(await run(stores.peer, [settle("failed")], { by }), settled);
  },

  "settle() frees this attempt's slot and no other": async ({ store, peer }) => {
    const [mine, other] = [attempt(), attempt()];
    await run(store, [reserve()], { by: mine });
    await run(store, [reserve()], { by: other });
    const released = await run(peer, [settle("released")], { by: mine });
    assert.deepEqual(released, [{ status: "done", failures: 0 }]);
    assert.deepEqual(await run(peer, [settle("released")], { by: mine }), released);
    assert.equal((await run(store, [reserve()]))[0].status, "done");
    assert.equal((await run(store, [reserve()]))[0].status, "refused");
  },

  "settle() frees a slot even after its lease lapsed": async ({ store }) => {
    const by = attempt();
    await run(store, [reserve(SOON)], { by });
    const [settled] = await run(store, [settle("released")], { by, now: SOON });
    assert.deepEqual(settled, { status: "done", failures: 0 });
  },

  "settle() frees all slots for an attempt that has one; its repetition frees none": async (
    stores,
  ) => {
    await fail(stores);
    const by = attempt();
    await run(stores.store, [reserve()], { by });
    const cleared = await run(stores.peer, [settle("cleared")], { by });
    assert.deepEqual(cleared, [{ status: "done", failures: 0 }]);
    await fail(stores);
    const again = await run(stores.peer, [settle("cleared")], { by });
    assert.deepEqual(again, [{ status: "done", failures: 1 }]);
  },

  "settle() without a slot changes nothing": async (stores) => {
    await fail(stores);
    for (const outcome of ["failed", "released", "cleared"] as const) {
      assert.deepEqual(await run(stores.store, [settle(outcome)]), [{
        status: "done",
        failures: 1,
      }]);
    }
  },

  "slots expire one by one": async (stores) => {
    const { store } = stores;
    await fail(stores, SOON);
    await fail(stores, LATER);
    assert.equal((await run(store, [reserve()], { now: SOON - 1 }))[0].status, "refused");
    assert.equal((await run(store, [count], { now: SOON }))[0].failures, 1);
    const freed = await run(store, [reserve(LATER, MUCH_LATER)], { now: SOON });
    assert.deepEqual(freed, [{ status: "done", failures: 1 }]);
    assert.equal((await run(store, [count], { now: MUCH_LATER }))[0].failures, 0);
  },

  "countFailures() of nothing is zero and stops nothing": async ({ store }) => {
    const results = await run(store, [count, MARK]);
    assert.deepEqual(results, [{ status: "done", failures: 0 }, { status: "done" }]);
  },
};
