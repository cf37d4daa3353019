/** The registered apps in libSQL, each as one JSON document. */
import type { Client } from "../../domain/client/client.ts";
import type { ClientRepository } from "../../domain/client/client_registry.ts";
import { readOne, rowsAt, type SqlDatabase, type SqlRow, textAt } from "./sql_database.ts";

const SELECT = "SELECT document FROM client WHERE id = :id";
const SELECT_ALL = "SELECT document FROM client ORDER BY id";
const INSERT = `
  INSERT INTO client (id, version, document, change) VALUES (:id, :version, :document, :change)
  ON CONFLICT (id) DO NOTHING`;
const REPLACE = `
  UPDATE client SET version = :version, document = :document, change = :change
  WHERE id = :id AND version = :version - 1`;
/** Whether the last change is this one, also when it was carried out twice. */
const SELECT_CHANGE = "SELECT 1 FROM client WHERE id = :id AND change = :change";

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
    add: (client) => write(database, INSERT, client),
    replace: (client) => write(database, REPLACE, client),
  };
}

/** Answers whether the statement has written the app. */
async function write(database: SqlDatabase, sql: string, client: Client): Promise<boolean> {
  const { id, version } = client;
  const change = crypto.randomUUID();
  const results = await database.write([
    { sql, args: { id, version, document: JSON.stringify(client), change } },
    { sql: SELECT_CHANGE, args: { id, change } },
  ]);
  return rowsAt(results, 1).length === 1;
}

function toClient(row: SqlRow): Client {
  return JSON.parse(textAt(row, 0));
}
