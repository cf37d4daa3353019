/** Sealing, deleting and checking the operation log of a database in tests, and tampering with it. */
import type { SqlDatabase } from "../../adapters/libsql/sql_database.ts";
import type { Stores } from "../../adapters/open_stores.ts";
import { pruneOperationLog } from "../../domain/audit/prune_log.ts";
import { readLogRecords } from "../../domain/audit/log_record.ts";
import type { LogStatement } from "../../domain/audit/log_statement.ts";
import { sealOperationLog } from "../../domain/audit/seal_log.ts";
import type { LogTrust, LogVerdict } from "../../domain/audit/log_verdict.ts";
import { verifyLog } from "../../domain/audit/verify_log.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { createTestKeyFactory } from "./key_factory.ts";

/** What keeps mistakes away keeps away nobody who means it. */
const DROP_GUARDS = ["operation_log_keeps_entries", "operation_log_keeps_all"].map((name) =>
  `DROP TRIGGER IF EXISTS ${name}`
);

const factory = createTestKeyFactory();

/** Seals what is not sealed yet; answers with the heads that were signed. */
export async function sealLog(stores: Stores, now: EpochMillis): Promise<LogStatement[]> {
  const heads: LogStatement[] = [];
  await sealOperationLog({
    log: stores.sealedLog,
    keys: stores.logKeys,
    factory,
    clock: { now: () => now },
    onHead: (head) => heads.push(head),
  });
  return heads;
}

/** Deletes what is older than so many days; answers with the checkpoints that were signed. */
export async function pruneLog(
  stores: Stores,
  now: EpochMillis,
  retentionDays: number,
): Promise<LogStatement[]> {
  const checkpoints: LogStatement[] = [];
  await pruneOperationLog({
    log: stores.sealedLog,
    keys: stores.logKeys,
    clock: { now: () => now },
    retentionDays,
    onPruned: (checkpoint) => checkpoints.push(checkpoint),
  });
  return checkpoints;
}

/** Checks the log in the database, with the key that is there. */
export async function verifyStored(stores: Stores, trust: LogTrust = {}): Promise<LogVerdict> {
  const key = await stores.logKeys.read();
  return await verifyLog(readLogRecords(stores.sealedLog), {
    kid: key?.kid,
    isLive: true,
    ...trust,
  });
}

/** Changes a database behind the gateway's back, as whoever can write to it can. */
export async function tamper(
  open: () => Promise<SqlDatabase>,
  ...statements: readonly string[]
): Promise<void> {
  const database = await open();
  try {
    await database.write([...DROP_GUARDS, ...statements].map((sql) => ({ sql })));
  } finally {
    database.close();
  }
}
