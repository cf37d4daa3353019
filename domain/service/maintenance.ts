/** Extra closed windows that the operator enters. */
import type { EpochMillis } from "../time.ts";

/** A closed window of the screens; `until` is exclusive. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly from: EpochMillis;
  readonly until: EpochMillis;
}

/** Reading, for requests. May answer from a cache that is at most 5 seconds old. */
export interface MaintenanceSchedule {
  /** Windows that are not over at `now`, by their beginning. */
  upcoming(now: EpochMillis): Promise<readonly MaintenanceWindow[]>;
}

/** Changing, for the operator; never cached. */
export interface MaintenanceRepository extends MaintenanceSchedule {
  add(window: MaintenanceWindow): Promise<void>;
  /** Removes a window, if it is there. */
  remove(id: string): Promise<void>;
}
