/** 規定回数 from the operation log, when the store in which failures are counted was lost. */
import type { OperationLog, OperationLogEntry } from "../audit/operation_log.ts";
import { newAttemptId, type RandomSource } from "../ids.ts";
import type { EphemeralStore } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis, nextJstMidnight } from "../time.ts";
import { attemptsKey, reserveTry } from "./lockout.ts";

const PORTION = 500;
const DAY_SECONDS = 86_400;

/** What recovering needs. */
export interface LockoutRecovery {
  readonly store: EphemeralStore;
  readonly log: Pick<OperationLog, "search">;
  readonly random: RandomSource;
  /** 規定回数: that many failures lock an account. */
  readonly failedAttempts: number;
}

/** How many accounts have failures of today, and how many of them are locked. */
export interface LockoutReport {
  readonly accounts: number;
  readonly locked: number;
}

/**
 * Counts today's failures of each account again, as the log tells of them; what is counted already
 * is not counted twice, so repeating is safe. Must be done before customers are served. Throws
 * `UnavailableError` when a store cannot be reached.
 */
export async function recoverLockouts(
  recovery: LockoutRecovery,
  now: EpochMillis,
): Promise<LockoutReport> {
  const failures = new Map<string, number>();
  const from = addSeconds(nextJstMidnight(now), -DAY_SECONDS);
  for (let afterSequence = 0;;) {
    const entries = await recovery.log.search({ from, afterSequence, limit: PORTION });
    for (const entry of entries) countEntry(failures, entry, recovery.failedAttempts);
    if (entries.length < PORTION) break;
    afterSequence = entries.at(-1)?.sequence ?? afterSequence;
  }
  for (const [reference, count] of failures) await raiseTo(recovery, now, reference, count);
  const counts = [...failures.values()];
  return {
    accounts: counts.length,
    locked: counts.filter((count) => count >= recovery.failedAttempts).length,
  };
}

/** What an entry does to its account's failures: as authentication and the operator do it. */
function countEntry(
  failures: Map<string, number>,
  { accountReference, event, result }: OperationLogEntry,
  limit: number,
): void {
  if (accountReference === undefined) return;
  const isTried = event === "screen.customer" || event === "screen.pin";
  const count = failures.get(accountReference) ?? 0;
  if (event === "lock.lift" || (event === "screen.pin" && result === "authenticated")) {
    failures.delete(accountReference);
  } else if (isTried && result === "failed") {
    failures.set(accountReference, Math.min(count + 1, limit));
  } else if (isTried && (result === "locked" || result === "already_locked")) {
    failures.set(accountReference, limit);
  }
}

async function raiseTo(
  { store, random, failedAttempts }: LockoutRecovery,
  now: EpochMillis,
  reference: string,
  count: number,
): Promise<void> {
  const at = attemptsKey(reference);
  const [counted] = await store.run({ now, attempt: newAttemptId(random) }, [
    { verb: "countFailures", at },
  ]);
  for (let failures = counted.failures ?? 0; failures < count; failures += 1) {
    await store.run({ now, attempt: newAttemptId(random) }, [
      reserveTry(at, failedAttempts, now),
      { verb: "settle", at, outcome: "failed" },
    ]);
  }
}
