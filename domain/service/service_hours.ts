/** 取扱時間: whether the service is open, and if not, from when it can be used again. */
import { nextJstMidnight } from "../time.ts";
import type { EpochMillis } from "../time.ts";
import {
  AUTHENTICATION_CALENDAR,
  type Closure,
  type ClosureRule,
  closuresAt,
  closuresBetween,
  CORE_SYSTEM_CALENDAR,
} from "./calendar.ts";

/** `always`: only the operator's maintenance windows count (sandbox). */
export type ServiceHoursMode = "calendar" | "always";

/** What the hours of the screens are made of. */
export interface ServiceHours {
  readonly mode: ServiceHoursMode;
  /** The operator's extra windows that are not over. */
  readonly maintenance: readonly Closure[];
}

const SCREENS_CALENDAR = [...CORE_SYSTEM_CALENDAR, ...AUTHENTICATION_CALENDAR];

/** More windows than could follow each other without a gap, unless the service never opens. */
const MOST_ADJOINING_WINDOWS = 1000;

/**
 * Whether the screens are closed; if so, the moment from which they can really be used, beyond
 * windows that adjoin or overlap.
 */
export function screensReopenAt(hours: ServiceHours, now: EpochMillis): EpochMillis | undefined {
  const calendar = hours.mode === "calendar" ? SCREENS_CALENDAR : [];
  return reopening(calendar, hours.maintenance, now);
}

/**
 * The closed window that the screens will meet before `deadline` (a procedure's last moment, less
 * than a day ahead), with the moment from which they can really be used again.
 */
export function nextScreensClosure(
  hours: ServiceHours,
  now: EpochMillis,
  deadline: EpochMillis,
): Closure | undefined {
  const calendar = hours.mode === "calendar" ? SCREENS_CALENDAR : [];
  const maintenance = hours.maintenance.filter(({ from }) => now < from && from <= deadline);
  const ahead = [...closuresBetween(calendar, now, deadline), ...maintenance];
  const from = Math.min(...ahead.map((closure) => closure.from));
  const until = Number.isFinite(from) ? screensReopenAt(hours, from) : undefined;
  return until === undefined ? undefined : { from, until };
}

/** Whether the core system is closed (resource API); if so, the moment from which it is open. */
export function coreSystemReopensAt(
  mode: ServiceHoursMode,
  now: EpochMillis,
): EpochMillis | undefined {
  return reopening(mode === "calendar" ? CORE_SYSTEM_CALENDAR : [], [], now);
}

/** When a lock that was set now is over and the screens are open. */
export function unlockMoment(hours: ServiceHours, now: EpochMillis): EpochMillis {
  const midnight = nextJstMidnight(now);
  return screensReopenAt(hours, midnight) ?? midnight;
}

function reopening(
  calendar: readonly ClosureRule[],
  extra: readonly Closure[],
  now: EpochMillis,
): EpochMillis | undefined {
  let at = now;
  for (let step = 0; step < MOST_ADJOINING_WINDOWS; step += 1) {
    const open = [...closuresAt(calendar, at), ...extra.filter((window) => contains(window, at))];
    if (open.length === 0) break;
    at = Math.max(...open.map((closure) => closure.until));
  }
  return at === now ? undefined : at;
}

function contains(window: Closure, at: EpochMillis): boolean {
  return window.from <= at && at < window.until;
}
