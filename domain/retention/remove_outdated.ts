/** Deleting what has been kept long enough, little by little; the operation log has its history. */
import { addSeconds, type Clock, type EpochMillis, type Pause } from "../time.ts";
import type { OutdatedRecords } from "./outdated_records.ts";

/** How long what has served is kept, in days. */
export interface RetentionPeriods {
  /** After the end or expiry of a grant. */
  readonly grantDays: number;
  /** After a mail was sent. */
  readonly noticeDays: number;
  /** After a closed window was over. */
  readonly maintenanceDays: number;
}

/** What the removal works with. */
export interface RemovalPorts {
  readonly outdated: OutdatedRecords;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** How many records were deleted. */
export interface RemovalReport {
  readonly grants: number;
  readonly notices: number;
  readonly maintenanceWindows: number;
}

/** Records deleted in one write: a few milliseconds, in which nobody else can write. */
const SLICE = 200;
/** Between two such writes everybody else has a turn. */
const PAUSE_MILLIS = 100;
const DAY_SECONDS = 86_400;

/**
 * Deletes what is older than its period, in slices with a pause between them, so that a large
 * backlog holds up nobody. Ends early, between two slices, when `stopping` is aborted. Throws
 * `UnavailableError` when the database cannot be reached; what is left then goes the next time.
 */
export async function removeOutdated(
  ports: RemovalPorts,
  periods: RetentionPeriods,
  stopping: AbortSignal,
): Promise<RemovalReport> {
  const { outdated } = ports;
  const now = ports.clock.now();
  const daysAgo = (days: number) => addSeconds(now, -days * DAY_SECONDS);
  const removeAll = (remove: RemoveSlice, before: EpochMillis) =>
    removeInSlices(() => remove(before, SLICE), ports.pause, stopping);
  return {
    grants: await removeAll(outdated.deleteGrants, daysAgo(periods.grantDays)),
    notices: await removeAll(outdated.deleteNotices, daysAgo(periods.noticeDays)),
    maintenanceWindows: await removeAll(
      outdated.deleteMaintenanceWindows,
      daysAgo(periods.maintenanceDays),
    ),
  };
}

type RemoveSlice = (before: EpochMillis, limit: number) => Promise<number>;

async function removeInSlices(
  removeSlice: () => Promise<number>,
  pause: Pause,
  stopping: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (!stopping.aborted) {
    const slice = await removeSlice();
    removed += slice;
    if (slice < SLICE) break;
    await pause(PAUSE_MILLIS, stopping);
  }
  return removed;
}
