import { Buffer } from "node:buffer";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type {
  Condition,
  HranaError,
  Statement,
  StatementResult,
  Step,
  StreamRequest,
  Value,
} from "./hrana_messages.ts";

const SQLITE_BUSY = 5;
const BUSY_RETRY_MILLISECONDS = 2;
const BUSY_ATTEMPTS = 2500;

const ERROR_CODES: Readonly<Record<number, string>> = {
  1: "SQLITE_ERROR",
  [SQLITE_BUSY]: "SQLITE_BUSY",
  8: "SQLITE_READONLY",
  19: "SQLITE_CONSTRAINT",
};

/** One connection to the database file, as the server side of a Hrana stream. */
export class HranaStream {
  readonly #database: DatabaseSync;
  readonly #storedSql = new Map<number, string>();

  constructor(path: string) {
    // The types of DatabaseSync lag behind: `returnArrays` keeps columns of one name apart.
    const options = {
      enableForeignKeyConstraints: true,
      readBigInts: true,
      returnArrays: true,
      timeout: 0,
    };
    this.#database = new DatabaseSync(path, options);
    // Nothing here has to survive a power cut, and races must not wait for the disk.
    this.#database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF");
  }

  /** Carries out one request. Its answer lacks only the `type`. */
  async handle(request: StreamRequest): Promise<Record<string, unknown>> {
    switch (request.type) {
      case "execute":
        return { result: await this.#execute(request.stmt) };
      case "batch":
        return { result: await this.#runBatch(request.batch.steps) };
      case "sequence":
        await whenFree(() => this.#database.exec(this.#toSql(request)));
        return {};
      case "store_sql":
        this.#storedSql.set(request.sql_id, request.sql);
        return {};
      case "close_sql":
        this.#storedSql.delete(request.sql_id);
        return {};
      case "get_autocommit":
        return { is_autocommit: !this.#database.isTransaction };
      case "close":
        return {};
    }
  }

  /** Ends the connection; what its transaction did so far is undone. */
  close(): void {
    this.#database.close();
  }

  #toSql(source: { sql?: string | undefined; sql_id?: number | undefined }): string {
    const sql = source.sql ?? this.#storedSql.get(source.sql_id ?? -1);
    if (sql === undefined) throw new Error("neither SQL nor the id of a stored one");
    return sql;
  }

  #execute(statement: Statement): Promise<StatementResult> {
    return whenFree(() => {
      const before = this.#readNumber("total_changes()");
      const prepared = this.#database.prepare(this.#toSql(statement));
      const named = Object.fromEntries(
        statement.named_args.map(({ name, value }) => [name.replace(/^[:@$]/, ""), decode(value)]),
      );
      const rows = prepared.all(named, ...statement.args.map(decode));
      return {
        cols: prepared.columns().map(({ name, type }) => ({ name, decltype: type })),
        rows: rows.map((row) => Object.values(row).map(encode)),
        // changes() alone repeats the last write's number; total_changes() counts triggers too.
        affected_row_count: this.#readNumber("total_changes()") === before
          ? 0
          : this.#readNumber("changes()"),
        last_insert_rowid: String(this.#readNumber("last_insert_rowid()")),
      };
    });
  }

  async #runBatch(steps: readonly Step[]): Promise<Record<string, unknown>> {
    const results: (StatementResult | null)[] = [];
    const errors: (HranaError | null)[] = [];
    for (const [index, { stmt, condition }] of steps.entries()) {
      results[index] = null;
      errors[index] = null;
      if (condition && !this.#holds(condition, results, errors)) continue;
      try {
        results[index] = await this.#execute(stmt);
      } catch (error) {
        errors[index] = toHranaError(error);
      }
    }
    return { step_results: results, step_errors: errors };
  }

  #holds(
    condition: Condition,
    results: readonly (StatementResult | null)[],
    errors: readonly (HranaError | null)[],
  ): boolean {
    switch (condition.type) {
      case "ok":
        return Boolean(results[condition.step]);
      case "error":
        return Boolean(errors[condition.step]);
      case "is_autocommit":
        return !this.#database.isTransaction;
      case "not":
        return !this.#holds(condition.cond, results, errors);
      case "and":
        return condition.conds.every((inner) => this.#holds(inner, results, errors));
      case "or":
        return condition.conds.some((inner) => this.#holds(inner, results, errors));
    }
  }

  #readNumber(expression: string): number {
    const [value] = Object.values(this.#database.prepare(`SELECT ${expression}`).get() ?? {});
    return Number(value);
  }
}

/** What went wrong, as a Hrana server reports it. */
export function toHranaError(error: unknown): HranaError {
  const message = error instanceof Error ? error.message : String(error);
  return { message, code: ERROR_CODES[readErrorCode(error) & 0xff] ?? "SQLITE_UNKNOWN" };
}

/** Waits for the write lock without blocking the event loop, as a server does. */
async function whenFree<T>(run: () => T): Promise<T> {
  for (let attempt = 1;; attempt += 1) {
    try {
      return run();
    } catch (error) {
      if (readErrorCode(error) !== SQLITE_BUSY || attempt === BUSY_ATTEMPTS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MILLISECONDS));
  }
}

function readErrorCode(error: unknown): number {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
}

function decode(value: Value): SQLInputValue {
  switch (value.type) {
    case "null":
      return null;
    case "integer":
      return BigInt(value.value);
    case "blob":
      return Buffer.from(value.base64, "base64");
    case "float":
    case "text":
      return value.value;
  }
}

function encode(value: unknown): Value {
  if (value === null) return { type: "null" };
  if (typeof value === "bigint") return { type: "integer", value: String(value) };
  if (typeof value === "number") return { type: "float", value };
  if (value instanceof Uint8Array) {
    return { type: "blob", base64: Buffer.from(value).toString("base64") };
  }
  return { type: "text", value: String(value) };
}
