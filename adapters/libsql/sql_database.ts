/** What the libSQL adapters need of a database, whether it is a file or far away. */

/** A value that is bound to a statement. */
export type SqlValue = string | number | null;

/** One statement. The arguments must be exactly those that the text names (`:name`). */
export interface SqlStatement {
  readonly sql: string;
  readonly args?: Readonly<Record<string, SqlValue>>;
  /** It returns one row at most. */
  readonly isSingle?: true;
}

/** A row, by the order of the selected columns; read it with {@link textAt} and the like. */
export type SqlRow = readonly unknown[];
/** The rows that one statement returned. */
export type SqlRows = readonly SqlRow[];

/**
 * A database without interactive transactions: a batch is one round trip and all or nothing. Count
 * what a statement changed by the rows of its `RETURNING`.
 *
 * Both methods throw {@link ConstraintError} when a constraint forbids a statement, and
 * `UnavailableError` on any other failure. After the latter a write may or may not have happened.
 *
 * A batch may be carried out twice: on a connection that dies before the answer, `fetch` itself sends
 * a request once more. So a batch must tell its own effect from that of others, by an id that only
 * this call knows, and not by what its statements changed.
 */
export interface SqlDatabase {
  /** Runs statements in order in one transaction that no other write interleaves with. */
  write(statements: readonly SqlStatement[]): Promise<readonly SqlRows[]>;
  /** Runs queries in order on one consistent state. */
  read(statements: readonly SqlStatement[]): Promise<readonly SqlRows[]>;
  close(): void;
}

/** A statement would have broken a constraint; its whole batch was undone. */
export class ConstraintError extends Error {
  override readonly name = "ConstraintError";
}

/** The rows of the statement at `index` of a batch. */
export function rowsAt(results: readonly SqlRows[], index: number): SqlRows {
  const rows = results[index];
  if (rows === undefined) throw new Error(`the batch has no statement ${index}`);
  return rows;
}

/** Runs one statement that writes. */
export async function writeOne(database: SqlDatabase, statement: SqlStatement): Promise<SqlRows> {
  return rowsAt(await database.write([statement]), 0);
}

/** Runs one query. */
export async function readOne(database: SqlDatabase, statement: SqlStatement): Promise<SqlRows> {
  return rowsAt(await database.read([statement]), 0);
}

/** The text in a column. */
export function textAt(row: SqlRow, column: number): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** The number in a column. */
export function numberAt(row: SqlRow, column: number): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} holds no number`);
  return value;
}

/** The text in a column; undefined for NULL. */
export function optionalTextAt(row: SqlRow, column: number): string | undefined {
  return row[column] === null ? undefined : textAt(row, column);
}

/** The number in a column; undefined for NULL. */
export function optionalNumberAt(row: SqlRow, column: number): number | undefined {
  return row[column] === null ? undefined : numberAt(row, column);
}
