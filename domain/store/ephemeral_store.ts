/**
 * The port for everything that expires: pushed requests, interactions, codes, replay claims,
 * counters, failed attempts, expected calls, and the queue of log entries on their way to the
 * database.
 *
 * A caller hands over a list of {@link Operation}s; the store runs them **in order, as one atomic
 * unit, in one round trip**. A *guard* that is refused stops the list: what came before it stays,
 * what comes after it is `skipped`. There is no way to read and then write in two steps without a
 * version, and none is needed.
 *
 * What an implementer must guarantee under concurrency:
 *
 * - Two runs never interleave: each sees all or nothing of any other (a script in Redis, a write
 *   batch in libSQL).
 * - Expiry is judged by `now` of the run, never by the store's own clock; a record whose
 *   `expiresAt` is not after `now` counts as absent. Deleting it later is housekeeping.
 * - A run that is **repeated with the same attempt** (the transport may resend a command whose
 *   answer was lost) has the effect of one and answers the same for every verb that is marked
 *   "recognises its repetition". Counters may count a repetition twice, never too little.
 * - When the store cannot say for certain that the run took effect, it throws `UnavailableError`.
 */
import type { AttemptId } from "../ids.ts";
import type { EpochMillis } from "../time.ts";

/** A key: lower-case words and ids joined by `:`, for example `code:CLIENT:HASH`. */
export type Key = string;

/**
 * Where an operation works: at a key, or at the key that the record `of` carries under the name
 * `ref`. The second form lets one round trip follow a reference (interaction → its account's
 * failed attempts). It is resolved inside the run; without such a record the operation is `absent`.
 */
export type Address = Key | { readonly of: Key; readonly ref: string };

/** A stored value with its version and references. */
export interface StoredRecord {
  readonly value: string;
  /** 1 when first put, one more with each compare-and-set. */
  readonly version: number;
}

/** References that a record carries: name → key. */
export type References = Readonly<Record<string, Key>>;

/** Reads a record. */
export interface Get {
  readonly verb: "get";
  readonly at: Address;
}
/** Guard: refused as `absent` when there is no such record. */
export interface Require {
  readonly verb: "require";
  readonly at: Address;
}
/** Writes a record whatever was there (version 1). */
export interface Put {
  readonly verb: "put";
  readonly at: Address;
  readonly value: string;
  readonly refs?: References;
  readonly expiresAt: EpochMillis;
}
/** Writes a record unless there is one; `refused` hands back what is there. Recognises its repetition. */
export interface PutIfAbsent {
  readonly verb: "putIfAbsent";
  readonly at: Key;
  readonly value: string;
  readonly refs?: References;
  readonly expiresAt: EpochMillis;
  /** Whether a refusal stops the run. */
  readonly guard: boolean;
}
/** Guard: claims a key once until it expires (replay protection). Recognises its repetition. */
export interface ClaimOnce {
  readonly verb: "claimOnce";
  readonly at: Key;
  readonly expiresAt: EpochMillis;
}
/**
 * Guard: marks a record as used. `done` for the first attempt and its repetitions; `refused` for
 * every later one (with the value, so that the caller can act on the reuse); `absent` otherwise.
 */
export interface Redeem {
  readonly verb: "redeem";
  readonly at: Address;
}
/**
 * Guard: takes a lease on a record for one step: `done` when the record has that version and no
 * other attempt holds an unexpired lease; otherwise `refused` with the record as it is. Recognises
 * its repetition.
 */
export interface BeginStep {
  readonly verb: "beginStep";
  readonly at: Key;
  readonly version: number;
  readonly leaseUntil: EpochMillis;
}
/**
 * Guard: replaces a record that has that version and whose lease, if any, is this attempt's or
 * has lapsed; the lease ends and the version grows by one. `refused` hands back the record as it
 * is. `refs` replace the old ones. Recognises its repetition.
 */
export interface CompareAndSet {
  readonly verb: "compareAndSet";
  readonly at: Key;
  readonly version: number;
  readonly value: string;
  readonly refs?: References;
  readonly expiresAt: EpochMillis;
}
/** Guard: adds one to a counter; `refused` (and not added) when it has reached `limit`. */
export interface Hit {
  readonly verb: "hit";
  readonly at: Address;
  readonly limit: number;
  /** When the counter returns to zero; set by the first hit. */
  readonly expiresAt: EpochMillis;
}
/**
 * Takes one hit back, never below zero, and once for each attempt until the counter returns to zero:
 * recognises its repetition, which would take back what others were counted for.
 */
export interface Refund {
  readonly verb: "refund";
  readonly at: Address;
}
/**
 * Guard: reserves one of `capacity` slots for this attempt before a secret is tried, so that no
 * interleaving yields one try more. A slot is *pending* until `leaseUntil`, then counts as failed
 * until it is settled. `done`: reserved (recognises its repetition). `refused`: none is free, with
 * `failures` telling how many slots are failed (= capacity: locked) rather than pending (< capacity:
 * busy). `absent`: the reference led nowhere. Slots expire one by one at their `expiresAt`.
 */
export interface Reserve {
  readonly verb: "reserve";
  readonly at: Address;
  readonly capacity: number;
  readonly leaseUntil: EpochMillis;
  readonly expiresAt: EpochMillis;
}
/**
 * Turns this attempt's slot into a failure, or frees it, or frees all slots (`cleared`); answers with
 * the number of failures now. An attempt without a slot changes nothing: so a repetition of `cleared`
 * leaves alone what others failed since.
 */
export interface Settle {
  readonly verb: "settle";
  readonly at: Address;
  readonly outcome: "failed" | "released" | "cleared";
}
/** Reads how many slots of {@link Reserve} are failed (or lapsed) now. */
export interface CountFailures {
  readonly verb: "countFailures";
  readonly at: Address;
}
/** Removes a record, a counter, or all slots. `done` even when there was none. */
export interface Delete {
  readonly verb: "delete";
  readonly at: Address;
}
/** Puts an entry at the end of a queue, which never expires. `id` is unique; a repetition may add it twice. */
export interface Append {
  readonly verb: "append";
  readonly queue: Key;
  readonly id: string;
  readonly value: string;
}

/** One thing to do; see each. */
export type Operation =
  | Append
  | BeginStep
  | ClaimOnce
  | CompareAndSet
  | CountFailures
  | Delete
  | Get
  | Hit
  | Put
  | PutIfAbsent
  | Redeem
  | Refund
  | Require
  | Reserve
  | Settle;

/** What came of one operation. */
export interface OperationResult {
  /**
   * `done`: it was carried out. `refused`: a guard said no. `absent`: nothing is there (for `get`
   * and `countFailures` not an obstacle, for guards it stops the run). `skipped`: an earlier guard
   * stopped the run.
   */
  readonly status: "done" | "refused" | "absent" | "skipped";
  /** The record for get, require, redeem, beginStep, and refused putIfAbsent or compareAndSet. */
  readonly record?: StoredRecord;
  /** The counter after `hit` or `refund`. */
  readonly count?: number;
  /** Failed slots, for reserve, settle and countFailures. */
  readonly failures?: number;
}

/** One {@link OperationResult} for each operation, in order. */
export type ResultsOf<Operations extends readonly Operation[]> = {
  readonly [Index in keyof Operations]: OperationResult;
};

/** When and by whom a run is made. */
export interface RunContext {
  readonly now: EpochMillis;
  readonly attempt: AttemptId;
}

/** See the head of this file. */
export interface EphemeralStore {
  /** Runs operations in order as one atomic unit, in one round trip. */
  run<const Operations extends readonly Operation[]>(
    context: RunContext,
    operations: Operations,
  ): Promise<ResultsOf<Operations>>;

  /** The oldest entries of a queue, at most `limit`; they stay until removed. */
  readQueue(queue: Key, limit: number): Promise<readonly string[]>;

  /** Removes exactly these entries (as read); entries already gone are no error. */
  removeFromQueue(queue: Key, entries: readonly string[]): Promise<void>;

  /** All live records whose key begins with `prefix`; for the operator, not for requests. */
  list(prefix: Key, now: EpochMillis): Promise<readonly { key: Key; value: string }[]>;

  /** Deletes what has expired, where the store does not do so by itself; in bounded portions. */
  sweep(now: EpochMillis): Promise<void>;

  /** Whether the store answers; throws `UnavailableError` otherwise. Returns the store's own clock. */
  ping(): Promise<EpochMillis>;

  /** Frees connections. */
  close(): Promise<void>;
}
