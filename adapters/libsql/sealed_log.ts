/** The sealed operation log in libSQL. */
import type { SealedLogEntry } from "../../domain/audit/log_chain.ts";
import type {
  LogPage,
  LogRange,
  SealedLog,
  StoredStatement,
  UnsealedPortion,
} from "../../domain/audit/sealed_log.ts";
import type { EpochMillis } from "../../domain/time.ts";
import {
  ConstraintError,
  numberAt,
  optionalNumberAt,
  readOne,
  rowsAt,
  type SqlDatabase,
  type SqlRow,
  type SqlRows,
  textAt,
} from "./sql_database.ts";
import { STORED_COLUMNS, toSealedEntry, toStoredEntry } from "./stored_entry.ts";

const SELECT = `SELECT ${STORED_COLUMNS} FROM operation_log`;
const SELECT_SEALED = `${SELECT} WHERE position > :after ORDER BY position LIMIT :limit`;
const SELECT_UNSEALED = `${SELECT} WHERE position IS NULL ORDER BY sequence LIMIT :limit`;
const SELECT_WRITTEN = `
  ${SELECT} WHERE sequence > :sequence AND (position IS NULL OR position > :position)
  ORDER BY sequence LIMIT :limit`;

/** Those without a seal come with the page that has less than it might. */
const SELECT_UNSEALED_AT_END = `
  ${SELECT} WHERE position IS NULL AND :limit > (
    SELECT COUNT(*) FROM (SELECT 1 FROM operation_log WHERE position > :after LIMIT :limit))
  ORDER BY sequence LIMIT :limit`;

const SELECT_HEADS = `
  SELECT position, signed FROM log_head WHERE position > :after ORDER BY position LIMIT :limit`;
const SELECT_HEAD = "SELECT position, signed FROM log_head ORDER BY position DESC LIMIT 1";
const SELECT_CHECKPOINT =
  "SELECT position, signed FROM log_checkpoint ORDER BY position DESC LIMIT 1";
const SELECT_SUCCESSOR = "SELECT signed FROM log_head WHERE predecessor = :predecessor";

const INSERT_HEAD = `
  INSERT INTO log_head (position, predecessor, signed) VALUES (:position, :predecessor, :signed)`;

/** One statement for all entries, so that a remote database is asked once. */
const SEAL = `
  UPDATE operation_log
  SET position = seal.position, entry_hash = seal.entry_hash, chain_hash = seal.chain_hash
  FROM (
    SELECT json_extract(value, '$.sequence') AS entry, json_extract(value, '$.position') AS position,
      json_extract(value, '$.entryHash') AS entry_hash,
      json_extract(value, '$.chainHash') AS chain_hash
    FROM json_each(:seals)
  ) AS seal
  WHERE operation_log.sequence = seal.entry AND operation_log.position IS NULL`;

const SELECT_START = `
  SELECT position, chain_hash FROM operation_log
  WHERE position < COALESCE(
    (SELECT MIN(position) FROM operation_log WHERE at >= :from AND position IS NOT NULL), 1e15)
  ORDER BY position DESC LIMIT 1`;
const SELECT_UNTIL = `
  SELECT MIN(position) FROM log_head WHERE position >= (
    SELECT MAX(position) FROM operation_log WHERE at < :to AND position IS NOT NULL)`;

const INSERT_CHECKPOINT = `
  INSERT INTO log_checkpoint (position, signed) VALUES (:position, :signed) ON CONFLICT DO NOTHING`;
/** A batch may be carried out twice, and late: the furthest checkpoint stays. */
const DELETE_OLDER_CHECKPOINTS = `
  DELETE FROM log_checkpoint WHERE position < (SELECT MAX(position) FROM log_checkpoint)`;
const DELETE_ENTRIES = "DELETE FROM operation_log WHERE position <= :position";
const DELETE_HEADS = "DELETE FROM log_head WHERE position <= :position";

/** Makes the port on a database that has the schema. */
export function createSealedLog(database: SqlDatabase): SealedLog {
  return {
    readUnsealed: (limit) => readUnsealed(database, limit),
    seal: (entries, head) => seal(database, entries, head),
    readPage: (after, limit) => readPage(database, after, limit),
    async readWritten(after, limit) {
      const rows = await readOne(database, { sql: SELECT_WRITTEN, args: { ...after, limit } });
      return rows.map(toStoredEntry);
    },
    findRange: (from, to) => findRange(database, from, to),
    readHead: async () => toStatement(await readOne(database, { sql: SELECT_HEAD })),
    prune: (checkpoint) => prune(database, checkpoint),
  };
}

async function readUnsealed(database: SqlDatabase, limit: number): Promise<UnsealedPortion> {
  const results = await database.read([
    { sql: SELECT_HEAD },
    { sql: SELECT_CHECKPOINT },
    { sql: SELECT_UNSEALED, args: { limit } },
  ]);
  return {
    head: toStatement(rowsAt(results, 0)),
    checkpoint: toStatement(rowsAt(results, 1)),
    entries: rowsAt(results, 2).map(toStoredEntry),
  };
}

async function seal(
  database: SqlDatabase,
  entries: readonly SealedLogEntry[],
  head: StoredStatement & { readonly predecessor: number },
): Promise<boolean> {
  const seals = entries.map(({ entry, seal }) => ({ sequence: entry.sequence, ...seal }));
  try {
    await database.write([
      { sql: INSERT_HEAD, args: { ...head } },
      { sql: SEAL, args: { seals: JSON.stringify(seals) } },
    ]);
    return true;
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    const { predecessor } = head;
    const [row] = await readOne(database, { sql: SELECT_SUCCESSOR, args: { predecessor } });
    if (row === undefined) throw error;
    // The batch may have been carried out twice: then the head that was in its way is its own.
    return textAt(row, 0) === head.signed;
  }
}

async function readPage(database: SqlDatabase, after: number, limit: number): Promise<LogPage> {
  const args = { after, limit };
  const results = await database.read([
    { sql: SELECT_CHECKPOINT },
    { sql: SELECT_SEALED, args },
    { sql: SELECT_HEADS, args },
    { sql: SELECT_UNSEALED_AT_END, args },
  ]);
  return {
    checkpoint: toStatement(rowsAt(results, 0)),
    sealed: rowsAt(results, 1).map(toSealedEntry),
    heads: rowsAt(results, 2).map(toStoredStatement),
    unsealed: rowsAt(results, 3).map(toStoredEntry),
  };
}

async function findRange(
  database: SqlDatabase,
  from: EpochMillis | undefined,
  to: EpochMillis | undefined,
): Promise<LogRange> {
  const [start, until] = await Promise.all([
    from === undefined ? [] : readOne(database, { sql: SELECT_START, args: { from } }),
    to === undefined ? [] : readOne(database, { sql: SELECT_UNTIL, args: { to } }),
  ]);
  const [startRow, [untilRow]] = [start[0], until];
  return {
    start: startRow && { position: numberAt(startRow, 0), hash: textAt(startRow, 1) },
    until: untilRow && (optionalNumberAt(untilRow, 0) ?? 0),
  };
}

async function prune(
  database: SqlDatabase,
  { position, signed }: StoredStatement,
): Promise<void> {
  await database.write([
    { sql: INSERT_CHECKPOINT, args: { position, signed } },
    { sql: DELETE_OLDER_CHECKPOINTS },
    { sql: DELETE_ENTRIES, args: { position } },
    { sql: DELETE_HEADS, args: { position } },
  ]);
}

function toStatement([row]: SqlRows): StoredStatement | undefined {
  return row === undefined ? undefined : toStoredStatement(row);
}

function toStoredStatement(row: SqlRow): StoredStatement {
  return { position: numberAt(row, 0), signed: textAt(row, 1) };
}
