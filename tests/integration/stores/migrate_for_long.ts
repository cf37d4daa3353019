/** A process of its own for the test of interrupted migrations: its migration takes longer than a test. */
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";

const [databaseUrl = ""] = Deno.args;
const ENDLESS = `
  WITH RECURSIVE number (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM number)
  INSERT INTO t (id, filling) SELECT n, hex(zeroblob(500)) FROM number LIMIT 100000000`;
const first = ["CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT", "INSERT INTO t VALUES (1)"];
const second = ["ALTER TABLE t ADD COLUMN filling TEXT", ENDLESS];

const database = await openDatabase(databaseUrl, undefined, "NORMAL");
await migrate(database, { name: "test", migrations: [first, second] });
