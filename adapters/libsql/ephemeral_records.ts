/** The verbs that work on records, as SQL. */
import type {
  BeginStep,
  ClaimOnce,
  CompareAndSet,
  Get,
  OperationResult,
  Put,
  PutIfAbsent,
  Redeem,
  References,
  Require,
  RunContext,
} from "../../domain/store/ephemeral_store.ts";
import {
  addressed,
  at,
  GOING,
  isTrue,
  orAbsent,
  rowOf,
  type Step,
  STOP_IF_UNCHANGED,
  stopUnless,
  toRecord,
} from "./ephemeral_step.ts";
import type { SqlRow, SqlRows } from "./sql_database.ts";

const SELECT_LIVE = addressed((key) =>
  `SELECT value, version FROM record WHERE key = ${key} AND expires_at > :now`
);

function readLive(results: readonly SqlRows[]): OperationResult {
  const row = rowOf(results, 0);
  return row === undefined ? { status: "absent" } : { status: "done", record: toRecord(row) };
}

/** {@link Get}: one look-up. */
export function get(operation: Get, { now }: RunContext): Step {
  return { statements: [at(SELECT_LIVE, operation.at, now, { now })], read: readLive };
}

const STOP_UNLESS_LIVE = addressed((key) =>
  stopUnless(`EXISTS (SELECT 1 FROM record WHERE key = ${key} AND expires_at > :now)`)
);

/** {@link Require}: a look-up that stops the run. */
export function requireRecord(operation: Require, { now }: RunContext): Step {
  return {
    statements: [at(SELECT_LIVE, operation.at, now, { now })],
    stop: at(STOP_UNLESS_LIVE, operation.at, now, { now }),
    read: readLive,
  };
}

const PUT = addressed((key) => `
  REPLACE INTO record (key, value, version, refs, expires_at)
  SELECT target, :value, 1, :refs, :expiresAt FROM (SELECT ${key} AS target)
  WHERE target IS NOT NULL AND ${GOING}`);

/** {@link Put}: all columns but the given ones return to their defaults. */
export function put(operation: Put, context: RunContext): Step {
  const { value, expiresAt } = operation;
  const args = { value, refs: toJson(operation.refs), expiresAt };
  return orAbsent(operation.at, context, {
    statements: [at(PUT, operation.at, context.now, args)],
    read: () => ({ status: "done" }),
  });
}

const PUT_IF_ABSENT = `
  INSERT INTO record (key, value, version, refs, expires_at, creator)
  SELECT :key, :value, 1, :refs, :expiresAt, :attempt WHERE ${GOING}
  ON CONFLICT (key) DO UPDATE SET
    value = excluded.value, version = 1, refs = excluded.refs,
    expires_at = excluded.expires_at, creator = excluded.creator,
    writer = NULL, redeemer = NULL, lease_holder = NULL, lease_until = NULL
  WHERE expires_at <= :now`;

const SELECT_WITH_CREATOR =
  "SELECT value, version, creator IS :attempt FROM record WHERE key = :key";

const STOP_UNLESS_CREATOR = stopUnless(
  "EXISTS (SELECT 1 FROM record WHERE key = :key AND creator = :attempt)",
);

/** {@link PutIfAbsent}: the creator tells the repetition from another attempt. */
export function putIfAbsent(operation: PutIfAbsent, { now, attempt }: RunContext): Step {
  const { at: key, value, expiresAt } = operation;
  const refs = toJson(operation.refs);
  const found = { key, attempt };
  const step: Step = {
    statements: [
      { sql: PUT_IF_ABSENT, args: { key, value, refs, expiresAt, attempt, now } },
      { sql: SELECT_WITH_CREATOR, args: found },
    ],
    read: (results) => doneOrRefused(rowOf(results, 1), 2),
  };
  if (!operation.guard) return step;
  return { ...step, stop: { sql: STOP_UNLESS_CREATOR, args: found } };
}

/** A claim is an empty record that is put once. */
export function claimOnce({ at: key, expiresAt }: ClaimOnce, context: RunContext): Step {
  const verb = "putIfAbsent";
  const step = putIfAbsent({ verb, at: key, value: "", expiresAt, guard: true }, context);
  return { ...step, read: (results) => ({ status: step.read(results).status }) };
}

const REDEEM = addressed((key) => `
  UPDATE record SET redeemer = :attempt
  WHERE key = ${key} AND expires_at > :now
    AND (redeemer IS NULL OR redeemer = :attempt) AND ${GOING}`);

const SELECT_WITH_REDEEMER = addressed((key) => `
  SELECT value, version, redeemer IS :attempt FROM record
  WHERE key = ${key} AND expires_at > :now`);

/** {@link Redeem}: the first redeemer stays. */
export function redeem(operation: Redeem, { now, attempt }: RunContext): Step {
  return {
    statements: [
      at(REDEEM, operation.at, now, { attempt, now }),
      at(SELECT_WITH_REDEEMER, operation.at, now, { attempt, now }),
    ],
    stop: STOP_IF_UNCHANGED,
    read: (results) => withRecord(rowOf(results, 1), 2),
  };
}

/** No other attempt is in the middle of a step. */
const UNLEASED = "(lease_holder IS NULL OR lease_holder = :attempt OR lease_until <= :now)";

const BEGIN_STEP = `
  UPDATE record SET lease_holder = :attempt, lease_until = :leaseUntil
  WHERE key = :key AND expires_at > :now AND version = :version AND ${UNLEASED} AND ${GOING}`;

const SELECT_WITH_LEASE = `
  SELECT value, version, version = :version AND lease_holder IS :attempt FROM record
  WHERE key = :key AND expires_at > :now`;

/** {@link BeginStep}: the lease is on the version, so a step that was taken cannot begin again. */
export function beginStep(operation: BeginStep, { now, attempt }: RunContext): Step {
  const { at: key, version, leaseUntil } = operation;
  return {
    statements: [
      { sql: BEGIN_STEP, args: { key, version, leaseUntil, attempt, now } },
      { sql: SELECT_WITH_LEASE, args: { key, version, attempt, now } },
    ],
    stop: STOP_IF_UNCHANGED,
    read: (results) => withRecord(rowOf(results, 1), 2),
  };
}

const COMPARE_AND_SET = `
  UPDATE record SET
    value = :value, refs = :refs, version = version + 1, expires_at = :expiresAt,
    writer = :attempt, lease_holder = NULL, lease_until = NULL
  WHERE key = :key AND expires_at > :now AND version = :version AND ${UNLEASED} AND ${GOING}`;

/** Also after a repetition: the version that this attempt has written. */
const IS_WRITTEN = "version = :version + 1 AND writer IS :attempt";

const SELECT_WITH_WRITER = `
  SELECT value, version, ${IS_WRITTEN} FROM record
  WHERE key = :key AND (expires_at > :now OR ${IS_WRITTEN})`;

const STOP_UNLESS_WRITTEN = stopUnless(
  `EXISTS (SELECT 1 FROM record WHERE key = :key AND ${IS_WRITTEN})`,
);

/** {@link CompareAndSet}: the writer of the next version tells the repetition. */
export function compareAndSet(operation: CompareAndSet, { now, attempt }: RunContext): Step {
  const { at: key, version, value, expiresAt } = operation;
  const refs = toJson(operation.refs);
  return {
    statements: [
      { sql: COMPARE_AND_SET, args: { key, version, value, refs, expiresAt, attempt, now } },
      { sql: SELECT_WITH_WRITER, args: { key, version, attempt, now } },
    ],
    stop: { sql: STOP_UNLESS_WRITTEN, args: { key, version, attempt } },
    read: (results) => doneOrRefused(rowOf(results, 1), 2),
  };
}

/** `done` with nothing, or `refused` with the record as it is. */
function doneOrRefused(row: SqlRow | undefined, column: number): OperationResult {
  return isTrue(row, column) ? { status: "done" } : withRecord(row, column);
}

/** `done` or `refused` by the truth in a column, with the record either way. */
function withRecord(row: SqlRow | undefined, column: number): OperationResult {
  if (row === undefined) return { status: "absent" };
  return { status: isTrue(row, column) ? "done" : "refused", record: toRecord(row) };
}

function toJson(refs: References | undefined): string {
  return JSON.stringify(refs ?? {});
}
