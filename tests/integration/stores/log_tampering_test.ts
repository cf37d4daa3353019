/** The operation log in a database that somebody else can write to as well. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DATABASE_SCHEMA } from "../../../adapters/libsql/database_schema.ts";
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { createOperationLog } from "../../../adapters/libsql/operation_log.ts";
import { openStores, type Stores } from "../../../adapters/open_stores.ts";
import { readLogRecords } from "../../../domain/audit/log_record.ts";
import { signStatement } from "../../../domain/audit/log_statement.ts";
import { LOG_PORTION, type SealedLog } from "../../../domain/audit/sealed_log.ts";
import type { LogFault } from "../../../domain/audit/log_verdict.ts";
import { verifyLog } from "../../../domain/audit/verify_log.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import {
  makeEntry,
  NOW,
  type OpenedDatabase,
  openFile,
  vault,
} from "../../contract/repository_fixture.ts";
import { makeLogKey } from "../../support/memory_log.ts";
import { pruneLog, sealLog, tamper, verifyStored } from "../../support/sealing.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const DAY = 86_400_000;
const OLD = NOW - 10 * DAY;

async function append(stores: Stores, name: string, count: number, at = NOW): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await stores.operationLog.append(numbers.map((number) => makeEntry(`${name}-${number}`, { at })));
}

function testOnFile(guarantee: string, check: (database: OpenedDatabase) => Promise<void>): void {
  Deno.test(guarantee, async () => {
    await using database = await openFile();
    await check(database);
  });
}

/** Of entries e-1 to e-6 with heads at 3 and 6, and late-1, which is not sealed. */
const FAULTS: Readonly<Record<string, readonly [readonly string[], LogFault | undefined]>> = {
  "nothing": [[], undefined],
  "another result": [
    ["UPDATE operation_log SET result = 'x' WHERE position = 2"],
    { kind: "edited", position: 2, entryId: "e-2" },
  ],
  "a time beyond all numbers": [
    [`UPDATE operation_log SET at = ${2n ** 60n} WHERE position = 2`],
    { kind: "edited", position: 2, entryId: "e-2" },
  ],
  "an empty text where there was none": [
    ["UPDATE operation_log SET client_id = '' WHERE position = 2"],
    { kind: "edited", position: 2, entryId: "e-2" },
  ],
  "an entry removed": [
    ["DELETE FROM operation_log WHERE position = 4"],
    { kind: "missing", position: 4 },
  ],
  "its seal removed": [
    ["UPDATE operation_log SET position = NULL WHERE position = 4"],
    { kind: "missing", position: 4 },
  ],
  "the last entries removed": [
    ["DELETE FROM operation_log WHERE position > 4"],
    { kind: "truncated", position: 5, until: 6 },
  ],
  "the last head removed": [
    ["DELETE FROM log_head WHERE position = 6"],
    { kind: "unsigned", position: 4, until: 6 },
  ],
  "two positions exchanged": [
    [
      "UPDATE operation_log SET position = 99 WHERE position = 2",
      "UPDATE operation_log SET position = 2 WHERE position = 5",
      "UPDATE operation_log SET position = 5 WHERE position = 99",
    ],
    { kind: "reordered", position: 2, entryId: "e-2" },
  ],
  "an entry put in": [
    [
      "UPDATE operation_log SET position = -position - 1 WHERE position > 2",
      "UPDATE operation_log SET position = -position WHERE position < 0",
      `INSERT INTO operation_log (id, at, actor, event, result, sealed_details, position, entry_hash,
         chain_hash)
       SELECT 'x', at, actor, event, result, sealed_details, 3, entry_hash, chain_hash
       FROM operation_log WHERE position = 2`,
    ],
    { kind: "edited", position: 3, entryId: "x" },
  ],
  "the signature of another head": [
    ["UPDATE log_head SET signed = (SELECT signed FROM log_head WHERE position = 6)"],
    { kind: "badSignature", position: 3 },
  ],
  "a signature that is none": [
    ["UPDATE log_head SET signed = substr(signed, 1, 200) WHERE position = 3"],
    { kind: "badSignature", position: 3 },
  ],
};

testOnFile("in the database each kind of tampering is found, and where", async (database) => {
  const { stores, open } = database;
  await append(stores, "e", 3);
  await sealLog(stores, NOW);
  await stores.operationLog.append([4, 5, 6].map((number) => makeEntry(`e-${number}`)));
  await sealLog(stores, NOW);
  await append(stores, "late", 1);
  const direct = await open();
  try {
    await direct.write([
      { sql: "CREATE TABLE entries AS SELECT * FROM operation_log" },
      { sql: "CREATE TABLE heads AS SELECT * FROM log_head" },
    ]);
  } finally {
    direct.close();
  }
  const undo = [
    "DELETE FROM operation_log",
    "INSERT INTO operation_log SELECT * FROM entries",
    "DELETE FROM log_head",
    "INSERT INTO log_head SELECT * FROM heads",
  ];
  for (const [what, [statements, fault]] of Object.entries(FAULTS)) {
    await tamper(open, ...undo, ...statements);
    assert.deepEqual((await verifyStored(stores)).fault, fault, what);
  }
});

testOnFile("whoever is cut off in sealing or deleting leaves a sound log", async (database) => {
  const { stores, peer } = database;
  for (const isDone of [false, true]) {
    const cutOff = async (work: () => Promise<unknown>): Promise<never> => {
      if (isDone) await work();
      throw new UnavailableError("database");
    };
    const sealedLog: SealedLog = {
      ...stores.sealedLog,
      seal: (...seals) => cutOff(() => stores.sealedLog.seal(...seals)),
      prune: (checkpoint) => cutOff(() => stores.sealedLog.prune(checkpoint)),
    };
    const unlucky = { ...stores, sealedLog };
    await append(stores, `old-${isDone}`, 1, OLD);
    await assert.rejects(sealLog(unlucky, NOW), UnavailableError);
    assert.equal((await verifyStored(peer)).fault, undefined);
    await sealLog(peer, NOW);
    await assert.rejects(pruneLog(unlucky, NOW, 7), UnavailableError);
    assert.equal((await verifyStored(peer)).fault, undefined);
  }
  await append(stores, "new", 1);
  await sealLog(stores, NOW);
  const { fault, after, last } = await verifyStored(stores);
  assert.deepEqual([fault, after, last], [undefined, 2, 3]);
});

testOnFile("prune() that comes late takes no checkpoint back", async ({ stores }) => {
  await append(stores, "a", 1, OLD);
  await sealLog(stores, NOW);
  const [first] = await pruneLog(stores, NOW, 7);
  await append(stores, "b", 1, OLD);
  await sealLog(stores, NOW);
  await pruneLog(stores, NOW, 7);
  assert.ok(first);
  await stores.sealedLog.prune(first);
  await append(stores, "c", 1);
  await sealLog(stores, NOW);
  const { fault, after, last } = await verifyStored(stores);
  assert.deepEqual([fault, after, last], [undefined, 2, 3]);
});

testOnFile("who turns back the time of an entry does not get it deleted", async (database) => {
  const { stores, open } = database;
  await append(stores, "a", 3);
  await sealLog(stores, NOW);
  await tamper(open, "UPDATE operation_log SET at = 1");
  await assert.rejects(pruneLog(stores, NOW, 7), /edited at 1/);
  assert.equal((await stores.operationLog.search({ limit: 9 })).length, 3);
});

testOnFile("nothing is sealed behind a head that is not ours", async ({ stores, open }) => {
  await append(stores, "a", 2);
  await sealLog(stores, NOW);
  await append(stores, "b", 1);
  const forged = await signStatement(await makeLogKey(), "head", { position: 2, hash: "x" }, NOW);
  const own = (await stores.sealedLog.readHead())?.signed ?? "";
  for (const signed of [forged.signed, "nonsense", own.replace(/.{6}$/, "AAAAAA")]) {
    await tamper(open, `UPDATE log_head SET signed = '${signed}'`);
    await assert.rejects(sealLog(stores, NOW), /not signed by its key/);
  }
  await tamper(open, `UPDATE log_head SET signed = '${own}', position = 99`);
  await assert.rejects(sealLog(stores, NOW), /not signed by its key/);
  await tamper(open, "DELETE FROM log_head");
  await assert.rejects(sealLog(stores, NOW), { name: "ConstraintError" });
  assert.equal((await verifyStored(stores)).unsealed, 1);
});

testOnFile("a key that was put in the place of the log's is not used", async ({ stores, open }) => {
  await append(stores, "a", 1);
  await sealLog(stores, NOW);
  const { kid } = await makeLogKey();
  await tamper(open, `UPDATE log_key SET kid = '${kid}'`);
  await append(stores, "b", 1);
  await assert.rejects(sealLog(stores, NOW));
  await tamper(open, "DELETE FROM log_key");
  await assert.rejects(sealLog(stores, NOW), /not signed by its key/);
});

testOnFile("what is sealed or deleted while the log is read does no harm", async (database) => {
  const { stores, peer } = database;
  await append(stores, "old", 3, OLD);
  await sealLog(stores, NOW);
  await append(stores, "mid", LOG_PORTION);
  await sealLog(stores, NOW);
  await append(stores, "new", LOG_PORTION + 2);
  const disturbed = {
    ...stores.sealedLog,
    async readPage(after: number, limit: number) {
      const page = await stores.sealedLog.readPage(after, limit);
      // After what was read, so that the next page meets another state.
      await pruneLog(peer, NOW, 7);
      if (page.unsealed.length > 0) await sealLog(peer, NOW);
      return page;
    },
  };
  const { fault, sealed, unsealed } = await verifyLog(readLogRecords(disturbed));
  assert.deepEqual([fault, sealed, unsealed], [undefined, LOG_PORTION + 3, LOG_PORTION + 2]);
  assert.equal((await verifyStored(stores)).after, 3);
});

testOnFile("a log that loses its front faster than it is read is still sound", async (database) => {
  const { stores, peer } = database;
  await append(stores, "old", LOG_PORTION + 5, OLD);
  await sealLog(stores, NOW);
  await append(stores, "new", 1);
  await sealLog(stores, NOW);
  const disturbed = {
    ...stores.sealedLog,
    async readPage(after: number, limit: number) {
      const page = await stores.sealedLog.readPage(after, limit);
      await pruneLog(peer, NOW, 7);
      return page;
    },
  };
  const { fault, sealed, last } = await verifyLog(readLogRecords(disturbed), { isLive: true });
  assert.deepEqual([fault, sealed, last], [undefined, LOG_PORTION + 1, LOG_PORTION + 6]);
});

Deno.test("entries of an earlier release are sealed as they are", async () => {
  await using directory = await makeTempDir();
  const databaseUrl = `file:${join(directory.path, "kakehashi.db")}`;
  const earlier = await openDatabase(databaseUrl, undefined, "NORMAL");
  const [first = [], second = []] = DATABASE_SCHEMA.migrations;
  await migrate(earlier, { ...DATABASE_SCHEMA, migrations: [first, second] });
  await createOperationLog(earlier, vault).append([makeEntry("a"), makeEntry("b")]);
  const stores = await openStores({ databaseUrl }, vault);
  try {
    // An instance of the earlier release that still runs.
    await createOperationLog(earlier, vault).append([makeEntry("c")]);
    await sealLog(stores, NOW);
    const { fault, sealed, unsealed } = await verifyStored(stores);
    assert.deepEqual([fault, sealed, unsealed], [undefined, 3, 0]);
    const entries = await stores.operationLog.search({ limit: 9 });
    assert.deepEqual(entries.map(({ id, details }) => [id, details]), [
      ["a", makeEntry("a").details],
      ["b", makeEntry("b").details],
      ["c", makeEntry("c").details],
    ]);
  } finally {
    earlier.close();
    await stores.close();
  }
});
