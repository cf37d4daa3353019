/**
 * Rules that say when a service is closed, as the operating manual writes them: days of the Japanese
 * calendar with a beginning and an end on the wall clock.
 */
import { type EpochMillis, JST, toJst } from "../time.ts";

/** On which days a rule's window begins. */
export type RuleDays =
  | { readonly kind: "daily" }
  | {
    readonly kind: "nthWeekday";
    /** 1 (Monday) to 7 (Sunday). */
    readonly weekday: number;
    /** Which of that weekday in its month, for example 2 and 4. */
    readonly weeks: readonly number[];
    /** Days from that day to the one on which the window begins; -1: the day before. */
    readonly offsetDays: number;
  }
  | {
    readonly kind: "dates";
    readonly month: number;
    readonly firstDay: number;
    readonly lastDay: number;
  };

/**
 * A recurring closed window. Times are `HH:MM` from 00:00 of the day on which it begins; beyond
 * `24:00` they are on the next day, as Japanese timetables write them (`31:00`: 7 in the morning).
 */
export interface ClosureRule {
  readonly days: RuleDays;
  readonly from: string;
  /** Exclusive. */
  readonly until: string;
}

/** A closed window in time; `until` is exclusive. */
export interface Closure {
  readonly from: EpochMillis;
  readonly until: EpochMillis;
}

const DAY_BEFORE_CLOSED_SUNDAYS = {
  kind: "nthWeekday",
  weekday: 7,
  weeks: [2, 4],
  offsetDays: -1,
} as const;

/** When the core system is closed: neither screens nor resource API. */
export const CORE_SYSTEM_CALENDAR: readonly ClosureRule[] = [
  { days: DAY_BEFORE_CLOSED_SUNDAYS, from: "23:50", until: "31:00" },
  { days: { kind: "daily" }, from: "00:00", until: "00:01" },
  { days: { kind: "daily" }, from: "04:00", until: "04:05" },
];

/** When API authentication is closed: the screens only, beside the core system's hours. */
export const AUTHENTICATION_CALENDAR: readonly ClosureRule[] = [
  {
    days: { kind: "nthWeekday", weekday: 1, weeks: [1, 3], offsetDays: 0 },
    from: "02:00",
    until: "06:00",
  },
  {
    days: { kind: "nthWeekday", weekday: 7, weeks: [2, 4], offsetDays: 0 },
    from: "23:40",
    until: "24:10",
  },
  { days: DAY_BEFORE_CLOSED_SUNDAYS, from: "23:50", until: "31:00" },
  {
    days: { kind: "nthWeekday", weekday: 7, weeks: [2, 4], offsetDays: -2 },
    from: "23:40",
    until: "24:10",
  },
  {
    days: { kind: "dates", month: 1, firstDay: 1, lastDay: 3 },
    from: "00:00",
    until: "08:00",
  },
  {
    days: { kind: "dates", month: 1, firstDay: 1, lastDay: 3 },
    from: "19:00",
    until: "24:00",
  },
];

/** The windows of a calendar that are open to `at`: begun and not over. */
export function closuresAt(calendar: readonly ClosureRule[], at: EpochMillis): readonly Closure[] {
  const today = toJst(at).toPlainDate();
  // No window is longer than a day and a half, so it began today or yesterday.
  return closuresOn(calendar, [today, today.subtract({ days: 1 })])
    .filter((closure) => closure.from <= at && at < closure.until);
}

/** The windows of a calendar that begin after `at` and not later than `until`, within a day. */
export function closuresBetween(
  calendar: readonly ClosureRule[],
  at: EpochMillis,
  until: EpochMillis,
): readonly Closure[] {
  const today = toJst(at).toPlainDate();
  return closuresOn(calendar, [today, today.add({ days: 1 })])
    .filter((closure) => at < closure.from && closure.from <= until);
}

/** The windows that begin on these days. */
function closuresOn(
  calendar: readonly ClosureRule[],
  days: readonly Temporal.PlainDate[],
): readonly Closure[] {
  return days.flatMap((day) =>
    calendar.filter((rule) => beginsOn(rule.days, day)).map(windowOn(day))
  );
}

function beginsOn(days: RuleDays, day: Temporal.PlainDate): boolean {
  switch (days.kind) {
    case "daily":
      return true;
    case "dates":
      return day.month === days.month && day.day >= days.firstDay && day.day <= days.lastDay;
    case "nthWeekday": {
      const anchor = day.subtract({ days: days.offsetDays });
      return anchor.dayOfWeek === days.weekday && days.weeks.includes(Math.ceil(anchor.day / 7));
    }
  }
}

function windowOn(day: Temporal.PlainDate): (rule: ClosureRule) => Closure {
  const midnight = day.toZonedDateTime(JST).epochMilliseconds;
  return (rule) => ({
    from: midnight + toMillis(rule.from),
    until: midnight + toMillis(rule.until),
  });
}

/** `HH:MM` in milliseconds; Japan has no daylight saving, so a day always has 24 hours. */
function toMillis(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}
