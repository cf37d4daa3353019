/** What goes on in the background with the operation log once it is in the database. */
import type { StructuredLog } from "../adapters/log/structured_log.ts";
import type { Stores } from "../adapters/open_stores.ts";
import { pruneOperationLog } from "../domain/audit/prune_log.ts";
import { sealOperationLog } from "../domain/audit/seal_log.ts";
import type { KeyFactory } from "../domain/keys/key_factory.ts";
import type { Clock } from "../domain/time.ts";

/** What the two jobs work with. */
export interface LogJobSurroundings {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: StructuredLog;
  readonly factory: KeyFactory;
  readonly retentionDays: number;
}

/** Seals the entries that came since. Each head goes to the structured log, which is kept elsewhere. */
export async function sealLog(
  { stores, clock, log, factory }: Omit<LogJobSurroundings, "retentionDays">,
): Promise<void> {
  await sealOperationLog({
    log: stores.sealedLog,
    keys: stores.logKeys,
    factory,
    clock,
    onHead: ({ position, hash, kid, signed }) =>
      log.write("info", "log.sealed", { position, hash, kid, signed }),
  });
}

/** Deletes the entries that have been kept for long enough. */
export async function pruneLog(
  { stores, clock, log, retentionDays }: Omit<LogJobSurroundings, "factory">,
): Promise<void> {
  await pruneOperationLog({
    log: stores.sealedLog,
    keys: stores.logKeys,
    clock,
    retentionDays,
    onPruned: ({ position, hash, kid, signed }, entries) =>
      log.write("info", "log.pruned", { position, hash, kid, signed, entries }),
  });
}
