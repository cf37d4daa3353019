/** Opens all stores that a set of settings names. */
import type { LogKeyRepository } from "../domain/audit/log_key.ts";
import type { OperationLog } from "../domain/audit/operation_log.ts";
import type { SealedLog } from "../domain/audit/sealed_log.ts";
import type { ClientRepository } from "../domain/client/client_registry.ts";
import type { Vault } from "../domain/crypto/vault.ts";
import { UnavailableError } from "../domain/errors.ts";
import type { GrantRepository } from "../domain/grant/grant_repository.ts";
import type { SigningKeyRepository } from "../domain/keys/signing_key.ts";
import type { NoticeOutbox } from "../domain/notice/notice.ts";
import type { OutdatedRecords } from "../domain/retention/outdated_records.ts";
import type { MaintenanceRepository } from "../domain/service/maintenance.ts";
import type { EphemeralStore } from "../domain/store/ephemeral_store.ts";
import type { EpochMillis } from "../domain/time.ts";
import { createClientRepository } from "./libsql/client_repository.ts";
import { DATABASE_SCHEMA } from "./libsql/database_schema.ts";
import { EPHEMERAL_SCHEMA } from "./libsql/ephemeral_schema.ts";
import { createLibsqlEphemeralStore, readClock } from "./libsql/ephemeral_store.ts";
import { createGrantRepository } from "./libsql/grant_repository.ts";
import { createLogKeyRepository } from "./libsql/log_key_repository.ts";
import { createMaintenanceRepository } from "./libsql/maintenance_repository.ts";
import { isUpToDate, migrate, type Schema } from "./libsql/migrate.ts";
import { createNoticeOutbox } from "./libsql/notice_outbox.ts";
import { isFileUrl, LONG_PATIENCE_MILLISECONDS, openDatabase } from "./libsql/open_database.ts";
import { createOperationLog } from "./libsql/operation_log.ts";
import { createOutdatedRecords } from "./libsql/outdated_records.ts";
import { createSealedLog } from "./libsql/sealed_log.ts";
import { createSigningKeyRepository } from "./libsql/signing_key_repository.ts";
import type { SqlDatabase } from "./libsql/sql_database.ts";
import { createRedisEphemeralStore } from "./redis/ephemeral_store.ts";

/** Which of the two kinds of store a round trip went to. */
export type StoreName = "database" | "ephemeral";

/** Where the stores are. */
export interface StoreSettings {
  /** `file:PATH`, or `libsql:`, `https:` or `http:` of a libSQL server. */
  readonly databaseUrl: string;
  readonly databaseToken?: string;
  /** With it, what expires lives in Redis (Upstash's REST protocol); else in libSQL. */
  readonly redis?: { readonly url: string; readonly token: string };
  /** Told of each round trip to a store; for counting them. */
  readonly onRoundTrip?: (store: StoreName) => void;
  /** Opens also what cannot be reached, whose schema is then not looked at: to tell how all else is. */
  readonly toleratesAbsence?: boolean;
}

/** All stores, by their ports. */
export interface Stores {
  readonly ephemeral: EphemeralStore;
  readonly clients: ClientRepository;
  readonly grants: GrantRepository;
  readonly operationLog: OperationLog;
  readonly sealedLog: SealedLog;
  readonly logKeys: LogKeyRepository;
  readonly notices: NoticeOutbox;
  readonly signingKeys: SigningKeyRepository;
  readonly maintenance: MaintenanceRepository;
  readonly outdated: OutdatedRecords;
  /** Whether the database answers; throws `UnavailableError` otherwise. Returns its clock. */
  pingDatabase(): Promise<EpochMillis>;
  close(): Promise<void>;
}

/**
 * Opens the stores and brings their schemas up to date. Without Redis, what expires lives in the
 * same remote database, or in a file of its own next to the database's (`kakehashi.db` →
 * `kakehashi-ephemeral.db`), which need not survive a power cut as the other must.
 *
 * Throws `UnavailableError` when a store cannot be reached, and an `Error` when the database was
 * written by a newer release.
 */
export async function openStores(settings: StoreSettings, vault: Vault): Promise<Stores> {
  const { databaseUrl, databaseToken } = settings;
  const database = await openDatabase(databaseUrl, databaseToken, "FULL");
  try {
    await bringUpToDate(database, DATABASE_SCHEMA, databaseUrl, settings);
    return toStores(settings, vault, database, await openEphemeralStore(settings, database));
  } catch (error) {
    database.close();
    throw error;
  }
}

function toStores(
  settings: StoreSettings,
  vault: Vault,
  database: SqlDatabase,
  ephemeral: EphemeralStore,
): Stores {
  const counted = countRoundTrips(database, "database", settings.onRoundTrip);
  return {
    ephemeral,
    clients: createClientRepository(counted),
    grants: createGrantRepository(counted, vault),
    operationLog: createOperationLog(counted, vault),
    sealedLog: createSealedLog(counted),
    logKeys: createLogKeyRepository(counted, vault),
    notices: createNoticeOutbox(counted, vault),
    signingKeys: createSigningKeyRepository(counted, vault),
    maintenance: createMaintenanceRepository(counted),
    outdated: createOutdatedRecords(counted),
    pingDatabase: () => readClock(counted),
    async close() {
      await ephemeral.close();
      database.close();
    },
  };
}

async function openEphemeralStore(
  settings: StoreSettings,
  shared: SqlDatabase,
): Promise<EphemeralStore> {
  const { databaseUrl, redis, onRoundTrip } = settings;
  if (redis !== undefined) {
    return createRedisEphemeralStore({ ...redis, onRoundTrip: () => onRoundTrip?.("ephemeral") });
  }
  const url = isFileUrl(databaseUrl) ? toEphemeralUrl(databaseUrl) : databaseUrl;
  const database = isFileUrl(url) ? await openDatabase(url, undefined, "NORMAL") : shared;
  await bringUpToDate(database, EPHEMERAL_SCHEMA, url, settings);
  return createLibsqlEphemeralStore(countRoundTrips(database, "ephemeral", onRoundTrip));
}

/** On a connection of its own: a migration may take longer than any request may. */
async function bringUpToDate(
  database: SqlDatabase,
  schema: Schema,
  url: string,
  { databaseToken, toleratesAbsence = false }: StoreSettings,
): Promise<void> {
  try {
    if (await isUpToDate(database, schema)) return;
  } catch (error) {
    if (toleratesAbsence && error instanceof UnavailableError) return;
    throw error;
  }
  const patient = await openDatabase(url, databaseToken, "FULL", LONG_PATIENCE_MILLISECONDS);
  try {
    await migrate(patient, schema);
  } finally {
    patient.close();
  }
}

/** The file of what expires, beside the file of what lasts. */
function toEphemeralUrl(databaseUrl: string): string {
  return `${databaseUrl.replace(/\.db$/, "")}-ephemeral.db`;
}

function countRoundTrips(
  database: SqlDatabase,
  store: StoreName,
  onRoundTrip: ((store: StoreName) => void) | undefined,
): SqlDatabase {
  if (onRoundTrip === undefined) return database;
  return {
    write(statements) {
      onRoundTrip(store);
      return database.write(statements);
    },
    read(statements) {
      onRoundTrip(store);
      return database.read(statements);
    },
    close: () => database.close(),
  };
}
