/** Runs as a whole, references, the queue, and housekeeping. */
import assert from "node:assert/strict";
import type { Address, Operation } from "../../domain/store/ephemeral_store.ts";
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

const put = (at: Address, value = "v", expiresAt = LATER) =>
  ({ verb: "put", at, value, expiresAt }) as const;
const get = (at: Address) => ({ verb: "get", at }) as const;
const claim = (at: string) => ({ verb: "claimOnce", at, expiresAt: LATER }) as const;
const append = (id: string, value = id) => ({ verb: "append", queue: "log", id, value }) as const;

/** Every verb that takes a reference, working at `at`. */
const atAddress = (at: Address) =>
  [
    { verb: "get", at },
    { verb: "put", at, value: "v", expiresAt: LATER },
    { verb: "delete", at },
    { verb: "refund", at },
    { verb: "settle", at, outcome: "failed" },
    { verb: "countFailures", at },
  ] as const;
const guardsAtAddress = (at: Address) =>
  [
    { verb: "require", at },
    { verb: "redeem", at },
    { verb: "hit", at, limit: 5, expiresAt: LATER },
    { verb: "reserve", at, capacity: 5, leaseUntil: SOON, expiresAt: LATER },
  ] as const;

const link = (at: string, target: string, expiresAt = LATER) =>
  ({ verb: "put", at, value: "link", refs: { to: target }, expiresAt }) as const;
const TO = { of: "link", ref: "to" };

async function assertLeadsNowhere({ store }: OpenedStores, at: Address, now: number) {
  for (const operation of atAddress(at)) {
    const results = await run(store, [operation, get("other")], { now });
    assert.deepEqual(results[0], { status: "absent" }, operation.verb);
    assert.notEqual(results[1].status, "skipped", operation.verb);
  }
  for (const operation of guardsAtAddress(at)) {
    const results = await run(store, [operation, get("other")], { now });
    assert.deepEqual(results, [{ status: "absent" }, { status: "skipped" }], operation.verb);
  }
}

/** Guarantee → the check of it. */
export const RUN_CONTRACT: Contract = {
  "an empty run is empty": async ({ store }) => {
    assert.deepEqual(await run(store, []), []);
  },

  "operations run in order, and each sees the ones before it": async ({ store }) => {
    const results = await run(store, [
      get("k"),
      put("k", "a"),
      get("k"),
      put("k", "b"),
      get("k"),
      { verb: "delete", at: "k" },
      get("k"),
    ]);
    assert.deepEqual(results.map(({ record }) => record?.value), [
      undefined,
      undefined,
      "a",
      undefined,
      "b",
      undefined,
      undefined,
    ]);
  },

  "a refused guard keeps what came before it and skips every verb after it": async ({ store }) => {
    await run(store, [claim("taken"), put("kept-1", "old"), put("record", "old")]);
    const others: Operation[] = [
      ...atAddress("record"),
      ...guardsAtAddress("record"),
      { verb: "beginStep", at: "record", version: 1, leaseUntil: LATER },
      { verb: "compareAndSet", at: "record", version: 1, value: "new", expiresAt: LATER },
      { verb: "putIfAbsent", at: "fresh", value: "new", guard: false, expiresAt: LATER },
      claim("claimed"),
      append("entry"),
    ];
    const results = await run(store, [put("kept-1", "new"), claim("taken"), ...others]);
    assert.deepEqual(results.slice(0, 2).map(({ status }) => status), ["done", "refused"]);
    assert.ok(results.slice(2).every((result) => result.status === "skipped"));
    const after = await run(store, [
      get("kept-1"),
      get("fresh"),
      { verb: "countFailures", at: "record" },
      { verb: "beginStep", at: "record", version: 1, leaseUntil: LATER },
      { verb: "redeem", at: "record" },
      claim("claimed"),
      { verb: "hit", at: "record", limit: 1, expiresAt: LATER },
    ], { now: SOON });
    assert.deepEqual(after.map((result) => result.record?.value ?? result.status), [
      "new",
      "absent",
      "done",
      "old",
      "old",
      "done",
      "done",
    ]);
    assert.equal(after[2].failures, 0);
    assert.deepEqual(await store.readQueue("log", 10), []);
  },

  "a stopped run does not hinder the next": async ({ store, peer }) => {
    await run(store, [claim("taken")]);
    await run(store, [claim("taken"), put("k")]);
    assert.equal((await run(store, [put("k")]))[0].status, "done");
    assert.equal((await run(peer, [get("k")]))[0].status, "done");
  },

  "each guard stops the run, wherever it stands": async ({ store }) => {
    await run(store, [claim("taken")]);
    const results = await run(store, [claim("a"), claim("b"), claim("taken"), claim("c")]);
    assert.deepEqual(results.map(({ status }) => status), ["done", "done", "refused", "skipped"]);
    assert.equal((await run(store, [claim("a")]))[0].status, "refused");
    assert.equal((await run(store, [claim("c")]))[0].status, "done");
  },

  "every verb that takes a reference works at the key it leads to": async ({ store }) => {
    await run(store, [link("link", "target"), put("target", "v")]);
    const hit = { verb: "hit", at: TO, limit: 5, expiresAt: LATER } as const;
    const results = await run(store, [
      get(TO),
      { verb: "require", at: TO },
      { verb: "redeem", at: TO },
      hit,
      hit,
      { verb: "refund", at: TO },
      { verb: "reserve", at: TO, capacity: 1, leaseUntil: SOON, expiresAt: LATER },
      { verb: "settle", at: TO, outcome: "failed" },
      { verb: "countFailures", at: TO },
    ]);
    const record = { value: "v", version: 1 };
    assert.deepEqual(results.slice(0, 3), Array(3).fill({ status: "done", record }));
    assert.deepEqual(results.slice(3, 6).map(({ count }) => count), [1, 2, 1]);
    assert.deepEqual(results.slice(6).map(({ failures }) => failures), [0, 1, 1]);
    const after = await run(store, [
      put(TO, "w"),
      get("target"),
      { verb: "countFailures", at: "target" },
      { verb: "delete", at: TO },
      get("target"),
      { verb: "countFailures", at: "target" },
    ]);
    assert.deepEqual(after[1].record, { value: "w", version: 1 });
    assert.equal(after[2].failures, 1);
    assert.equal(after[4].status, "absent");
    assert.equal(after[5].failures, 0);
  },

  "a reference is resolved inside the run, also one that was put in it": async ({ store }) => {
    const results = await run(store, [link("link", "target"), put(TO, "new"), get("target")]);
    assert.equal(results[2].record?.value, "new");
  },

  "a record may be deleted through its own reference": async ({ store }) => {
    await run(store, [link("link", "link")]);
    const results = await run(store, [{ verb: "delete", at: TO }, get("link")]);
    assert.deepEqual(results, [{ status: "done" }, { status: "absent" }]);
  },

  "without the record, after its expiry, or without that name, a reference leads nowhere": async (
    stores,
  ) => {
    await assertLeadsNowhere(stores, TO, NOW);
    await run(stores.store, [link("link", "target", SOON), put("target", "v", MUCH_LATER)]);
    await assertLeadsNowhere(stores, { of: "link", ref: "other" }, NOW);
    await assertLeadsNowhere(stores, TO, SOON);
    assert.equal((await run(stores.store, [get("target")]))[0].record?.value, "v");
  },

  "a run repeated with the same attempt has the effect of one": async ({ store, peer }) => {
    await run(store, [put("code", "grant"), put("state", "1")]);
    const by = attempt();
    const operations = [
      claim("assertion"),
      { verb: "redeem", at: "code" },
      { verb: "compareAndSet", at: "state", version: 1, value: "2", expiresAt: LATER },
      { verb: "reserve", at: "slots", capacity: 1, leaseUntil: SOON, expiresAt: LATER },
      { verb: "settle", at: "slots", outcome: "failed" },
      put("effect", "x"),
    ] as const;
    const first = await run(store, operations, { by });
    assert.ok(first.every(({ status }) => status === "done"));
    const again = await run(peer, operations, { by });
    assert.deepEqual(again.map(({ status }) => status), first.map(({ status }) => status));
    const [state, slots] = await run(store, [get("state"), { verb: "countFailures", at: "slots" }]);
    assert.deepEqual(state.record, { value: "2", version: 2 });
    assert.equal(slots.failures, 1);
  },

  "a queue keeps its order until entries are removed, and never expires": async (stores) => {
    const { store, peer } = stores;
    await run(store, [append("1"), append("2"), append("3", '{"text":"三"}')]);
    await run(peer, [append("4")]);
    await store.sweep(NOW + 1e12);
    assert.deepEqual(await peer.readQueue("log", 3), ["1", "2", '{"text":"三"}']);
    await peer.removeFromQueue("log", ["1", '{"text":"三"}', "never there"]);
    await peer.removeFromQueue("log", ["1"]);
    await peer.removeFromQueue("log", []);
    assert.deepEqual(await store.readQueue("log", 10), ["2", "4"]);
    assert.deepEqual(await store.readQueue("other", 10), []);
  },

  "list() finds the live records whose key begins with the prefix": async ({ store }) => {
    await run(store, [
      put("lock:b", "2"),
      put("lock:a", "1"),
      put("lock", "no"),
      put("lock*:c", "no"),
      put("lock:expired", "no", SOON),
      { verb: "hit", at: "lock:counter", limit: 1, expiresAt: LATER },
    ]);
    const found = (await store.list("lock:", SOON)).toSorted((a, b) => a.key < b.key ? -1 : 1);
    assert.deepEqual(found, [{ key: "lock:a", value: "1" }, { key: "lock:b", value: "2" }]);
    assert.deepEqual(await store.list("lock*", SOON), [{ key: "lock*:c", value: "no" }]);
  },

  "sweep() leaves alone what lives": async ({ store }) => {
    const slot = { verb: "reserve", at: "s", capacity: 1, leaseUntil: SOON, expiresAt: LATER };
    const hit = { verb: "hit", at: "n", limit: 9, expiresAt: LATER } as const;
    await run(store, [put("k"), hit, slot as Operation]);
    await store.sweep(LATER - 1);
    const results = await run(store, [get("k"), { verb: "countFailures", at: "s" }, hit], {
      now: LATER - 1,
    });
    assert.deepEqual(results.map(({ status }) => status), ["done", "done", "done"]);
    assert.equal(results[1].failures, 1);
    assert.equal(results[2].count, 2);
  },

  "ping() tells the store's own time": async ({ store }) => {
    const before = Date.now();
    const time = await store.ping();
    assert.ok(Number.isInteger(time));
    assert.ok(Math.abs(time - before) < 60_000);
  },
};
