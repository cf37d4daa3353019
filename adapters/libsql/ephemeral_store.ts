/**
 * The ephemeral store in libSQL. A run becomes one batch: each operation is a few constant
 * statements ({@link Step}). A batch cannot branch, so a guard that does not hold clears the flag
 * `progress.going`, all later statements that write ask for that flag, and the batch ends by
 * raising it again; nobody but the run itself ever sees it cleared.
 */
import type { EpochMillis } from "../../domain/time.ts";
import type {
  Append,
  Delete,
  EphemeralStore,
  Key,
  Operation,
  OperationResult,
  ResultsOf,
  RunContext,
} from "../../domain/store/ephemeral_store.ts";
import { countFailures, hit, refund, reserve, settle } from "./ephemeral_counters.ts";
import {
  beginStep,
  claimOnce,
  compareAndSet,
  get,
  put,
  putIfAbsent,
  redeem,
  requireRecord,
} from "./ephemeral_records.ts";
import { addressed, at, GOING, orAbsent, REFUNDS, type Step } from "./ephemeral_step.ts";
import {
  numberAt,
  readOne,
  type SqlDatabase,
  type SqlRows,
  type SqlStatement,
  textAt,
  writeOne,
} from "./sql_database.ts";

const RESUME: SqlStatement = { sql: "UPDATE progress SET going = 1 WHERE going = 0" };

/** How many rows of each table are deleted at a time, so that nobody waits long for it. */
const SWEEP_PORTION = 500;
const SWEEP_PAUSE_MILLISECONDS = 20;
/** What expired is kept a little longer, for instances whose clocks are behind. */
const SWEEP_MARGIN_MILLISECONDS = 60_000;

/** Makes the store on a database that has the ephemeral schema. */
export function createLibsqlEphemeralStore(database: SqlDatabase): EphemeralStore {
  return {
    run: (context, operations) => run(database, context, operations),
    readQueue: (queue, limit) => readQueue(database, queue, limit),
    removeFromQueue: (queue, entries) => removeFromQueue(database, queue, entries),
    list: (prefix, now) => list(database, prefix, now),
    sweep: (now) => sweep(database, now),
    ping: () => readClock(database),
    close: () => Promise.try(() => database.close()),
  };
}

async function run<const Operations extends readonly Operation[]>(
  database: SqlDatabase,
  context: RunContext,
  operations: Operations,
): Promise<ResultsOf<Operations>> {
  const steps = operations.map((operation) => toStep(operation, context));
  const lastWrite = operations.findLastIndex(writes);
  const statements = steps.flatMap((step, index) =>
    step.stop === undefined || index >= lastWrite
      ? step.statements
      : [...step.statements, step.stop]
  );
  const stoppable = steps.some((step, index) => step.stop !== undefined && index < lastWrite);
  if (stoppable) statements.push(RESUME);
  const singles = statements.map((statement) => ({ ...statement, isSingle: true }) as const);
  const rows = lastWrite < 0 ? await database.read(singles) : await database.write(singles);
  return readResults(steps, lastWrite, rows) as ResultsOf<Operations>;
}

function writes(operation: Operation): boolean {
  return !["get", "require", "countFailures"].includes(operation.verb);
}

function readResults(
  steps: readonly Step[],
  lastWrite: number,
  rows: readonly SqlRows[],
): OperationResult[] {
  let next = 0;
  let stopped = false;
  return steps.map((step, index) => {
    const own = rows.slice(next, next + step.statements.length);
    next += own.length + (step.stop !== undefined && index < lastWrite ? 1 : 0);
    if (stopped) return { status: "skipped" };
    const result = step.read(own);
    stopped = step.stop !== undefined && result.status !== "done";
    return result;
  });
}

function toStep(operation: Operation, context: RunContext): Step {
  switch (operation.verb) {
    case "append":
      return append(operation);
    case "beginStep":
      return beginStep(operation, context);
    case "claimOnce":
      return claimOnce(operation, context);
    case "compareAndSet":
      return compareAndSet(operation, context);
    case "countFailures":
      return countFailures(operation, context);
    case "delete":
      return deleteAll(operation, context);
    case "get":
      return get(operation, context);
    case "hit":
      return hit(operation, context);
    case "put":
      return put(operation, context);
    case "putIfAbsent":
      return putIfAbsent(operation, context);
    case "redeem":
      return redeem(operation, context);
    case "refund":
      return refund(operation, context);
    case "require":
      return requireRecord(operation, context);
    case "reserve":
      return reserve(operation, context);
    case "settle":
      return settle(operation, context);
  }
}

/** Records go last: the key may have to be found through one. */
const DELETIONS = [
  addressed((key) => `DELETE FROM counter WHERE key = ${key} AND ${GOING}`),
  addressed((key) => `DELETE FROM slot WHERE key IN (${key}, '${REFUNDS}' || ${key}) AND ${GOING}`),
  addressed((key) => `DELETE FROM record WHERE key = ${key} AND ${GOING}`),
];

function deleteAll(operation: Delete, context: RunContext): Step {
  return orAbsent(operation.at, context, {
    statements: DELETIONS.map((sql) => at(sql, operation.at, context.now, {})),
    read: () => ({ status: "done" }),
  });
}

const APPEND = `
  INSERT INTO queue (queue, id, value) SELECT :queue, :id, :value WHERE ${GOING}
  ON CONFLICT (queue, id) DO NOTHING`;

function append({ queue, id, value }: Append): Step {
  return {
    statements: [{ sql: APPEND, args: { queue, id, value } }],
    read: () => ({ status: "done" }),
  };
}

async function readQueue(
  database: SqlDatabase,
  queue: Key,
  limit: number,
): Promise<readonly string[]> {
  const rows = await readOne(database, {
    sql: "SELECT value FROM queue WHERE queue = :queue ORDER BY sequence LIMIT :limit",
    args: { queue, limit },
  });
  return rows.map((row) => textAt(row, 0));
}

async function removeFromQueue(
  database: SqlDatabase,
  queue: Key,
  entries: readonly string[],
): Promise<void> {
  await writeOne(database, {
    sql: `DELETE FROM queue
      WHERE queue = :queue AND value IN (SELECT value FROM json_each(:entries))`,
    args: { queue, entries: JSON.stringify(entries) },
  });
}

async function list(
  database: SqlDatabase,
  prefix: Key,
  now: EpochMillis,
): Promise<readonly { key: Key; value: string }[]> {
  const rows = await readOne(database, {
    sql: `SELECT key, value FROM record
      WHERE key >= :prefix AND substr(key, 1, length(:prefix)) = :prefix AND expires_at > :now
      ORDER BY key`,
    args: { prefix, now },
  });
  return rows.map((row) => ({ key: textAt(row, 0), value: textAt(row, 1) }));
}

const SWEEPS = ["record", "counter", "slot"].map((table) =>
  `DELETE FROM ${table} WHERE rowid IN (
    SELECT rowid FROM ${table} WHERE expires_at <= :until ORDER BY expires_at LIMIT ${SWEEP_PORTION})
  RETURNING 1`
);

async function sweep(database: SqlDatabase, now: EpochMillis): Promise<void> {
  const until = now - SWEEP_MARGIN_MILLISECONDS;
  for (;;) {
    const deleted = await database.write(SWEEPS.map((sql) => ({ sql, args: { until } })));
    if (deleted.every((rows) => rows.length < SWEEP_PORTION)) return;
    // Also other processes get a turn: who waits for a file's lock looks again only now and then.
    await new Promise((resolve) => setTimeout(resolve, SWEEP_PAUSE_MILLISECONDS));
  }
}

/** The database server's own clock. */
export async function readClock(database: SqlDatabase): Promise<EpochMillis> {
  const [row] = await readOne(database, {
    sql: "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  });
  if (row === undefined) throw new Error("the database told no time");
  return numberAt(row, 0);
}
