import assert from "node:assert/strict";
import { join } from "node:path";
import { EPHEMERAL_SCHEMA } from "../../../adapters/libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore } from "../../../adapters/libsql/ephemeral_store.ts";
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { rowsAt } from "../../../adapters/libsql/sql_database.ts";
import { LATER, MUCH_LATER, run, SOON } from "../../contract/store_fixture.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const TABLES = ["record", "counter", "slot"];
/** More than the store deletes in one portion. */
const EXPIRED = 600;

Deno.test("sweep() deletes all that expired a minute ago, however much, and nothing else", async () => {
  await using directory = await makeTempDir();
  const database = await openDatabase(
    `file:${join(directory.path, "e.db")}`,
    undefined,
    "NORMAL",
  );
  await migrate(database, EPHEMERAL_SCHEMA);
  const store = createLibsqlEphemeralStore(database);
  const fill = (key: string, expiresAt: number) =>
    run(store, [
      { verb: "put", at: key, value: "v", expiresAt },
      { verb: "hit", at: key, limit: 1, expiresAt },
      { verb: "reserve", at: key, capacity: 1, leaseUntil: expiresAt, expiresAt },
    ]);
  const count = async () => {
    const queries = TABLES.map((table) => ({ sql: `SELECT COUNT(*) FROM ${table}` }));
    const results = await database.read(queries);
    return TABLES.map((_, index) => rowsAt(results, index)[0]?.[0]);
  };
  for (let index = 0; index < EXPIRED; index += 1) await fill(`expired-${index}`, SOON);
  await fill("live", MUCH_LATER);
  await store.sweep(LATER);
  assert.deepEqual(await count(), [EXPIRED + 1, EXPIRED + 1, EXPIRED + 1]);
  await store.sweep(SOON + 60_000);
  assert.deepEqual(await count(), [1, 1, 1]);
  await store.close();
});
