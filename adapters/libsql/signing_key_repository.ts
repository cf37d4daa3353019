/** The gateway's signing keys in libSQL. */
import type { Vault } from "../../domain/crypto/vault.ts";
import type {
  OwnAlgorithm,
  SigningKey,
  SigningKeyRepository,
} from "../../domain/keys/signing_key.ts";
import {
  numberAt,
  optionalNumberAt,
  readOne,
  type SqlDatabase,
  type SqlRow,
  textAt,
  writeOne,
} from "./sql_database.ts";

const SELECT = `
  SELECT kid, algorithm, public_jwk, sealed_private_jwk, created_at, signs_from, retires_at, gone_at
  FROM signing_key WHERE gone_at IS NULL OR gone_at > :now ORDER BY created_at, signs_from, kid`;

/** A predecessor must be there, be of the same algorithm, and have no successor yet. */
const INSERT = `
  INSERT INTO signing_key (kid, algorithm, predecessor, public_jwk, sealed_private_jwk,
    created_at, signs_from, retires_at, gone_at)
  SELECT :kid, :algorithm, :predecessor, :publicJwk, :sealedPrivateJwk,
    :createdAt, :signsFrom, NULL, NULL
  WHERE :predecessor = '' OR EXISTS (
    SELECT 1 FROM signing_key WHERE kid = :predecessor AND algorithm = :algorithm)
  ON CONFLICT DO NOTHING`;

const RETIRE_IF_CHANGED = `
  UPDATE signing_key SET retires_at = :retiresAt, gone_at = :goneAt
  WHERE kid = :kid AND changes() > 0`;

/** A fresh key is there only if this call has added it, also when it was carried out twice. */
const SELECT_ADDED = "SELECT 1 FROM signing_key WHERE kid = :kid AND predecessor = :predecessor";

const WITHDRAW_OTHERS = `
  UPDATE signing_key SET retires_at = MIN(COALESCE(retires_at, :now), :now), gone_at = :now
  WHERE algorithm = :algorithm AND kid <> :kid AND (gone_at IS NULL OR gone_at > :now)`;

const PURGE = "DELETE FROM signing_key WHERE gone_at <= :now";

/** Makes the repository on a database that has the schema. */
export function createSigningKeyRepository(
  database: SqlDatabase,
  vault: Vault,
): SigningKeyRepository {
  return {
    async list(now) {
      const rows = await readOne(database, { sql: SELECT, args: { now } });
      return await Promise.all(rows.map((row) => toSigningKey(vault, row)));
    },
    add: (key, predecessor) => add(database, vault, key, predecessor),
    withdrawOthers: async (algorithm, kid, now) =>
      void await writeOne(database, { sql: WITHDRAW_OTHERS, args: { algorithm, kid, now } }),
    purge: async (now) => void await writeOne(database, { sql: PURGE, args: { now } }),
  };
}

async function add(
  database: SqlDatabase,
  vault: Vault,
  key: SigningKey,
  predecessor: Parameters<SigningKeyRepository["add"]>[1],
): Promise<boolean> {
  const kid = predecessor?.kid ?? "";
  const results = await database.write([
    { sql: INSERT, args: await toArguments(vault, key, kid) },
    ...(predecessor === undefined ? [] : [{ sql: RETIRE_IF_CHANGED, args: { ...predecessor } }]),
    { sql: SELECT_ADDED, args: { kid: key.kid, predecessor: kid } },
  ]);
  return results.at(-1)?.length === 1;
}

async function toArguments(
  vault: Vault,
  key: SigningKey,
  predecessor: string,
): Promise<Record<string, string | number>> {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    predecessor,
    publicJwk: JSON.stringify(key.publicJwk),
    sealedPrivateJwk: await vault.seal("signing-key", key.kid, JSON.stringify(key.privateJwk)),
    createdAt: key.createdAt,
    signsFrom: key.signsFrom,
  };
}

async function toSigningKey(vault: Vault, row: SqlRow): Promise<SigningKey> {
  const kid = textAt(row, 0);
  const retiresAt = optionalNumberAt(row, 6);
  const goneAt = optionalNumberAt(row, 7);
  return {
    kid,
    algorithm: textAt(row, 1) as OwnAlgorithm,
    publicJwk: JSON.parse(textAt(row, 2)),
    privateJwk: JSON.parse(await vault.open("signing-key", kid, textAt(row, 3))),
    createdAt: numberAt(row, 4),
    signsFrom: numberAt(row, 5),
    ...(retiresAt !== undefined && { retiresAt }),
    ...(goneAt !== undefined && { goneAt }),
  };
}
