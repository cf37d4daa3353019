/** The port to the records that are kept for a time only after they have served. */
import type { EpochMillis } from "../time.ts";

/**
 * Each method deletes at most `limit` records, the oldest first, in one short write, and answers
 * how many it deleted: fewer than `limit` when none is left. Several callers at once do no harm.
 * Throws `UnavailableError` when the database cannot be reached.
 */
export interface OutdatedRecords {
  /** Grants that ended, or expired without having been ended, before a time. */
  deleteGrants(overBefore: EpochMillis, limit: number): Promise<number>;
  /** Mails that a mail server took before a time. What is not sent stays, however old. */
  deleteNotices(sentBefore: EpochMillis, limit: number): Promise<number>;
  /** The operator's closed windows that were over before a time. */
  deleteMaintenanceWindows(overBefore: EpochMillis, limit: number): Promise<number>;
}
