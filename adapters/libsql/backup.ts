/**
 * Backups of what lasts: one file each, whether the database is a file or far away, so that a backup
 * of the one can be restored into the other. A backup is a database file like any other.
 */
import { dirname, join } from "node:path";
import { copyDatabase, isEmpty } from "./copy_database.ts";
import { DATABASE_SCHEMA } from "./database_schema.ts";
import { isFileUrl, LONG_PATIENCE_MILLISECONDS, openDatabase, toPath } from "./open_database.ts";
import { numberAt, readOne, type SqlDatabase, writeOne } from "./sql_database.ts";

/** Where a database is. */
export interface DatabaseAddress {
  /** As in the configuration. */
  readonly url: string;
  readonly token?: string;
}

/** Why nothing was backed up or restored. */
export type BackupFaultReason =
  /** There is something where the file or the database is to be; nothing is ever overwritten. */
  | "target_exists"
  /** The file is missing, or not a whole database. */
  | "damaged"
  /** The file is sound, but not of this program, or of a newer release. */
  | "unknown_schema";

/** Thrown with the reason; nothing was changed. */
export class BackupFault extends Error {
  override readonly name = "BackupFault";

  constructor(readonly reason: BackupFaultReason, options?: ErrorOptions) {
    super(reason, options);
  }
}

/**
 * Writes everything that lasts, as of one moment, to a new file that only its owner may read, while
 * the gateway goes on. The file appears when it is complete, checked and on the disk. Throws
 * {@link BackupFault}, or `UnavailableError` when the database cannot be reached.
 */
export async function backUp(source: DatabaseAddress, path: string): Promise<void> {
  if (await exists(path)) throw new BackupFault("target_exists");
  await using folder = await makeFolderBeside(path);
  const backup = join(folder.path, "backup.db");
  const copy = { url: `file:${join(folder.path, "copy.db")}` };
  if (!isFileUrl(source.url)) await copyAll(source, copy);
  await writeWhole(isFileUrl(source.url) ? source : copy, backup);
  await checkBackup(backup);
  await publish(backup, path);
}

/**
 * Restores a backup into a new file or an empty remote database. What `prepare` does to the copy that
 * it gets (the URL of a file beside the target) is in the target from its first moment; if it throws,
 * nothing was restored. A file appears complete or not at all. A remote database that was
 * broken off in the middle is refused by every gateway: empty it and restore again.
 */
export async function restore<Report>(
  path: string,
  target: DatabaseAddress,
  prepare: (copyUrl: string) => Promise<Report>,
): Promise<Report> {
  await checkTarget(target);
  await checkBackup(path);
  const beside = isFileUrl(target.url) ? toPath(target.url) : path;
  await using folder = await makeFolderBeside(beside);
  const copy = { url: `file:${join(folder.path, "copy.db")}` };
  await Deno.copyFile(path, toPath(copy.url));
  const report = await prepare(copy.url);
  if (isFileUrl(target.url)) {
    const whole = join(folder.path, "whole.db");
    await writeWhole(copy, whole);
    await publish(whole, toPath(target.url));
  } else {
    await copyAll(copy, target);
  }
  return report;
}

/** A file's write-ahead log that was left behind would be taken for the new file's. */
async function checkTarget(target: DatabaseAddress): Promise<void> {
  if (isFileUrl(target.url)) {
    for (const suffix of ["", "-wal", "-shm"]) {
      if (await exists(toPath(target.url) + suffix)) throw new BackupFault("target_exists");
    }
    return;
  }
  if (!await withDatabase(target, isEmpty)) throw new BackupFault("target_exists");
}

/** Looks at the file without changing it: opened by itself it would be switched to WAL. */
async function checkBackup(path: string): Promise<void> {
  if (!await exists(path) || await exists(`${path}-wal`)) throw new BackupFault("damaged");
  const version = await withDatabase({ url: "file::memory:" }, async (looking) => {
    try {
      await writeOne(looking, { sql: "ATTACH :path AS backup", args: { path } });
      const [verdict] = await readOne(looking, { sql: "PRAGMA backup.integrity_check" });
      if (verdict?.[0] !== "ok") throw new BackupFault("damaged");
    } catch (cause) {
      throw cause instanceof BackupFault ? cause : new BackupFault("damaged", { cause });
    }
    return await readBackupVersion(looking);
  });
  const isKnown = version > 0 && version <= DATABASE_SCHEMA.migrations.length;
  if (!isKnown) throw new BackupFault("unknown_schema");
}

async function readBackupVersion(looking: SqlDatabase): Promise<number> {
  const history = await readOne(looking, {
    sql: "SELECT 1 FROM backup.sqlite_schema WHERE name = 'schema_migration'",
  });
  if (history.length === 0) return 0;
  const [row] = await readOne(looking, {
    sql: "SELECT COALESCE(MAX(version), 0) FROM backup.schema_migration WHERE schema = :schema",
    args: { schema: DATABASE_SCHEMA.name },
  });
  return row === undefined ? 0 : numberAt(row, 0);
}

async function copyAll(from: DatabaseAddress, to: DatabaseAddress): Promise<void> {
  await withDatabase(from, (source) => withDatabase(to, (target) => copyDatabase(source, target)));
}

/** A whole copy in one file, of one moment; nobody who writes is held up. */
async function writeWhole(from: DatabaseAddress, path: string): Promise<void> {
  await withDatabase(
    from,
    (source) => writeOne(source, { sql: "VACUUM INTO :path", args: { path } }),
  );
}

/** Gives a file its name, unless that is taken: there is no moment at which half of it is there. */
async function publish(whole: string, path: string): Promise<void> {
  await Deno.chmod(whole, 0o600);
  await sync(whole);
  try {
    await Deno.link(whole, path);
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) {
      throw new BackupFault("target_exists", { cause });
    }
    throw cause;
  }
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A folder that only its owner may look into, on the same file system, gone after use. */
async function makeFolderBeside(path: string) {
  const folder = dirname(path);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const made = await Deno.makeTempDir({ dir: folder, prefix: ".kakehashi-" });
  return {
    path: made,
    [Symbol.asyncDispose]: () => Deno.remove(made, { recursive: true }),
  };
}

async function withDatabase<Result>(
  { url, token }: DatabaseAddress,
  use: (database: SqlDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(url, token, "NORMAL", LONG_PATIENCE_MILLISECONDS);
  try {
    return await use(database);
  } finally {
    database.close();
  }
}
