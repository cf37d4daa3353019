/** The verbs that count: counters and slots, as SQL. */
import type {
  CountFailures,
  Hit,
  OperationResult,
  Refund,
  Reserve,
  RunContext,
  Settle,
} from "../../domain/store/ephemeral_store.ts";
import {
  addressed,
  at,
  GOING,
  isTrue,
  orAbsent,
  REFUNDS,
  rowOf,
  type Step,
  STOP_IF_UNCHANGED,
  stopUnless,
} from "./ephemeral_step.ts";
import { numberAt, type SqlRow } from "./sql_database.ts";

const HIT = addressed((key) => `
  INSERT INTO counter (key, count, expires_at)
  SELECT target, 1, :expiresAt FROM (SELECT ${key} AS target)
  WHERE target IS NOT NULL AND :limit > 0 AND ${GOING}
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN expires_at <= :now THEN 1 ELSE count + 1 END,
    expires_at = CASE WHEN expires_at <= :now THEN excluded.expires_at ELSE expires_at END
  WHERE expires_at <= :now OR count < :limit
  RETURNING count`);

/** {@link Hit}: the first hit sets the expiry. */
export function hit(operation: Hit, context: RunContext): Step {
  const { limit, expiresAt } = operation;
  const { now } = context;
  return orAbsent(operation.at, context, {
    statements: [at(HIT, operation.at, now, { limit, expiresAt, now })],
    stop: STOP_IF_UNCHANGED,
    read: (results) => {
      const row = rowOf(results, 0);
      return row === undefined
        ? { status: "refused" }
        : { status: "done", count: numberAt(row, 0) };
    },
  });
}

/**
 * The attempts that took a hit back are kept as slots of a key beside the counter's, each for the
 * time of the counter that it was taken from.
 */
const NOTE_REFUND = addressed((key) => `
  INSERT INTO slot (key, attempt, failed, lease_until, expires_at)
  SELECT '${REFUNDS}' || key, :attempt, 0, expires_at, expires_at FROM counter
  WHERE key = ${key} AND expires_at > :now AND count > 0 AND ${GOING}
  ON CONFLICT (key, attempt) DO UPDATE SET expires_at = excluded.expires_at
  WHERE expires_at <> excluded.expires_at`);

/** Follows {@link NOTE_REFUND}: of a repetition nothing was noted. */
const REFUND = addressed((key) =>
  `UPDATE counter SET count = count - 1 WHERE key = ${key} AND changes() > 0`
);

const SELECT_COUNT = addressed((key) =>
  `SELECT count FROM counter WHERE key = ${key} AND expires_at > :now`
);

/** {@link Refund}: what is not there has nothing to give back. */
export function refund(operation: Refund, context: RunContext): Step {
  const { now, attempt } = context;
  return orAbsent(operation.at, context, {
    statements: [
      at(NOTE_REFUND, operation.at, now, { now, attempt }),
      at(REFUND, operation.at, now, {}),
      at(SELECT_COUNT, operation.at, now, { now }),
    ],
    read: (results) => {
      const row = rowOf(results, 2);
      return { status: "done", count: row === undefined ? 0 : numberAt(row, 0) };
    },
  });
}

const COUNT_OTHERS = (key: string) =>
  `SELECT COUNT(*) FROM slot WHERE key = ${key} AND expires_at > :now AND attempt <> :attempt`;

/** A slot that this attempt holds already is left as it is. */
const RESERVE = addressed((key) => `
  INSERT INTO slot (key, attempt, failed, lease_until, expires_at)
  SELECT target, :attempt, 0, :leaseUntil, :expiresAt FROM (SELECT ${key} AS target)
  WHERE target IS NOT NULL AND (${COUNT_OTHERS("target")}) < :capacity AND ${GOING}
  ON CONFLICT (key, attempt) DO UPDATE SET
    failed = 0, lease_until = excluded.lease_until, expires_at = excluded.expires_at
  WHERE expires_at <= :now`);

const STOP_UNLESS_RESERVED = addressed((key) =>
  stopUnless(`EXISTS (
    SELECT 1 FROM slot WHERE key = ${key} AND attempt = :attempt AND expires_at > :now)`)
);

/** A pending slot counts as failed once its lease has lapsed. */
const FAILURES = "COUNT(*) FILTER (WHERE failed = 1 OR lease_until <= :now)";

const SELECT_FAILURES = addressed((key) =>
  `SELECT ${FAILURES} FROM slot WHERE key = ${key} AND expires_at > :now`
);

const SELECT_FAILURES_AND_OWN = addressed((key) => `
  SELECT ${FAILURES}, COUNT(*) FILTER (WHERE attempt = :attempt) FROM slot
  WHERE key = ${key} AND expires_at > :now`);

/** {@link Reserve}: the slots of other attempts must leave one free. */
export function reserve(operation: Reserve, context: RunContext): Step {
  const { capacity, leaseUntil, expiresAt } = operation;
  const { now, attempt } = context;
  const own = { attempt, now };
  return orAbsent(operation.at, context, {
    statements: [
      at(RESERVE, operation.at, now, { ...own, capacity, leaseUntil, expiresAt }),
      at(SELECT_FAILURES_AND_OWN, operation.at, now, own),
    ],
    stop: at(STOP_UNLESS_RESERVED, operation.at, now, own),
    read: (results) => {
      const row = rowOf(results, 1);
      return { ...toFailures(row), status: isTrue(row, 1) ? "done" : "refused" };
    },
  });
}

const SETTLE = {
  failed: addressed((key) => `
    UPDATE slot SET failed = 1
    WHERE key = ${key} AND attempt = :attempt AND expires_at > :now AND ${GOING}`),
  released: addressed((key) =>
    `DELETE FROM slot WHERE key = ${key} AND attempt = :attempt AND ${GOING}`
  ),
  cleared: addressed((key) => `
    DELETE FROM slot WHERE key = ${key} AND ${GOING} AND EXISTS (
      SELECT 1 FROM slot AS own
      WHERE own.key = slot.key AND own.attempt = :attempt AND own.expires_at > :now)`),
};

/** {@link Settle}: a slot that is gone already stays gone. */
export function settle(operation: Settle, context: RunContext): Step {
  const { now, attempt } = context;
  const args = operation.outcome === "released" ? { attempt } : { attempt, now };
  return orAbsent(operation.at, context, {
    statements: [
      at(SETTLE[operation.outcome], operation.at, now, args),
      at(SELECT_FAILURES, operation.at, now, { now }),
    ],
    read: (results) => toFailures(rowOf(results, 1)),
  });
}

/** {@link CountFailures}: no slots are no failures. */
export function countFailures(operation: CountFailures, context: RunContext): Step {
  const { now } = context;
  return orAbsent(operation.at, context, {
    statements: [at(SELECT_FAILURES, operation.at, now, { now })],
    read: (results) => toFailures(rowOf(results, 0)),
  });
}

function toFailures(row: SqlRow | undefined): OperationResult {
  return { status: "done", failures: row === undefined ? 0 : numberAt(row, 0) };
}
