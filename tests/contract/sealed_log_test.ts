import assert from "node:assert/strict";
import type { Stores } from "../../adapters/open_stores.ts";
import { chainEntries } from "../../domain/audit/log_chain.ts";
import { readLogRecords } from "../../domain/audit/log_record.ts";
import { signStatement } from "../../domain/audit/log_statement.ts";
import { LOG_PORTION } from "../../domain/audit/sealed_log.ts";
import { verifyLog } from "../../domain/audit/verify_log.ts";
import { makeLogKey } from "../support/memory_log.ts";
import { pruneLog, sealLog, verifyStored } from "../support/sealing.ts";
import { makeEntry, NOW, openFile, testOnEachDatabase } from "./repository_fixture.ts";

const DAY = 86_400_000;

/** Appends entries `NAME-1`, `NAME-2`, … with the times of `at`. */
async function append(
  stores: Stores,
  name: string,
  count: number,
  at = (_index: number) => NOW,
): Promise<void> {
  await stores.operationLog.append(
    Array.from(
      { length: count },
      (_, index) => makeEntry(`${name}-${index + 1}`, { at: at(index + 1) }),
    ),
  );
}

testOnEachDatabase("entries are sealed with a signed head, and nothing twice", async (database) => {
  const { stores, peer } = database;
  await append(stores, "old", 3);
  assert.equal((await verifyStored(stores)).unsealed, 3);
  const heads = await sealLog(stores, NOW + 1);
  assert.deepEqual(heads.map(({ position }) => position), [3]);
  assert.deepEqual(await sealLog(peer, NOW + 2), [], "nothing is new");
  await append(peer, "new", 2);
  const { fault, sealed, unsealed, head } = await verifyStored(peer);
  assert.deepEqual([fault, sealed, unsealed], [undefined, 3, 2]);
  assert.equal(head?.signed, heads[0]?.signed);
  assert.equal((await stores.sealedLog.readHead())?.signed, heads[0]?.signed);
});

Deno.test("many entries are sealed in portions, each with a signed head", async () => {
  await using database = await openFile();
  const { stores } = database;
  await append(stores, "e", LOG_PORTION + 1);
  const heads = await sealLog(stores, NOW);
  assert.deepEqual(heads.map(({ position }) => position), [LOG_PORTION, LOG_PORTION + 1]);
  const { fault, sealed } = await verifyStored(stores);
  assert.deepEqual([fault, sealed], [undefined, LOG_PORTION + 1]);
});

testOnEachDatabase(
  "instances that seal at the same moment never fork the chain",
  async (database) => {
    const { stores, peer } = database;
    const signed: number[] = [];
    for (let round = 1; round <= 4; round += 1) {
      const work = [stores, peer, stores, peer].map((instance, index) => [
        append(instance, `${round}-${index}`, 3),
        sealLog(instance, NOW + 10 * round + index).then((heads) =>
          signed.push(...heads.map(({ position }) => position))
        ),
      ]);
      await Promise.all(work.flat());
    }
    await sealLog(stores, NOW + 1000);
    const records = await Array.fromAsync(readLogRecords(stores.sealedLog));
    const { fault, sealed, unsealed } = await verifyLog(records);
    assert.deepEqual([fault, sealed, unsealed], [undefined, 48, 0]);
    const ids = records.map((record) => record.record === "entry" ? record.entry.id : undefined);
    assert.equal(new Set(ids).size, 48 + 1, "and what are no entries");
    assert.equal(new Set(signed).size, signed.length, "no position has two heads");
  },
);

testOnEachDatabase(
  "seal() knows its own repetition from another's head",
  async ({ stores, peer }) => {
    await append(stores, "e", 1);
    const { entries } = await stores.sealedLog.readUnsealed(10);
    const chained = await chainEntries({ position: 0, hash: "" }, entries);
    const point = { position: 1, hash: chained[0]?.seal.chainHash ?? "" };
    const key = await makeLogKey();
    const sign = async (at: number) => {
      const { position, signed } = await signStatement(key, "head", point, at);
      return { position, signed, predecessor: 0 };
    };
    assert.equal(await stores.sealedLog.seal(chained, await sign(1)), true);
    assert.equal(await stores.sealedLog.seal(chained, await sign(1)), true);
    assert.equal(await peer.sealedLog.seal(chained, await sign(2)), false);
    const further = { ...await sign(2), position: 5 };
    assert.equal(await peer.sealedLog.seal([], further), false, "one successor, wherever it is");
    const taken = { ...await sign(3), predecessor: 7 };
    await assert.rejects(peer.sealedLog.seal(chained, taken), { name: "ConstraintError" });
  },
);

testOnEachDatabase("two instances that make the log's key together have one", async (database) => {
  const keys = await Promise.all([makeLogKey(), makeLogKey()]);
  const [one, other] = await Promise.all([
    database.stores.logKeys.add(keys[0]),
    database.peer.logKeys.add(keys[1]),
  ]);
  assert.deepEqual(one, other);
  assert.ok(keys.some(({ kid }) => kid === one.kid));
  assert.deepEqual(await database.peer.logKeys.read(), one);
});

testOnEachDatabase("the database itself refuses to change or delete an entry", async (database) => {
  const { stores, open } = database;
  await append(stores, "e", 2);
  await sealLog(stores, NOW);
  await append(stores, "later", 1);
  const direct = await open();
  const refused = async (sql: string, why: RegExp) =>
    await assert.rejects(direct.write([{ sql }]), { name: "ConstraintError", message: why });
  try {
    const changed = /never changed/;
    await refused("UPDATE operation_log SET result = 'x'", changed);
    await refused("UPDATE operation_log SET at = 1 WHERE position IS NULL", changed);
    await refused("UPDATE operation_log SET position = position + 9", changed);
    await refused("DELETE FROM operation_log WHERE position = 1", /checkpoint/);
    await refused("DELETE FROM operation_log WHERE position IS NULL", /checkpoint/);
  } finally {
    direct.close();
  }
});

testOnEachDatabase(
  "retention deletes from the front, and the rest still verifies",
  async (database) => {
    const { stores, peer } = database;
    // The 4th is younger than those behind it: it holds them back.
    await append(stores, "a", 3, (index) => NOW + index);
    await sealLog(stores, NOW);
    await append(stores, "b", 3, (index) => index === 1 ? NOW + 5 * DAY : NOW);
    await sealLog(stores, NOW);
    await append(stores, "c", 1, () => NOW);
    const later = NOW + 10 * DAY;
    assert.deepEqual(await pruneLog(stores, later, 11), []);
    const [checkpoint, ...others] = await pruneLog(peer, later, 7);
    assert.deepEqual([checkpoint?.position, others], [3, []]);
    const { fault, begins, after, sealed, unsealed } = await verifyStored(stores);
    assert.deepEqual([fault, begins, after, sealed, unsealed], [undefined, "pruned", 3, 3, 1]);
    assert.deepEqual((await pruneLog(stores, later, 4)).map(({ position }) => position), [6]);
    assert.deepEqual((await verifyStored(stores)).unsealed, 1, "what is not sealed stays");
    await sealLog(peer, later);
    assert.deepEqual((await pruneLog(stores, later, 4)).map(({ position }) => position), [7]);
    await append(stores, "d", 2);
    await sealLog(stores, later);
    const end = await verifyStored(peer);
    assert.deepEqual([end.fault, end.after, end.last], [undefined, 7, 9]);
    assert.equal((await stores.operationLog.search({ limit: 100 })).length, 2);
  },
);

testOnEachDatabase(
  "instances that delete and seal at once leave a log that verifies",
  async (database) => {
    const { stores, peer } = database;
    for (let portion = 1; portion <= 4; portion += 1) {
      await append(stores, `old-${portion}`, 5, () => NOW - 10 * DAY);
      await sealLog(stores, NOW);
    }
    await append(stores, "new", 5);
    await Promise.all([
      pruneLog(stores, NOW, 7),
      pruneLog(peer, NOW, 7),
      sealLog(stores, NOW),
      sealLog(peer, NOW),
    ]);
    await pruneLog(stores, NOW, 7);
    const { fault, after, sealed, unsealed } = await verifyStored(stores);
    assert.deepEqual([fault, after, sealed + unsealed], [undefined, 20, 5]);
  },
);
