/**
 * Copying everything that lasts from one database into another, be they files or far away. What is
 * copied is one moment of the source. What expires is not copied: a replay claim, a code or an
 * interaction of yesterday is of no use, or worse.
 */
import { DATABASE_SCHEMA } from "./database_schema.ts";
import { readVersion, versionStatements } from "./migrate.ts";
import {
  readOne,
  rowsAt,
  type SqlDatabase,
  type SqlRow,
  type SqlRows,
  type SqlStatement,
  textAt,
} from "./sql_database.ts";

/** Rows written in one batch. */
const PORTION = 500;
/** A migration in the middle of it is seen, and then it is begun anew. */
const TRIES = 5;

/** The tables of what lasts, in every version. */
const TABLES = DATABASE_SCHEMA.migrations.flat().flatMap((statement) => {
  const name = /^\s*CREATE TABLE (\w+)/.exec(statement)?.[1];
  return name === undefined ? [] : [name];
});

/** Tables, then indexes, then triggers, as they were made. */
const SELECT_OBJECTS: SqlStatement = {
  sql: `SELECT type, name, sql FROM sqlite_schema
    WHERE sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(:tables))
    ORDER BY type = 'trigger', type = 'index', name`,
  args: { tables: JSON.stringify(TABLES) },
};

/** Everything that lasts at one moment. */
interface Snapshot {
  readonly version: number;
  readonly objects: readonly {
    readonly type: string;
    readonly name: string;
    readonly sql: string;
  }[];
  readonly tables: readonly TableContent[];
}

interface TableContent {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: SqlRows;
}

/** Whether a database has nothing of ours, finished or not. */
export async function isEmpty(database: SqlDatabase): Promise<boolean> {
  const tables = JSON.stringify([...TABLES, "schema_migration"]);
  const found = await readOne(database, {
    sql: "SELECT 1 FROM sqlite_schema WHERE name IN (SELECT value FROM json_each(:tables))",
    args: { tables },
  });
  return found.length === 0;
}

/**
 * Copies what lasts into an empty database, all of it held in memory on the way. The version comes
 * last: a copy that was broken off is no database that a gateway would start on. Throws
 * `UnavailableError` when either cannot be reached.
 */
export async function copyDatabase(from: SqlDatabase, to: SqlDatabase): Promise<void> {
  const { version, objects, tables } = await readSnapshot(from);
  const make = (isTable: boolean) =>
    objects.filter(({ type }) => (type === "table") === isTable).map(({ sql }) => ({ sql }));
  await to.write(make(true));
  for (const table of tables) {
    for (let start = 0; start < table.rows.length; start += PORTION) {
      await to.write([insertRows(table, table.rows.slice(start, start + PORTION))]);
    }
  }
  await to.write([...make(false), ...versionStatements(DATABASE_SCHEMA, version)]);
}

/** All tables in one batch, which sees one state; what there is to ask for is known only before it. */
async function readSnapshot(database: SqlDatabase): Promise<Snapshot> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const version = await readVersion(database, DATABASE_SCHEMA);
    const before = await readOne(database, SELECT_OBJECTS);
    const names = before.map(toObject).filter(({ type }) => type === "table").map(({ name }) =>
      name
    );
    const [objects = [], ...contents] = await database.read([
      SELECT_OBJECTS,
      ...names.map((table) => ({
        sql: "SELECT name FROM pragma_table_info(:table) ORDER BY cid",
        args: { table },
      })),
      ...names.map((table) => ({ sql: `SELECT * FROM ${table}` })),
    ]);
    if (JSON.stringify(objects) !== JSON.stringify(before)) continue;
    const tables = names.map((name, index): TableContent => ({
      name,
      columns: rowsAt(contents, index).map((row) => textAt(row, 0)),
      rows: rowsAt(contents, names.length + index),
    }));
    return { version, objects: objects.map(toObject), tables };
  }
  throw new Error("the database's tables change all the time");
}

function toObject(row: SqlRow) {
  return { type: textAt(row, 0), name: textAt(row, 1), sql: textAt(row, 2) };
}

/** One statement for many rows: a server is not told the same text for each. */
function insertRows({ name, columns }: TableContent, rows: SqlRows): SqlStatement {
  for (const value of rows.flat()) {
    if (value !== null && typeof value !== "string" && typeof value !== "number") {
      throw new TypeError(`the table ${name} holds something that is neither text nor number`);
    }
  }
  const values = columns.map((_, index) => `json_extract(value, '$[${index}]')`);
  return {
    sql: `INSERT INTO ${name} (${columns.join(", ")}) SELECT ${values.join(", ")}
      FROM json_each(:rows)`,
    args: { rows: JSON.stringify(rows) },
  };
}
