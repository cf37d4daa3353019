import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import Native from "libsql";
import { createLibsqlEphemeralStore } from "../../../adapters/libsql/ephemeral_store.ts";
import { EPHEMERAL_SCHEMA } from "../../../adapters/libsql/ephemeral_schema.ts";
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { numberAt, readOne, type SqlDatabase } from "../../../adapters/libsql/sql_database.ts";
import { openStores } from "../../../adapters/open_stores.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import {
  makeClient,
  makeConsent,
  makeEntry,
  makeSigningKey,
  NOW,
  vault,
} from "../../contract/repository_fixture.ts";
import { attempt, LATER, run } from "../../contract/store_fixture.ts";
import { startHrana } from "../../support/hrana_bridge.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const INSERT = { sql: "INSERT INTO t (id) VALUES (:id)" };
const insert = (id: number) => ({ ...INSERT, args: { id } });

async function openTable(path: string): Promise<SqlDatabase> {
  const database = await openDatabase(`file:${path}`, undefined, "NORMAL");
  await database.write([{ sql: "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY) STRICT" }]);
  return database;
}

/** A table, and a connection of somebody else who can lock its file. */
async function openLockableTable() {
  const directory = await makeTempDir();
  const path = join(directory.path, "t.db");
  const database = await openTable(path);
  const other = new Native(path);
  return {
    database,
    other,
    async [Symbol.asyncDispose]() {
      other.close();
      database.close();
      await directory.remove();
    },
  };
}

const readIds = (database: Native.Database) =>
  database.prepare("SELECT id FROM t ORDER BY id").raw().all().flat();

async function readSetting(database: SqlDatabase, pragma: string): Promise<number> {
  const [row] = await readOne(database, { sql: `PRAGMA ${pragma}` });
  assert.ok(row);
  return numberAt(row, 0);
}

Deno.test("a file that stays locked is unavailable within 2 seconds, and nothing is lost after it", async () => {
  await using table = await openLockableTable();
  const { database, other } = table;
  await database.write([insert(1)]);
  other.exec("BEGIN IMMEDIATE");
  const start = performance.now();
  await assert.rejects(database.write([insert(2)]), UnavailableError);
  assert.ok(performance.now() - start < 2000);
  other.exec("COMMIT");
  await database.write([insert(3)]);
  await database.write([insert(4), insert(5)]);
  assert.deepEqual(readIds(other), [1, 3, 4, 5]);
});

Deno.test("while a file stays locked those who come after the first do not each wait in vain", async () => {
  await using table = await openLockableTable();
  const { database, other } = table;
  other.exec("BEGIN IMMEDIATE");
  for (const id of [1, 2, 3]) {
    assert.equal(await readSetting(database, "synchronous"), 1);
    await assert.rejects(database.write([insert(id)]), UnavailableError);
    assert.equal(await readSetting(database, "busy_timeout"), 10);
  }
  other.exec("COMMIT");
  await database.write([insert(6)]);
  assert.equal(await readSetting(database, "busy_timeout"), 1500);
  assert.deepEqual(readIds(other), [6]);
});

Deno.test("writes that wait while the file is locked are not done on the connection that failed", async () => {
  await using table = await openLockableTable();
  const { database, other } = table;
  other.exec("BEGIN IMMEDIATE");
  const failing = database.write([insert(1)]);
  other.exec("COMMIT");
  const following = [2, 3, 4].map((id) => database.write([insert(id)]));
  const outcomes = await Promise.allSettled([failing, ...following]);
  const done = [1, 2, 3, 4].filter((_, index) => outcomes[index]?.status === "fulfilled");
  assert.deepEqual(done, [2, 3, 4]);
  assert.deepEqual(readIds(other), done);
});

Deno.test("each connection has its settings, also the one after a failure", async () => {
  await using directory = await makeTempDir();
  const [full, normal] = await Promise.all(
    (["FULL", "NORMAL"] as const).map((synchronous) =>
      openDatabase(`file:${join(directory.path, `${synchronous}.db`)}`, undefined, synchronous)
    ),
  );
  assert.ok(full && normal);
  try {
    for (const _ of ["first connection", "second connection"]) {
      assert.equal(await readSetting(full, "synchronous"), 2);
      assert.equal(await readSetting(normal, "synchronous"), 1);
      assert.equal(await readSetting(normal, "busy_timeout"), 1500);
      const [mode] = await readOne(normal, { sql: "PRAGMA journal_mode" });
      assert.deepEqual(mode, ["wal"]);
      for (const database of [full, normal]) {
        await assert.rejects(database.write([{ sql: "NONSENSE" }]), UnavailableError);
      }
    }
  } finally {
    full.close();
    normal.close();
  }
});

Deno.test("a batch whose later statement fails leaves nothing behind", async () => {
  await using directory = await makeTempDir();
  const database = await openTable(join(directory.path, "t.db"));
  try {
    await assert.rejects(database.write([insert(1), insert(1)]), { name: "ConstraintError" });
    await assert.rejects(database.write([insert(2), { sql: "NONSENSE" }]), UnavailableError);
    assert.deepEqual(await readOne(database, { sql: "SELECT id FROM t" }), []);
  } finally {
    database.close();
  }
});

Deno.test("a folder that cannot be made is unavailable", async () => {
  await assert.rejects(openDatabase("file:/dev/null/x.db", undefined, "FULL"), UnavailableError);
});

Deno.test("a closed database is unavailable", async () => {
  await using directory = await makeTempDir();
  const database = await openTable(join(directory.path, "t.db"));
  database.close();
  await assert.rejects(database.read([{ sql: "SELECT 1" }]), UnavailableError);
});

Deno.test("a lost answer of the server is unavailable; the repetition recognises its effect", async () => {
  await using server = await startHrana();
  const database = await openDatabase(server.url, server.token, "FULL");
  await migrate(database, EPHEMERAL_SCHEMA);
  const store = createLibsqlEphemeralStore(database);
  const by = attempt();
  const claim = [{ verb: "claimOnce", at: "k", expiresAt: LATER }] as const;
  server.loseAnswers(10);
  await assert.rejects(run(store, claim, { by }), UnavailableError);
  server.loseAnswers(0);
  assert.deepEqual(await run(store, claim, { by }), [{ status: "done" }]);
  assert.deepEqual(await run(store, claim), [{ status: "refused" }]);
  await store.close();
});

Deno.test("what fetch sends twice is done once, and its caller is told so", async () => {
  await using server = await startHrana();
  const stores = await openStores({ databaseUrl: server.url, databaseToken: server.token }, vault);
  const twice = async <Answer>(act: () => Promise<Answer>) => {
    const before = server.requestCount();
    server.loseAnswers(1);
    const answer = await act();
    assert.equal(server.requestCount() - before, 2, "the request was sent twice");
    return answer;
  };
  const { clients, grants, signingKeys, operationLog } = stores;
  assert.equal(await twice(() => clients.add(makeClient("app"))), true);
  assert.equal(await twice(() => clients.replace(makeClient("app", { version: 2 }))), true);
  const { grant } = makeConsent("g1");
  assert.deepEqual(await twice(() => grants.recordConsent(makeConsent("g1"))), grant);
  assert.deepEqual(await twice(() => grants.attachRefreshToken(grant.id, "hash")), grant);
  const end = () => grants.end(grant.id, "revoked_by_app", NOW, makeEntry("end"));
  assert.equal(await twice(end), true);
  await twice(() => operationLog.append([makeEntry("more")]));
  const entries = await operationLog.search({ limit: 10 });
  assert.deepEqual(entries.map(({ id }) => id), ["g1", "end", "more"]);
  assert.equal(await twice(() => signingKeys.add(makeSigningKey("first"))), true);
  const retirement = { kid: "first", retiresAt: NOW, goneAt: NOW };
  assert.equal(await twice(() => signingKeys.add(makeSigningKey("next"), retirement)), true);
  await stores.close();
});

Deno.test("a run is one round trip to the server, also a long one", async () => {
  await using server = await startHrana();
  const database = await openDatabase(server.url, server.token, "FULL");
  await migrate(database, EPHEMERAL_SCHEMA);
  const store = createLibsqlEphemeralStore(database);
  const before = server.requestCount();
  await run(store, [
    { verb: "claimOnce", at: "k", expiresAt: LATER },
    { verb: "hit", at: "n", limit: 1, expiresAt: LATER },
    { verb: "reserve", at: "s", capacity: 1, leaseUntil: LATER, expiresAt: LATER },
    { verb: "put", at: "k", value: "v", expiresAt: LATER },
  ]);
  assert.equal(server.requestCount() - before, 1);
  await run(store, [{ verb: "get", at: "k" }]);
  assert.equal(server.requestCount() - before, 2);
  await store.close();
});

Deno.test("a server that does not answer is unavailable within 2 seconds", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const database = await openDatabase(`http://127.0.0.1:${address.port}`, undefined, "FULL");
  try {
    const start = performance.now();
    await assert.rejects(database.read([{ sql: "SELECT 1" }]), UnavailableError);
    assert.ok(performance.now() - start < 2000);
  } finally {
    database.close();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});
