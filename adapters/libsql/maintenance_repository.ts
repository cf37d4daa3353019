/** The operator's closed windows in libSQL. */
import type { MaintenanceRepository } from "../../domain/service/maintenance.ts";
import { numberAt, readOne, type SqlDatabase, textAt, writeOne } from "./sql_database.ts";

const SELECT_UPCOMING = `
  SELECT id, from_at, until_at FROM maintenance_window WHERE until_at > :now ORDER BY from_at, id`;
const INSERT = `
  INSERT INTO maintenance_window (id, from_at, until_at) VALUES (:id, :from, :until)
  ON CONFLICT (id) DO NOTHING`;
const DELETE = "DELETE FROM maintenance_window WHERE id = :id";

/** Makes the repository on a database that has the schema. */
export function createMaintenanceRepository(database: SqlDatabase): MaintenanceRepository {
  return {
    async upcoming(now) {
      const rows = await readOne(database, { sql: SELECT_UPCOMING, args: { now } });
      return rows.map((row) => ({
        id: textAt(row, 0),
        from: numberAt(row, 1),
        until: numberAt(row, 2),
      }));
    },
    async add({ id, from, until }) {
      await writeOne(database, { sql: INSERT, args: { id, from, until } });
    },
    async remove(id) {
      await writeOne(database, { sql: DELETE, args: { id } });
    },
  };
}
