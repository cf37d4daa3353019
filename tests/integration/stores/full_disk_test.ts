/** A disk that is full, or a file that cannot be written any more: nothing is half-written. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createVault } from "../../../adapters/crypto/vault.ts";
import { DATABASE_SCHEMA } from "../../../adapters/libsql/database_schema.ts";
import { createGrantRepository } from "../../../adapters/libsql/grant_repository.ts";
import { migrate } from "../../../adapters/libsql/migrate.ts";
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { numberAt, readOne, rowsAt } from "../../../adapters/libsql/sql_database.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { makeConsent } from "../../contract/repository_fixture.ts";
import { createSeededRandom } from "../../support/random.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const random = { bytes: createSeededRandom() };
const vault = createVault({ sealing: [random.bytes(32)], identifying: random.bytes(32) }, random);
const TABLES = ["consent_grant", "notice", "operation_log"];

/** What keeps SQLite from writing on this connection, as a full disk and a mount that became read-only do. */
const OBSTACLES = {
  "a full disk": "PRAGMA max_page_count = 1",
  "a file that became read-only": "PRAGMA query_only = 1",
};

for (const [name, obstacle] of Object.entries(OBSTACLES)) {
  Deno.test(`${name}: consents are refused whole, and taken again afterwards`, async () => {
    await using directory = await makeTempDir();
    const url = `file:${join(directory.path, "t.db")}`;
    const database = await openDatabase(url, undefined, "NORMAL");
    const count = async () => {
      const queries = TABLES.map((table) => ({ sql: `SELECT COUNT(*) FROM ${table}` }));
      const results = await database.read(queries);
      return TABLES.map((_, index) => rowsAt(results, index)[0]?.[0]);
    };
    try {
      await migrate(database, DATABASE_SCHEMA);
      const grants = createGrantRepository(database, vault);
      await database.read([{ sql: obstacle }]);
      let recorded = 0;
      const record = async () => {
        // Long, so that it needs pages that are not there.
        const consent = makeConsent(`g${recorded}`, { termsVersion: "x".repeat(100_000) });
        await grants.recordConsent(consent);
        recorded += 1;
      };
      await assert.rejects(record(), UnavailableError);
      assert.deepEqual(await count(), [0, 0, 0]);
      // The connection was given up, and with it what kept it from writing.
      await record();
      assert.deepEqual(await count(), [1, 1, 1]);
      const [verdict] = await readOne(database, { sql: "PRAGMA integrity_check" });
      assert.deepEqual(verdict, ["ok"]);
      const [pages] = await readOne(database, { sql: "PRAGMA max_page_count" });
      assert.ok(pages && numberAt(pages, 0) > 1_000_000);
    } finally {
      database.close();
    }
  });
}
