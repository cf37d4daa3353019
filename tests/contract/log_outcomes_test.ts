/** What became of what was done, as the operation log tells it to whoever counts. */
import assert from "node:assert/strict";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { createVault } from "../../adapters/crypto/vault.ts";
import { createOperationLog } from "../../adapters/libsql/operation_log.ts";
import type { SqlDatabase, SqlStatement } from "../../adapters/libsql/sql_database.ts";
import { makeEntry, NOW, testOnEachDatabase, vault } from "./repository_fixture.ts";

testOnEachDatabase("searchOutcomes() reads also what nobody can unseal", async (database) => {
  const { operationLog } = database.stores;
  const behind = await database.open();
  const secret = new Uint8Array(32).fill(1);
  const strange = createVault({ sealing: [secret], identifying: secret }, systemRandom);
  await createOperationLog(behind, strange).append([
    makeEntry("a", { accountReference: "account", result: "failed" }),
    makeEntry("b"),
    makeEntry("late", { at: NOW + 10 }),
  ]);
  behind.close();
  await assert.rejects(operationLog.search({ limit: 10 }));
  const { event, result } = makeEntry("b");
  assert.deepEqual(await operationLog.searchOutcomes({ to: NOW + 10, limit: 10 }), [
    { sequence: 1, event, result: "failed", accountReference: "account" },
    { sequence: 2, event, result },
  ]);
});

testOnEachDatabase(
  "searchOutcomes() gets to today without reading the years before",
  async (database) => {
    await database.stores.operationLog.append([
      makeEntry("old", { at: NOW - 1 }),
      makeEntry("first"),
      makeEntry("late", { at: NOW - 1 }),
      makeEntry("second"),
    ]);
    const behind = await database.open();
    const asked: SqlStatement[] = [];
    const watched: SqlDatabase = {
      ...behind,
      read(statements) {
        asked.push(...statements);
        return behind.read(statements);
      },
    };
    const log = createOperationLog(watched, vault);
    const sequences = async (afterSequence: number) =>
      (await log.searchOutcomes({ from: NOW, afterSequence, limit: 1 }))
        .map(({ sequence }) => sequence);
    assert.deepEqual([await sequences(0), await sequences(2), await sequences(4)], [[2], [4], []]);
    const [{ sql, args = {} } = assert.fail()] = asked;
    const plan = await behind.read([{ sql: `EXPLAIN QUERY PLAN ${sql}`, args }]);
    assert.match(JSON.stringify(plan), /USING COVERING INDEX log_by_time/);
    behind.close();
  },
);
