/** The registered apps in libSQL, each as one JSON document. */
import type { Client } from "../../domain/client/client.ts";
import type { ClientRepository } from "../../domain/client/client_registry.ts";
import { readOne, type SqlDatabase, type SqlRow, textAt, writeOne } from "./sql_database.ts";

const SELECT = "SELECT document FROM client WHERE id = :id";
const SELECT_ALL = "SELECT document FROM client ORDER BY id";
const INSERT = `
  INSERT INTO client (id, version, document) VALUES (:id, :version, :document)
  ON CONFLICT (id) DO NOTHING RETURNING 1`;
const REPLACE = `
  UPDATE client SET version = :version, document = :document
  WHERE id = :id AND version = :version - 1 RETURNING 1`;

/** Makes the repository on a database that has the schema. */
export function createClientRepository(database: SqlDatabase): ClientRepository {
  return {
    async find(id) {
      const [row] = await readOne(database, { sql: SELECT, args: { id } });
      return row === undefined ? undefined : toClient(row);
    },
    async list() {
      const rows = await readOne(database, { sql: SELECT_ALL });
      return rows.map(toClient);
    },
    async add(client) {
      const rows = await writeOne(database, { sql: INSERT, args: toArguments(client) });
      return rows.length === 1;
    },
    async replace(client) {
      const rows = await writeOne(database, { sql: REPLACE, args: toArguments(client) });
      return rows.length === 1;
    },
  };
}

function toArguments(client: Client): Record<string, string | number> {
  return { id: client.id, version: client.version, document: JSON.stringify(client) };
}

function toClient(row: SqlRow): Client {
  return JSON.parse(textAt(row, 0));
}
