/** Steps of a versioned record: lease and compare-and-set. */
import assert from "node:assert/strict";
import {
  attempt,
  type Contract,
  LATER,
  MUCH_LATER,
  NOW,
  type OpenedStores,
  run,
  SOON,
} from "./store_fixture.ts";

const get = { verb: "get", at: "k" } as const;
const begin = (version: number, leaseUntil = SOON) =>
  ({ verb: "beginStep", at: "k", version, leaseUntil }) as const;
const set = (version: number, value: string, expiresAt = LATER) =>
  ({ verb: "compareAndSet", at: "k", version, value, expiresAt }) as const;
const MARK = { verb: "put", at: "mark", value: "reached", expiresAt: MUCH_LATER } as const;

const putRecord = ({ store }: OpenedStores, expiresAt = LATER) =>
  run(store, [{ verb: "put", at: "k", value: "a", expiresAt }]);

async function assertNotReached({ store }: OpenedStores) {
  assert.equal((await run(store, [{ verb: "get", at: "mark" }]))[0].status, "absent");
}

/** Guarantee → the check of it. */
export const STEP_CONTRACT: Contract = {
  "beginStep() leases the record of that version to one attempt": async (stores) => {
    await putRecord(stores);
    const record = { value: "a", version: 1 };
    assert.deepEqual(await run(stores.store, [begin(1)]), [{ status: "done", record }]);
    const second = await run(stores.peer, [begin(1), MARK]);
    assert.deepEqual(second, [{ status: "refused", record }, { status: "skipped" }]);
    await assertNotReached(stores);
  },

  "beginStep() refuses another version and hands out the record as it is": async (stores) => {
    await putRecord(stores);
    await run(stores.store, [set(1, "b")]);
    const record = { value: "b", version: 2 };
    for (const version of [1, 3]) {
      const results = await run(stores.store, [begin(version), MARK]);
      assert.deepEqual(results, [{ status: "refused", record }, { status: "skipped" }]);
    }
    await assertNotReached(stores);
  },

  "beginStep() of nothing or of what expired is absent and stops the run": async (stores) => {
    assert.equal((await run(stores.store, [begin(1), MARK]))[0].status, "absent");
    await putRecord(stores, SOON);
    const late = await run(stores.store, [begin(1), MARK], { now: SOON });
    assert.equal(late[0].status, "absent");
    await assertNotReached(stores);
  },

  "beginStep() recognises its repetition": async (stores) => {
    await putRecord(stores);
    const by = attempt();
    const first = await run(stores.store, [begin(1)], { by });
    assert.equal((await run(stores.peer, [begin(1)]))[0].status, "refused");
    assert.deepEqual(await run(stores.peer, [begin(1)], { by }), first);
  },

  "a lapsed lease can be taken over; then the first holder is refused": async (stores) => {
    await putRecord(stores);
    const [slow, next] = [attempt(), attempt()];
    await run(stores.store, [begin(1, SOON)], { by: slow });
    const early = await run(stores.store, [begin(1)], { now: SOON - 1, by: next });
    assert.equal(early[0].status, "refused");
    const taken = await run(stores.store, [begin(1, LATER)], { now: SOON, by: next });
    assert.equal(taken[0].status, "done");
    const late = await run(stores.store, [set(1, "slow"), MARK], { now: SOON, by: slow });
    assert.deepEqual(late.map(({ status }) => status), ["refused", "skipped"]);
    await assertNotReached(stores);
    const won = await run(stores.store, [set(1, "next")], { now: SOON, by: next });
    assert.deepEqual(won, [{ status: "done" }]);
  },

  "compareAndSet() replaces the value of that version only": async (stores) => {
    await putRecord(stores);
    assert.deepEqual(await run(stores.store, [set(1, "b")]), [{ status: "done" }]);
    const record = { value: "b", version: 2 };
    const second = await run(stores.peer, [set(1, "c"), MARK]);
    assert.deepEqual(second, [{ status: "refused", record }, { status: "skipped" }]);
    const third = await run(stores.peer, [set(3, "c"), MARK]);
    assert.deepEqual(third, [{ status: "refused", record }, { status: "skipped" }]);
    await assertNotReached(stores);
    assert.deepEqual((await run(stores.peer, [get]))[0].record, record);
  },

  "compareAndSet() of nothing or of what expired is absent and stops the run": async (stores) => {
    assert.equal((await run(stores.store, [set(1, "b"), MARK]))[0].status, "absent");
    await putRecord(stores, SOON);
    const late = await run(stores.store, [set(1, "b"), MARK], { now: SOON });
    assert.deepEqual(late, [{ status: "absent" }, { status: "skipped" }]);
    await assertNotReached(stores);
  },

  "compareAndSet() is refused while another attempt holds the lease": async (stores) => {
    await putRecord(stores);
    const holder = attempt();
    await run(stores.store, [begin(1, SOON)], { by: holder });
    assert.equal((await run(stores.peer, [set(1, "other")]))[0].status, "refused");
    assert.deepEqual(await run(stores.store, [set(1, "mine")], { by: holder }), [{
      status: "done",
    }]);
  },

  "compareAndSet() may replace what a lapsed lease is on": async (stores) => {
    await putRecord(stores);
    await run(stores.store, [begin(1, SOON)]);
    const [result] = await run(stores.peer, [set(1, "b")], { now: SOON });
    assert.equal(result.status, "done");
  },

  "compareAndSet() ends the lease, so the next version can be begun": async (stores) => {
    await putRecord(stores);
    const by = attempt();
    await run(stores.store, [begin(1, LATER)], { by });
    await run(stores.store, [set(1, "b")], { by });
    assert.equal((await run(stores.peer, [begin(2)]))[0].status, "done");
  },

  "compareAndSet() recognises its repetition and changes nothing again": async (stores) => {
    await putRecord(stores);
    const by = attempt();
    const operations = [set(1, "b"), {
      verb: "put",
      at: "x",
      value: "y",
      expiresAt: LATER,
    }] as const;
    const first = await run(stores.store, operations, { by });
    assert.equal((await run(stores.store, [set(1, "c")]))[0].status, "refused");
    assert.deepEqual(await run(stores.peer, operations, { by }), first);
    assert.deepEqual((await run(stores.peer, [get]))[0].record, { value: "b", version: 2 });
  },

  "a repeated compareAndSet() is refused once others went on": async (stores) => {
    await putRecord(stores);
    const by = attempt();
    await run(stores.store, [set(1, "b")], { by });
    await run(stores.store, [set(2, "c")]);
    const [result] = await run(stores.store, [set(1, "b")], { by });
    assert.deepEqual(result, { status: "refused", record: { value: "c", version: 3 } });
  },

  "a repeated beginStep() is refused after its step was taken": async (stores) => {
    await putRecord(stores);
    const by = attempt();
    await run(stores.store, [begin(1)], { by });
    await run(stores.store, [set(1, "b")], { by });
    const results = await run(stores.store, [begin(1), MARK], { by });
    assert.deepEqual(results.map(({ status }) => status), ["refused", "skipped"]);
    assert.equal((await run(stores.peer, [begin(2)]))[0].status, "done");
  },

  "compareAndSet() sets references and expiry anew": async ({ store }) => {
    const refs = { one: "target" };
    await run(store, [
      { verb: "put", at: "k", value: "a", refs, expiresAt: LATER },
      { verb: "put", at: "target", value: "1", expiresAt: MUCH_LATER },
      { verb: "put", at: "other", value: "2", expiresAt: MUCH_LATER },
    ]);
    await run(store, [{ ...set(1, "b", MUCH_LATER), refs: { two: "other" } }]);
    const [record, one, two] = await run(store, [
      get,
      { verb: "get", at: { of: "k", ref: "one" } },
      { verb: "get", at: { of: "k", ref: "two" } },
    ], { now: LATER });
    assert.deepEqual(record.record, { value: "b", version: 2 });
    assert.equal(one.status, "absent");
    assert.equal(two.record?.value, "2");
  },

  "a step may begin and end in one run": async (stores) => {
    await putRecord(stores);
    const results = await run(stores.store, [begin(1), set(1, "b"), get], { now: NOW });
    assert.deepEqual(results.map(({ status }) => status), ["done", "done", "done"]);
    assert.deepEqual(results[0].record, { value: "a", version: 1 });
    assert.deepEqual(results[2].record, { value: "b", version: 2 });
  },
};
