/**
 * A database in a file, by libSQL's native module.
 *
 * There is exactly one connection, so that its settings hold for every statement, and its prepared
 * statements are kept: most of the cost of a short batch is preparing it. The module is synchronous:
 * a batch runs to its end before anything else in this process does, and waiting for another
 * process's lock stops the event loop, at most as long as it was opened for; and once somebody has waited
 * so in vain, nobody else does until a write has been possible again.
 */
import type Database from "libsql";
import { dirname } from "node:path";
import { UnavailableError } from "../../domain/errors.ts";
import {
  ConstraintError,
  type SqlDatabase,
  type SqlRows,
  type SqlStatement,
} from "./sql_database.ts";

/** How often, and how long apart, opening is tried while other processes open the same file. */
const OPEN_TRIES = 30;
const OPEN_PAUSE_MILLISECONDS = 50;
/** How long a statement waits for a lock for which another has waited in vain. */
const LOCKED_PATIENCE_MILLISECONDS = 10;

/** `FULL` survives a power cut; `NORMAL` may lose the last commits, but keeps the file sound. */
export type Synchronous = "FULL" | "NORMAL";

interface Prepared {
  readonly statement: Database.Statement<unknown[]>;
  readonly returnsRows: boolean;
}

interface Connection {
  readonly database: Database.Database;
  readonly prepared: Map<string, Prepared>;
}

/**
 * Opens (and creates, with its folder) the database in a file. Loads the native module.
 *
 * @param patienceMilliseconds how long a statement waits for another process's lock
 */
export async function openFileDatabase(
  path: string,
  synchronous: Synchronous,
  patienceMilliseconds: number,
): Promise<SqlDatabase> {
  const { default: Native } = await import("libsql");
  // Where the folder can neither be made nor is there, opening the file fails and tells so.
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => {});
  const open = (timeout: number) => connect(new Native(path, { timeout }), synchronous);
  const patiently = () => open(patienceMilliseconds);
  const hastily = () => open(LOCKED_PATIENCE_MILLISECONDS);
  return new FileDatabase({ patiently, hastily }, await openPatiently(patiently));
}

/** Changing a new file to WAL ignores the busy time-out, so it is tried again by hand. */
async function openPatiently(open: () => Connection): Promise<Connection> {
  for (let tries = 1;; tries += 1) {
    try {
      return open();
    } catch (error) {
      if (tries === OPEN_TRIES || !hasCode(error, "SQLITE_BUSY")) {
        throw new UnavailableError("database", { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MILLISECONDS));
    }
  }
}

function connect(database: Database.Database, synchronous: Synchronous): Connection {
  try {
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    return { database, prepared: new Map() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens a connection that waits for locks, or hardly does. */
type Opening = Readonly<Record<"patiently" | "hastily", () => Connection>>;

class FileDatabase implements SqlDatabase {
  #connection: Connection | undefined;
  #closed = false;
  /** Since somebody waited for a lock in vain. */
  #isLocked = false;

  constructor(private readonly open: Opening, connection: Connection) {
    this.#connection = connection;
  }

  async write(statements: readonly SqlStatement[]): Promise<readonly SqlRows[]> {
    const rows = await this.#run("BEGIN IMMEDIATE", statements);
    if (this.#isLocked) this.#discard();
    this.#isLocked = false;
    return rows;
  }

  read(statements: readonly SqlStatement[]): Promise<readonly SqlRows[]> {
    return this.#run("BEGIN DEFERRED", statements);
  }

  close(): void {
    this.#closed = true;
    this.#discard();
  }

  #run(begin: string, statements: readonly SqlStatement[]): Promise<readonly SqlRows[]> {
    return Promise.try(() => {
      try {
        if (this.#closed) throw new Error("the database is closed");
        this.#connection ??= this.#isLocked ? this.open.hastily() : this.open.patiently();
        return runBatch(this.#connection, begin, statements);
      } catch (error) {
        // At once, before anybody else gets the connection.
        throw this.#toFailure(error);
      }
    });
  }

  /**
   * After anything but a broken constraint the connection is thrown away: a statement that failed
   * with SQLITE_BUSY can stay open on it, and later writes there would be reported done, but lost.
   */
  #toFailure(error: unknown): Error {
    if (isConstraintFailure(error)) return new ConstraintError(String(error), { cause: error });
    this.#discard();
    this.#isLocked ||= hasCode(error, "SQLITE_BUSY");
    return new UnavailableError("database", { cause: error });
  }

  #discard(): void {
    this.#connection?.database.close();
    this.#connection = undefined;
  }
}

function runBatch(
  connection: Connection,
  begin: string,
  statements: readonly SqlStatement[],
): readonly SqlRows[] {
  const [only] = statements;
  if (statements.length === 1 && only !== undefined) return [runStatement(connection, only)];
  runStatement(connection, { sql: begin });
  try {
    const results = statements.map((statement) => runStatement(connection, statement));
    runStatement(connection, { sql: "COMMIT" });
    return results;
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

/** Lets go of the file's lock, which a connection that was closed keeps until it is collected. */
function rollBack({ database }: Connection): void {
  if (database.inTransaction) database.exec("ROLLBACK");
}

/** Of each cursor over rows the module keeps 50 bytes for ever, so where there can be one row none is opened. */
function runStatement(connection: Connection, { sql, args, isSingle }: SqlStatement): SqlRows {
  const { statement, returnsRows } = prepare(connection, sql);
  if (!returnsRows) {
    statement.run(args ?? []);
    return [];
  }
  if (!isSingle) return statement.all(args ?? []).map(toRow);
  const row = statement.get(args ?? []);
  return row === undefined ? [] : [toRow(row)];
}

function prepare(connection: Connection, sql: string): Prepared {
  const known = connection.prepared.get(sql);
  if (known !== undefined) return known;
  const statement = connection.database.prepare(sql);
  const returnsRows = statement.reader;
  const prepared = { statement: returnsRows ? statement.raw(true) : statement, returnsRows };
  connection.prepared.set(sql, prepared);
  return prepared;
}

function toRow(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new TypeError("the database returned no row");
  return row;
}

function isConstraintFailure(error: unknown): boolean {
  return hasCode(error, "SQLITE_CONSTRAINT");
}

/** Whether an error has that code, or an extended one of it. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith(code);
}
