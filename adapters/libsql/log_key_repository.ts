/** The operation log's key in libSQL. */
import type { LogKey, LogKeyRepository } from "../../domain/audit/log_key.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import {
  numberAt,
  readOne,
  rowsAt,
  type SqlDatabase,
  type SqlRow,
  textAt,
} from "./sql_database.ts";

const SELECT = "SELECT kid, sealed_private_jwk, created_at FROM log_key";

const INSERT = `
  INSERT INTO log_key (number, kid, sealed_private_jwk, created_at)
  VALUES (1, :kid, :sealedPrivateJwk, :createdAt)
  ON CONFLICT DO NOTHING`;

/** Makes the repository on a database that has the schema. */
export function createLogKeyRepository(database: SqlDatabase, vault: Vault): LogKeyRepository {
  return {
    async read() {
      const [row] = await readOne(database, { sql: SELECT });
      return row === undefined ? undefined : await toLogKey(vault, row);
    },
    async add({ kid, privateJwk, createdAt }) {
      const args = {
        kid,
        sealedPrivateJwk: await vault.seal("log-key", kid, JSON.stringify(privateJwk)),
        createdAt,
      };
      const results = await database.write([{ sql: INSERT, args }, { sql: SELECT }]);
      const [row] = rowsAt(results, 1);
      if (row === undefined) throw new Error("the log's key was not stored");
      return await toLogKey(vault, row);
    },
  };
}

/** The public part is taken from the private one, which alone nobody else can have written. */
async function toLogKey(vault: Vault, row: SqlRow): Promise<LogKey> {
  const kid = textAt(row, 0);
  const privateJwk = JSON.parse(await vault.open("log-key", kid, textAt(row, 1)));
  const { d: _secret, ...publicJwk } = privateJwk;
  return { kid, publicJwk, privateJwk, createdAt: numberAt(row, 2) };
}
