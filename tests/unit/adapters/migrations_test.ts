/** What a migration may do, so that instances of the release before go on working beside it. */
import assert from "node:assert/strict";
import { DATABASE_SCHEMA } from "../../../adapters/libsql/database_schema.ts";
import { EPHEMERAL_SCHEMA } from "../../../adapters/libsql/ephemeral_schema.ts";

/**
 * What a running instance writes must not be refused: so a unique index only over what it leaves
 * empty, no column that must be given, and triggers only on the log, to which it does nothing but add.
 * Nothing is renamed or dropped, as it still asks for it.
 */
const ADDITIONS = [
  /^CREATE TABLE \w+/,
  /^CREATE INDEX \w+/,
  /^CREATE UNIQUE INDEX \w+ ON \w+ \((\w+)\) WHERE \1 IS NOT NULL$/,
  /^CREATE TRIGGER \w+ BEFORE (UPDATE|DELETE) ON operation_log\s/,
  /^ALTER TABLE \w+ ADD COLUMN \w+ \w+( NOT NULL DEFAULT \S+| DEFAULT \S+)?$/,
];

function isAddition(statement: string): boolean {
  return ADDITIONS.some((addition) => addition.test(statement.trim()));
}

Deno.test("after the first one, migrations only add", () => {
  for (const { name, migrations } of [DATABASE_SCHEMA, EPHEMERAL_SCHEMA]) {
    for (const statement of migrations.slice(1).flat()) {
      assert.ok(isAddition(statement), `${name}: ${statement}`);
    }
  }
});

const REFUSED = [
  "DROP TABLE t",
  "DROP INDEX i",
  "ALTER TABLE t DROP COLUMN c",
  "ALTER TABLE t RENAME COLUMN c TO d",
  "ALTER TABLE t ADD COLUMN c TEXT NOT NULL",
  "CREATE UNIQUE INDEX i ON t (c)",
  "CREATE TRIGGER r BEFORE UPDATE ON t BEGIN SELECT 1; END",
  "DELETE FROM t",
];

for (const statement of REFUSED) {
  Deno.test(`no addition: ${statement}`, () => assert.equal(isAddition(statement), false));
}
