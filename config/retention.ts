/** How long what has served is kept. */
import * as parse from "./parsers.ts";
import type { SettingsReader } from "./reader.ts";

/** The periods, in days. */
export function readRetention(reader: SettingsReader) {
  const days = (name: string, least: number, fallback: number) =>
    reader.withDefault(name, parse.wholeNumber(least, 3650, "days"), fallback);
  return {
    /** Customers see links that are over for 90 days, so none goes before. */
    grantDays: days("KAKEHASHI_GRANT_RETENTION_DAYS", 90, 365),
    noticeDays: days("KAKEHASHI_NOTICE_RETENTION_DAYS", 1, 30),
    /** The operation log: seven years with their two leap days. */
    logDays: reader.withDefault(
      "KAKEHASHI_LOG_RETENTION_DAYS",
      parse.wholeNumber(365, 36_500, "days"),
      2557,
    ),
    maintenanceDays: days("KAKEHASHI_MAINTENANCE_RETENTION_DAYS", 1, 30),
  };
}
