/** Reading, writing, claiming and redeeming records. */
import assert from "node:assert/strict";
import type { Operation } from "../../domain/store/ephemeral_store.ts";
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

const put = (at: string, value: string, expiresAt = LATER) =>
  ({ verb: "put", at, value, expiresAt }) as const;
const get = (at: string) => ({ verb: "get", at }) as const;
const claim = (at: string, expiresAt = LATER) => ({ verb: "claimOnce", at, expiresAt }) as const;
const redeem = (at: string) => ({ verb: "redeem", at }) as const;
const putIfAbsent = (at: string, value: string, guard: boolean, expiresAt = LATER) =>
  ({ verb: "putIfAbsent", at, value, guard, expiresAt }) as const;

const MARK = put("mark", "reached");

/** Whether the run went on to its last operation, as told and as done. */
async function assertReached({ store }: OpenedStores, operations: Operation[], reached: boolean) {
  const results = await run(store, [...operations, MARK]);
  assert.equal(results.at(-1)?.status, reached ? "done" : "skipped");
  assert.equal((await run(store, [get("mark")]))[0].status, reached ? "done" : "absent");
}

/** Guarantee → the check of it. */
export const RECORD_CONTRACT: Contract = {
  "get() reads what was put, with its version, from any instance": async (stores) => {
    const value = JSON.stringify({
      text: "普通 1100026",
      quote: `"'\\\n\u0000`,
      list: [],
      map: {},
    });
    await run(stores.store, [put("k", value)]);
    const [result] = await run(stores.peer, [get("k")]);
    assert.deepEqual(result, { status: "done", record: { value, version: 1 } });
  },

  "get() of nothing is absent and stops nothing": async (stores) => {
    await assertReached(stores, [get("nothing")], true);
    assert.deepEqual(await run(stores.store, [get("nothing")]), [{ status: "absent" }]);
  },

  "a record counts as absent when its expiresAt is not after now": async ({ store }) => {
    await run(store, [put("k", "v", SOON)]);
    assert.equal((await run(store, [get("k")], { now: SOON - 1 }))[0].status, "done");
    assert.equal((await run(store, [get("k")], { now: SOON }))[0].status, "absent");
    assert.equal((await run(store, [get("k")], { now: SOON - 1 }))[0].status, "done");
  },

  "require() hands out the record, and stops the run without one": async (stores) => {
    await assertReached(stores, [{ verb: "require", at: "k" }], false);
    const [result] = await run(stores.store, [{ verb: "require", at: "k" }]);
    assert.deepEqual(result, { status: "absent" });
    await run(stores.store, [put("k", "v", SOON)]);
    await assertReached(stores, [{ verb: "require", at: "k" }], true);
    const found = await run(stores.store, [{ verb: "require", at: "k" }]);
    assert.deepEqual(found, [{ status: "done", record: { value: "v", version: 1 } }]);
    const late = await run(stores.store, [{ verb: "require", at: "k" }, MARK], { now: SOON });
    assert.deepEqual(late.map(({ status }) => status), ["absent", "skipped"]);
  },

  "put() replaces whatever was there and begins again at version 1": async ({ store }) => {
    await run(store, [put("k", "a"), redeem("k")]);
    await run(store, [{
      verb: "compareAndSet",
      at: "k",
      version: 1,
      value: "b",
      expiresAt: LATER,
    }]);
    const results = await run(store, [put("k", "c"), get("k"), redeem("k")]);
    assert.deepEqual(results[1].record, { value: "c", version: 1 });
    assert.equal(results[2].status, "done");
  },

  "putIfAbsent() writes once; the refused gets what is there": async ({ store, peer }) => {
    const first = await run(store, [putIfAbsent("k", "mine", false)]);
    assert.deepEqual(first, [{ status: "done" }]);
    const second = await run(peer, [putIfAbsent("k", "other", false)]);
    assert.deepEqual(second, [{ status: "refused", record: { value: "mine", version: 1 } }]);
    assert.equal((await run(store, [get("k")]))[0].record?.value, "mine");
  },

  "putIfAbsent() stops the run when refused only if it is a guard": async (stores) => {
    await run(stores.store, [put("k", "v")]);
    await assertReached(stores, [putIfAbsent("k", "x", true)], false);
    await assertReached(stores, [putIfAbsent("k", "x", false)], true);
    await assertReached(stores, [putIfAbsent("new", "x", true)], true);
  },

  "putIfAbsent() recognises its repetition and does not undo later changes": async (stores) => {
    const by = attempt();
    await run(stores.store, [putIfAbsent("k", "mine", true)], { by });
    const update = { verb: "compareAndSet", at: "k", version: 1, value: "b", expiresAt: LATER };
    await run(stores.store, [update as Operation]);
    const again = await run(stores.peer, [putIfAbsent("k", "mine", true), get("k")], { by });
    assert.deepEqual(again[0], { status: "done" });
    assert.deepEqual(again[1].record, { value: "b", version: 2 });
  },

  "putIfAbsent() takes the place of an expired record, with nothing left of it": async (
    { store },
  ) => {
    const by = attempt();
    const old = { verb: "put", at: "k", value: "old", refs: { a: "b" }, expiresAt: SOON } as const;
    await run(store, [old, put("b", "target", LATER), redeem("k")], { by });
    const now = SOON;
    const [fresh] = await run(store, [putIfAbsent("k", "new", true)], { now });
    assert.deepEqual(fresh, { status: "done" });
    const [record, reference, redeemed] = await run(
      store,
      [get("k"), { verb: "get", at: { of: "k", ref: "a" } }, redeem("k")],
      { now },
    );
    assert.deepEqual(record.record, { value: "new", version: 1 });
    assert.equal(reference.status, "absent");
    assert.equal(redeemed.status, "done");
  },

  "claimOnce() refuses a second attempt until the claim expires": async (stores) => {
    const { store, peer } = stores;
    assert.deepEqual(await run(store, [claim("k", SOON)]), [{ status: "done" }]);
    assert.equal((await run(peer, [claim("k", LATER)]))[0].status, "refused");
    assert.equal((await run(store, [claim("k")], { now: SOON - 1 }))[0].status, "refused");
    await assertReached(stores, [claim("k")], false);
    assert.equal((await run(store, [claim("k", MUCH_LATER)], { now: SOON }))[0].status, "done");
    assert.equal((await run(store, [claim("k")], { now: LATER }))[0].status, "refused");
  },

  "claimOnce() recognises its repetition, also after others were refused": async (stores) => {
    const by = attempt();
    const operations = [claim("k"), put("effect", "done")] as const;
    const first = await run(stores.store, operations, { by });
    assert.equal((await run(stores.store, [claim("k")]))[0].status, "refused");
    assert.deepEqual(await run(stores.peer, operations, { by }), first);
    await assertReached(stores, [claim("k")], false);
  },

  "a repeated claimOnce() does not move its expiry": async ({ store }) => {
    const by = attempt();
    await run(store, [claim("k", SOON)], { by });
    assert.equal((await run(store, [claim("k", LATER)], { by }))[0].status, "done");
    assert.equal((await run(store, [claim("k", LATER)], { now: SOON }))[0].status, "done");
  },

  "redeem() gives the record once, and with a refusal tells what was reused": async (stores) => {
    const { store, peer } = stores;
    await run(store, [put("k", "v")]);
    const record = { value: "v", version: 1 };
    assert.deepEqual(await run(store, [redeem("k")]), [{ status: "done", record }]);
    assert.deepEqual(await run(peer, [redeem("k")]), [{ status: "refused", record }]);
    await assertReached(stores, [redeem("k")], false);
  },

  "redeem() recognises its repetition": async ({ store, peer }) => {
    const by = attempt();
    await run(store, [put("k", "v")]);
    const first = await run(store, [redeem("k"), put("effect", "x")], { by });
    await run(store, [redeem("k")]);
    assert.deepEqual(await run(peer, [redeem("k"), put("effect", "x")], { by }), first);
  },

  "redeem() of nothing or of what expired is absent and stops the run": async (stores) => {
    await assertReached(stores, [redeem("nothing")], false);
    await run(stores.store, [put("k", "v", SOON)]);
    const late = await run(stores.store, [redeem("k"), MARK], { now: SOON });
    assert.deepEqual(late, [{ status: "absent" }, { status: "skipped" }]);
    const [early] = await run(stores.store, [redeem("k")], { now: NOW });
    assert.equal(early.status, "done");
  },

  "delete() removes a record, a counter and all slots, and is done in any case": async (
    { store },
  ) => {
    const reserve = {
      verb: "reserve",
      at: "k",
      capacity: 1,
      leaseUntil: SOON,
      expiresAt: LATER,
    } as const;
    const hit = { verb: "hit", at: "k", limit: 1, expiresAt: LATER } as const;
    await run(store, [put("k", "v"), hit, reserve]);
    assert.deepEqual(await run(store, [{ verb: "delete", at: "k" }]), [{ status: "done" }]);
    const after = await run(store, [get("k"), hit, reserve]);
    assert.deepEqual(after.map(({ status }) => status), ["absent", "done", "done"]);
    assert.deepEqual(await run(store, [{ verb: "delete", at: "none" }]), [{ status: "done" }]);
  },
};
