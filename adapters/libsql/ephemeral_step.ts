/** The parts from which the verbs of the ephemeral store are built: see `ephemeral_store.ts`. */
import type { EpochMillis } from "../../domain/time.ts";
import type {
  Address,
  OperationResult,
  RunContext,
  StoredRecord,
} from "../../domain/store/ephemeral_store.ts";
import {
  numberAt,
  rowsAt,
  type SqlRow,
  type SqlRows,
  type SqlStatement,
  type SqlValue,
  textAt,
} from "./sql_database.ts";

/** One operation of a run, as SQL. */
export interface Step {
  /** What carries it out. What writes does nothing in a run that was stopped. */
  readonly statements: readonly SqlStatement[];
  /** For guards: directly after the statements, stops the run unless the guard held. */
  readonly stop?: SqlStatement;
  /** What came of it, from the rows of its statements. */
  readonly read: (results: readonly SqlRows[]) => OperationResult;
}

/** What the key of a counter is preceded by where its refunds are noted. */
export const REFUNDS = "refunds:";

/** Holds in a run that was not stopped. */
export const GOING = "(SELECT going FROM progress) = 1";

/** Stops the run if the last statement that writes has changed nothing. */
export const STOP_IF_UNCHANGED: SqlStatement = {
  sql: "UPDATE progress SET going = 0 WHERE going = 1 AND changes() = 0",
};

/** Stops the run unless a condition holds. */
export function stopUnless(condition: string): string {
  return `UPDATE progress SET going = 0 WHERE going = 1 AND NOT (${condition})`;
}

/** A statement's text for an operation at a key, and for one at a reference. */
export interface AddressedSql {
  readonly direct: string;
  readonly referenced: string;
}

const FOLLOW_REFERENCE = "(SELECT refs ->> :ref FROM record WHERE key = :of AND expires_at > :now)";

/** Writes a statement for both kinds of address; `key` is the expression that yields the key. */
export function addressed(template: (key: string) => string): AddressedSql {
  return { direct: template(":key"), referenced: template(FOLLOW_REFERENCE) };
}

/** The statement for an address. */
export function at(
  sql: AddressedSql,
  address: Address,
  now: EpochMillis,
  args: Readonly<Record<string, SqlValue>>,
): SqlStatement {
  if (typeof address === "string") return { sql: sql.direct, args: { ...args, key: address } };
  const { of, ref } = address;
  return { sql: sql.referenced, args: { ...args, now, of, ref } };
}

const RESOLVES = `SELECT ${FOLLOW_REFERENCE} IS NOT NULL`;

/** Makes a step `absent` when its address is a reference that leads nowhere. */
export function orAbsent(address: Address, { now }: RunContext, step: Step): Step {
  if (typeof address === "string") return step;
  const { of, ref } = address;
  return {
    ...step,
    statements: [{ sql: RESOLVES, args: { of, ref, now } }, ...step.statements],
    read: ([resolved, ...results]) =>
      isTrue(resolved?.[0], 0) ? step.read(results) : { status: "absent" },
  };
}

/** Whether a column holds an SQL truth. */
export function isTrue(row: SqlRow | undefined, column: number): boolean {
  return row !== undefined && row[column] === 1;
}

/** The only row of a statement, if it returned one. */
export function rowOf(results: readonly SqlRows[], index: number): SqlRow | undefined {
  return rowsAt(results, index)[0];
}

/** A record from the columns `value, version`. */
export function toRecord(row: SqlRow): StoredRecord {
  return { value: textAt(row, 0), version: numberAt(row, 1) };
}
