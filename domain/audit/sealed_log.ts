/** The port to the operation log as it is stored: for sealing, checking, exporting and deleting it. */
import type { EpochMillis } from "../time.ts";
import type { ChainPoint, SealedLogEntry, StoredLogEntry } from "./log_chain.ts";

/** Entries that are sealed, read or deleted in one go: short enough to hold up nobody. */
export const LOG_PORTION = 500;

/** A signed statement with the position under which it is stored. */
export interface StoredStatement {
  readonly position: number;
  readonly signed: string;
}

/** What is to be sealed, on one consistent state. */
export interface UnsealedPortion {
  /** The last head. */
  readonly head: StoredStatement | undefined;
  readonly checkpoint: StoredStatement | undefined;
  /** The entries that were written first among those without a seal. */
  readonly entries: readonly StoredLogEntry[];
}

/** A part of the log, on one consistent state. */
export interface LogPage {
  readonly checkpoint: StoredStatement | undefined;
  /** By position. */
  readonly sealed: readonly SealedLogEntry[];
  /** By position; may reach beyond the entries. */
  readonly heads: readonly StoredStatement[];
  /** Entries without a seal, in the order of writing; only on the page that reaches the chain's end. */
  readonly unsealed: readonly StoredLogEntry[];
}

/** A part of the chain by the times of its entries. */
export interface LogRange {
  /** The entry before the first one; undefined: from the beginning. */
  readonly start: ChainPoint | undefined;
  /** The last position, one with a head; undefined: to the end. */
  readonly until: number | undefined;
}

/** The port. */
export interface SealedLog {
  readUnsealed(limit: number): Promise<UnsealedPortion>;
  /**
   * Gives entries their seals and stores the head over them, all or nothing. Answers false, and
   * changes nothing, when another instance has put a head behind `predecessor` (a position, 0 for
   * the first): each head has one successor at most, so the chain never forks. Throws
   * `ConstraintError` when a position is taken although no head says so.
   */
  seal(
    entries: readonly SealedLogEntry[],
    head: StoredStatement & { readonly predecessor: number },
  ): Promise<boolean>;
  /** Up to `limit` sealed entries, and as many without a seal, after a position. */
  readPage(afterPosition: number, limit: number): Promise<LogPage>;
  /** Entries that were written later, and are without a seal or sealed after a position. */
  readWritten(
    after: { readonly sequence: number; readonly position: number },
    limit: number,
  ): Promise<readonly StoredLogEntry[]>;
  /** The smallest range with all sealed entries from a time (inclusive) to a time (exclusive). */
  findRange(from: EpochMillis | undefined, to: EpochMillis | undefined): Promise<LogRange>;
  /** The last head. */
  readHead(): Promise<StoredStatement | undefined>;
  /** Stores a checkpoint and deletes all entries and heads up to it, all or nothing. */
  prune(checkpoint: StoredStatement): Promise<void>;
}
