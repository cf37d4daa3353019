/**
 * 規定回数: failed authentications (② and ⑤ together) are counted per account and Japanese day; the
 * one that reaches the limit locks the account for API authentication until midnight.
 */
import { accountReference } from "../banking/account_reference.ts";
import { maskAccount } from "../banking/account_number.ts";
import { queueLogEntry } from "../audit/log_queue.ts";
import type { Vault } from "../crypto/vault.ts";
import type { GrantedAccount } from "../grant/grant.ts";
import type {
  EphemeralStore,
  Key,
  Put,
  Require,
  Reserve,
  RunContext,
} from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis, nextJstMidnight } from "../time.ts";
import { TRIAL_LEASE_SECONDS } from "./limits.ts";

const LOCK_PREFIX = "lock:";

/** Where the failures of an account are counted. `reference`: the account's pseudonym. */
export function attemptsKey(reference: string): Key {
  return `attempts:${reference}`;
}

/** Where a lock is noted for the operator; what bars the customer are the counted failures. */
export function lockKey(reference: string): Key {
  return LOCK_PREFIX + reference;
}

/**
 * Where it is noted that the store knows the failures of today. A store that was lost and comes back
 * empty knows neither them nor this, and no secret is compared before they were counted again.
 */
export const FAILURES_KNOWN: Key = "failures-known";

/** Guard: absent as long as failures of today may be missing. */
export const REQUIRE_KNOWN_FAILURES: Require = { verb: "require", at: FAILURES_KNOWN };

/** A locked account, for the operator. */
export interface AccountLock {
  readonly account: GrantedAccount;
  readonly accountReference: string;
  readonly lockedAt: EpochMillis;
  /** When it ends by itself: midnight. Exclusive. */
  readonly expiresAt: EpochMillis;
}

/** The operation that takes one of the day's tries before a secret is compared. */
export function reserveTry(at: Reserve["at"], limit: number, now: EpochMillis): Reserve {
  return {
    verb: "reserve",
    at,
    capacity: limit,
    leaseUntil: addSeconds(now, TRIAL_LEASE_SECONDS),
    expiresAt: nextJstMidnight(now),
  };
}

/** The operation that notes a lock for the operator. */
export async function noteLock(
  vault: Vault,
  account: GrantedAccount,
  now: EpochMillis,
): Promise<Put> {
  const reference = await accountReference(vault, account);
  const expiresAt = nextJstMidnight(now);
  const lock: AccountLock = {
    account,
    accountReference: reference,
    lockedAt: now,
    expiresAt,
  };
  const at = lockKey(reference);
  return { verb: "put", at, value: await vault.seal("lock", at, JSON.stringify(lock)), expiresAt };
}

/** The accounts that are locked now. */
export async function listLocks(
  deps: { readonly store: EphemeralStore; readonly vault: Vault },
  now: EpochMillis,
): Promise<readonly AccountLock[]> {
  const records = await deps.store.list(LOCK_PREFIX, now);
  return await Promise.all(records.map(async ({ key, value }) => {
    const lock: AccountLock = JSON.parse(await deps.vault.open("lock", key, value));
    return lock;
  }));
}

/**
 * Lifts an account's lock and sets its failures to zero, with the log entry that says who and why,
 * all or nothing. Answers how many failures there were.
 */
export async function liftLock(
  deps: { readonly store: EphemeralStore; readonly vault: Vault },
  context: RunContext,
  lift: {
    readonly account: GrantedAccount;
    /** The operator's name. */
    readonly operator: string;
    readonly reason: string;
  },
): Promise<number> {
  const reference = await accountReference(deps.vault, lift.account);
  const at = attemptsKey(reference);
  const [count] = await deps.store.run(context, [
    { verb: "countFailures", at },
    { verb: "delete", at },
    { verb: "delete", at: lockKey(reference) },
    await queueLogEntry(deps.vault, {
      id: `lock.lift:${context.attempt}`,
      at: context.now,
      actor: `operator:${lift.operator}`,
      event: "lock.lift",
      result: "ok",
      accountReference: reference,
      details: { maskedAccount: maskAccount(lift.account), reason: lift.reason },
    }),
  ]);
  return count.failures ?? 0;
}
