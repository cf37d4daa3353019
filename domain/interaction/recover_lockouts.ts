/** 規定回数 from the operation log, when the store in which failures are counted was lost. */
import type { LogOutcome, OperationLog } from "../audit/operation_log.ts";
import { attemptCalled, newAttemptId, type RandomSource } from "../ids.ts";
import type { EphemeralStore, Key, Put } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis, nextJstMidnight } from "../time.ts";
import { attemptsKey, FAILURES_KNOWN, REQUIRE_KNOWN_FAILURES, reserveTry } from "./lockout.ts";

const PORTION = 500;
const DAY_SECONDS = 86_400;
/** As long as there is the store. */
const FOREVER_SECONDS = 100 * 366 * DAY_SECONDS;

/** What recovering needs. */
export interface LockoutRecovery {
  readonly store: EphemeralStore;
  readonly log: Pick<OperationLog, "searchOutcomes">;
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
 * Counts today's failures of each account again, as the log tells of them, when the store does not
 * know them because it is new or was lost; until then nobody can try a secret. Undefined when it
 * knows them, when there is nothing to know because nothing has ever happened, and when it was lost
 * meanwhile with what had been counted, and the next round begins anew.
 * Several instances may do it at once: what is counted already is not counted twice.
 * Throws `UnavailableError` when a store cannot be reached.
 */
export async function recoverLockouts(
  recovery: LockoutRecovery,
  now: EpochMillis,
): Promise<LockoutReport | undefined> {
  const { store, random } = recovery;
  const context = { now, attempt: newAttemptId(random) };
  const [known] = await store.run(context, [REQUIRE_KNOWN_FAILURES]);
  if (known.status === "done") return undefined;
  const note = (at: Key, seconds: number): Put => {
    return { verb: "put", at, value: "", expiresAt: addSeconds(now, seconds) };
  };
  const begun = `failures-recovery:${context.attempt}`;
  await store.run(context, [note(begun, DAY_SECONDS)]);
  const report = await countAgain(recovery, now);
  const [kept] = await store.run(context, [
    { verb: "require", at: begun },
    note(FAILURES_KNOWN, FOREVER_SECONDS),
  ]);
  if (kept.status !== "done") return undefined;
  const [first] = await recovery.log.searchOutcomes({ limit: 1 });
  return first && report;
}

async function countAgain(recovery: LockoutRecovery, now: EpochMillis): Promise<LockoutReport> {
  const failures = new Map<string, number>();
  const from = addSeconds(nextJstMidnight(now), -DAY_SECONDS);
  for (let afterSequence = 0;;) {
    const entries = await recovery.log.searchOutcomes({ from, afterSequence, limit: PORTION });
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
  { accountReference, event, result }: LogOutcome,
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

/**
 * Each failure that is added has an attempt by its number, so that who counts at the same time adds
 * the same. Some numbers may be there already: the count tells when there are enough.
 */
async function raiseTo(
  { store, failedAttempts }: LockoutRecovery,
  now: EpochMillis,
  reference: string,
  count: number,
): Promise<void> {
  const at = attemptsKey(reference);
  const [counted] = await store.run({ now, attempt: attemptCalled("recovery") }, [
    { verb: "countFailures", at },
  ]);
  let { failures = 0 } = counted;
  for (let added = 1; failures < count && added <= count; added += 1) {
    const [, settled] = await store.run({ now, attempt: attemptCalled(`recovered-${added}`) }, [
      reserveTry(at, failedAttempts, now),
      { verb: "settle", at, outcome: "failed" },
    ]);
    // Where no slot was free there are as many failures and tries as there may be.
    failures = settled.failures ?? count;
  }
}
