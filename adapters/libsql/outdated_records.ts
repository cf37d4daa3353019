/** Deleting from libSQL what has been kept long enough. */
import type { OutdatedRecords } from "../../domain/retention/outdated_records.ts";
import { type SqlDatabase, writeOne } from "./sql_database.ts";

/** Each finds its slice by an index, so that the write is short however large the table is. */
const DELETE_GRANTS = `
  DELETE FROM consent_grant WHERE id IN (
    SELECT id FROM consent_grant WHERE COALESCE(ended_at, expires_at) < :before
    ORDER BY COALESCE(ended_at, expires_at) LIMIT :limit)
  RETURNING 1`;
const DELETE_NOTICES = `
  DELETE FROM notice WHERE id IN (
    SELECT id FROM notice WHERE sent_at IS NOT NULL AND sent_at < :before
    ORDER BY sent_at LIMIT :limit)
  RETURNING 1`;
/** A table of a few rows. */
const DELETE_MAINTENANCE_WINDOWS = `
  DELETE FROM maintenance_window WHERE id IN (
    SELECT id FROM maintenance_window WHERE until_at < :before ORDER BY until_at LIMIT :limit)
  RETURNING 1`;

/** Makes the port on a database that has the schema. */
export function createOutdatedRecords(database: SqlDatabase): OutdatedRecords {
  const deleteBy = (sql: string) => async (before: number, limit: number) =>
    (await writeOne(database, { sql, args: { before, limit } })).length;
  return {
    deleteGrants: deleteBy(DELETE_GRANTS),
    deleteNotices: deleteBy(DELETE_NOTICES),
    deleteMaintenanceWindows: deleteBy(DELETE_MAINTENANCE_WINDOWS),
  };
}
