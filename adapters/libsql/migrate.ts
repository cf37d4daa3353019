/**
 * Bringing a database's tables up to what this release knows. Forward only, and under instances of
 * the release before, which go on working: so a migration only adds (tables, indexes, columns that
 * may be NULL or have a default). What a release no longer uses is removed by a later one.
 */
import {
  ConstraintError,
  numberAt,
  readOne,
  type SqlDatabase,
  type SqlStatement,
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
 * Applies the migrations that are missing. Several instances may do so at once: each migration is
 * one batch that begins by claiming its version, so the second one's batch breaks the primary key
 * and is undone; and whoever is killed in between leaves the whole of a migration or nothing of it.
 * Throws an `Error` when the database has versions that this release does not know.
 */
export async function migrate(database: SqlDatabase, schema: Schema): Promise<void> {
  for (;;) {
    const version = await readKnownVersion(database, schema);
    const migration = schema.migrations[version];
    if (migration === undefined) return;
    await apply(database, schema, version + 1, migration);
  }
}

/** Whether no migration is missing; writes nothing. Throws as {@link migrate} does. */
export async function isUpToDate(database: SqlDatabase, schema: Schema): Promise<boolean> {
  return await readKnownVersion(database, schema) === schema.migrations.length;
}

async function readKnownVersion(database: SqlDatabase, schema: Schema): Promise<number> {
  const version = await readVersion(database, schema);
  if (version <= schema.migrations.length) return version;
  throw new Error(
    `the database has version ${version} of the schema "${schema.name}", but this release knows ` +
      `only up to ${schema.migrations.length}: run a newer release`,
  );
}

/** The version that a database has of a schema; 0 when it has nothing of it. */
export async function readVersion(
  database: SqlDatabase,
  schema: Pick<Schema, "name">,
): Promise<number> {
  const history = await readOne(database, {
    sql: "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'",
  });
  if (history.length === 0) return 0;
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
  const claim = claimVersion(schema, version);
  try {
    await database.write([{ sql: CREATE_HISTORY }, claim, ...migration.map((sql) => ({ sql }))]);
  } catch (error) {
    const overtaken = error instanceof ConstraintError &&
      await readVersion(database, schema) >= version;
    if (!overtaken) throw error;
  }
}

/** The statements that say of a database, made in another way, which version of a schema it has. */
export function versionStatements(schema: Schema, version: number): readonly SqlStatement[] {
  const versions = Array.from({ length: version }, (_, index) => index + 1);
  return [
    { sql: CREATE_HISTORY },
    ...versions.map((known) => claimVersion(schema, known)),
  ];
}

function claimVersion({ name }: Schema, version: number): SqlStatement {
  return {
    sql: "INSERT INTO schema_migration (schema, version) VALUES (:schema, :version)",
    args: { schema: name, version },
  };
}
