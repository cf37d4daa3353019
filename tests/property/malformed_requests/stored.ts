/** What two database files hold, seen from outside by connections that only read. */
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** All rows of the tables of what expires; versions of records count, leases do not. */
const STATEMENTS = [
  "SELECT 'record ' || key || '=' || version || ':' || value AS row FROM record",
  "SELECT 'counter ' || key || '=' || count AS row FROM counter",
  "SELECT 'slot ' || key || '=' || failed AS row FROM slot",
  "SELECT 'entries for the log: ' || count(*) AS row FROM queue",
];

/** What was written. */
export interface Stored {
  /** All that changed in the tables: rows that went and rows that came. */
  readonly changes: readonly string[];
  /** How many rows there are. */
  readonly size: number;
}

/** A file, by a connection that only reads. */
class WatchedFile {
  readonly #database: DatabaseSync;
  readonly #version: StatementSync;
  #seen = NaN;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { readOnly: true });
    this.#version = this.#database.prepare("PRAGMA data_version");
  }

  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Whether anybody has committed since this was last asked. */
  hasChanged(): boolean {
    const before = this.#seen;
    this.#seen = Number(this.#version.get()?.["data_version"]);
    return this.#seen !== before;
  }

  close(): void {
    this.#database.close();
  }
}

/** Sees whether anything was stored. */
export class StoredWatch implements Disposable {
  readonly #lasting: WatchedFile;
  readonly #expiring: WatchedFile;
  readonly #statements: readonly StatementSync[];
  #rows: ReadonlySet<string> = new Set();

  /** @param path the file of what lasts; that of what expires lies beside it */
  constructor(path: string) {
    this.#lasting = new WatchedFile(path);
    this.#expiring = new WatchedFile(path.replace(".db", "-ephemeral.db"));
    this.#statements = STATEMENTS.map((sql) => this.#expiring.prepare(sql));
    this.take();
  }

  /** What was stored since this was last asked. */
  take(): Stored {
    const changes = this.#lasting.hasChanged() ? ["a write to the database of what lasts"] : [];
    // A run that a guard stopped commits as well, but leaves everything as it was.
    if (this.#expiring.hasChanged()) changes.push(...this.#compare());
    return { changes, size: this.#rows.size };
  }

  [Symbol.dispose](): void {
    this.#lasting.close();
    this.#expiring.close();
  }

  #compare(): readonly string[] {
    const before = this.#rows;
    const rows = this.#statements.flatMap((statement) => statement.all());
    this.#rows = new Set(rows.map(({ row }) => String(row)));
    const gone = before.difference(this.#rows).values().map((row) => `- ${row}`);
    const come = this.#rows.difference(before).values().map((row) => `+ ${row}`);
    return [...gone, ...come];
  }
}
