/** Bringing a database's tables up to what this release knows. Forward only. */
import {
  ConstraintError,
  numberAt,
  readOne,
  type SqlDatabase,
  type SqlStatement,
  writeOne,
} from "./sql_database.ts";

/**
 * A part of the schema with its own versions, so that two parts can share a database. A migration
 * is a list of statements; its version is its place in the list, from 1. Never change a published one.
 */
export interface Schema {
  readonly name: string;
  readonly migrations: readonly (readonly string[])[];
}

const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS schema_migration (
    schema TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (schema, version)
  ) STRICT`;

/**
 * Applies the migrations that are missing. Several instances may do so at once: each migration
 * begins by claiming its version, so the second one's batch breaks the primary key and is undone.
 * Throws an `Error` when the database has versions that this release does not know.
 */
export async function migrate(database: SqlDatabase, schema: Schema): Promise<void> {
  await writeOne(database, { sql: CREATE_HISTORY });
  for (;;) {
    const version = await readVersion(database, schema);
    if (version > schema.migrations.length) throw unknownVersion(schema, version);
    const migration = schema.migrations[version];
    if (migration === undefined) return;
    await apply(database, schema, version + 1, migration);
  }
}

async function readVersion(database: SqlDatabase, schema: Schema): Promise<number> {
  const [row] = await readOne(database, {
    sql: "SELECT COALESCE(MAX(version), 0) FROM schema_migration WHERE schema = :schema",
    args: { schema: schema.name },
  });
  return row === undefined ? 0 : numberAt(row, 0);
}

async function apply(
  database: SqlDatabase,
  schema: Schema,
  version: number,
  migration: readonly string[],
): Promise<void> {
  const claim: SqlStatement = {
    sql: "INSERT INTO schema_migration (schema, version) VALUES (:schema, :version)",
    args: { schema: schema.name, version },
  };
  try {
    await database.write([claim, ...migration.map((sql) => ({ sql }))]);
  } catch (error) {
    const overtaken = error instanceof ConstraintError &&
      await readVersion(database, schema) >= version;
    if (!overtaken) throw error;
  }
}

function unknownVersion(schema: Schema, version: number): Error {
  return new Error(
    `the database has version ${version} of the schema "${schema.name}", but this release knows ` +
      `only up to ${schema.migrations.length}: run a newer release`,
  );
}
