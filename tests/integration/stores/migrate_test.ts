import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isUpToDate, migrate, type Schema } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { readOne, type SqlDatabase } from "../../../adapters/libsql/sql_database.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { startHrana } from "../../support/hrana_bridge.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const FIRST = ["CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT", "INSERT INTO t VALUES (1)"];
const SECOND = ["ALTER TABLE t ADD COLUMN name TEXT", "INSERT INTO t VALUES (2, 'two')"];
const schema = (...migrations: string[][]): Schema => ({ name: "test", migrations });
const readAll = (database: SqlDatabase) =>
  readOne(database, { sql: "SELECT id, name FROM t ORDER BY id" });

/** Ten instances that start at once on one database. */
async function testParallelStart(open: () => Promise<SqlDatabase>): Promise<void> {
  const databases = await Promise.all(Array.from({ length: 10 }, open));
  try {
    await Promise.all(databases.map((database) => migrate(database, schema(FIRST, SECOND))));
    for (const database of databases) {
      assert.deepEqual(await readAll(database), [[1, null], [2, "two"]]);
    }
  } finally {
    for (const database of databases) database.close();
  }
}

Deno.test("migrations run once when ten instances start at once on a file", async () => {
  await using directory = await makeTempDir();
  const url = `file:${join(directory.path, "new", "folder", "t.db")}`;
  await testParallelStart(() => openDatabase(url, undefined, "NORMAL"));
});

Deno.test("migrations run once when ten instances start at once on a server", async () => {
  await using server = await startHrana();
  await testParallelStart(() => openDatabase(server.url, server.token, "NORMAL"));
});

async function withDatabase(check: (database: SqlDatabase) => Promise<void>): Promise<void> {
  await using directory = await makeTempDir();
  const url = `file:${join(directory.path, "t.db")}`;
  const database = await openDatabase(url, undefined, "NORMAL");
  try {
    await check(database);
  } finally {
    database.close();
  }
}

Deno.test("a newer release adds what is missing and keeps what is there", () =>
  withDatabase(async (database) => {
    await migrate(database, schema(FIRST));
    await migrate(database, schema(FIRST));
    await database.write([{ sql: "INSERT INTO t VALUES (7)" }]);
    await migrate(database, schema(FIRST, SECOND));
    assert.deepEqual(await readAll(database), [[1, null], [2, "two"], [7, null]]);
  }));

Deno.test("an older release refuses a database of a newer one and tells why", () =>
  withDatabase(async (database) => {
    await migrate(database, schema(FIRST, SECOND));
    await assert.rejects(migrate(database, schema(FIRST)), /version 2 .*only up to 1/);
  }));

Deno.test("a migration that fails leaves nothing behind", () =>
  withDatabase(async (database) => {
    await assert.rejects(migrate(database, schema([...FIRST, "NONSENSE"])));
    await migrate(database, schema(FIRST, SECOND));
  }));

Deno.test("a migration that breaks a constraint fails instead of being tried for ever", () =>
  withDatabase(async (database) => {
    await assert.rejects(migrate(database, schema([...FIRST, "INSERT INTO t VALUES (1)"])));
  }));

Deno.test("a migration whose answer was lost is done once, whoever sends it again", async () => {
  for (const lostAnswers of [1, 10]) {
    await using server = await startHrana();
    const database = await openDatabase(server.url, server.token, "NORMAL");
    await migrate(database, schema(FIRST));
    const write: SqlDatabase["write"] = (statements) => {
      server.loseAnswers(lostAnswers);
      return database.write(statements);
    };
    const migrated = migrate({ ...database, write }, schema(FIRST, SECOND));
    // One lost answer is a repetition by fetch itself; after more the next start sends it again.
    if (lostAnswers === 1) await migrated;
    else await assert.rejects(migrated, UnavailableError);
    server.loseAnswers(0);
    await migrate(database, schema(FIRST, SECOND));
    assert.deepEqual(await readAll(database), [[1, null], [2, "two"]]);
    database.close();
  }
});

const MIGRATOR = fileURLToPath(new URL("./migrate_for_long.ts", import.meta.url));

Deno.test("of a migration whose process is killed nothing is there, and the next start makes it", async () => {
  await using directory = await makeTempDir();
  const path = join(directory.path, "t.db");
  const database = await openDatabase(`file:${path}`, undefined, "NORMAL");
  await migrate(database, schema(FIRST));
  const migrator = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", MIGRATOR, `file:${path}`],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  // What does not fit into its memory any more goes to the disk before the end of the migration.
  while ((await Deno.stat(`${path}-wal`)).size < 8_000_000) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  migrator.kill("SIGKILL");
  assert.equal((await migrator.status).signal, "SIGKILL");
  assert.deepEqual(await readOne(database, { sql: "SELECT * FROM t" }), [[1]]);
  assert.equal(await isUpToDate(database, schema(FIRST)), true);
  await migrate(database, schema(FIRST, SECOND));
  assert.deepEqual(await readAll(database), [[1, null], [2, "two"]]);
  database.close();
});

Deno.test("two schemas in one database do not disturb each other", () =>
  withDatabase(async (database) => {
    await migrate(database, schema(FIRST, SECOND));
    const create = "CREATE TABLE other (id INTEGER) STRICT";
    await migrate(database, { name: "other", migrations: [[create]] });
    assert.deepEqual(await readOne(database, { sql: "SELECT id FROM other" }), []);
  }));
