/** What goes on in the background with the operation log once it is in the database. */
import type { StructuredLog } from "../adapters/log/structured_log.ts";
import type { Stores } from "../adapters/open_stores.ts";
import { CHAIN_START } from "../domain/audit/log_chain.ts";
import { isPruningDue, pruneOperationLog } from "../domain/audit/prune_log.ts";
import {
  isContinued,
  readOwnChainEnd,
  readOwnHead,
  sealOperationLog,
} from "../domain/audit/seal_log.ts";
import type { KeyFactory } from "../domain/keys/key_factory.ts";
import { addSeconds, type Clock } from "../domain/time.ts";

/** How old the last head may be when entries are deleted. */
const HEAD_AGE_SECONDS = 86_400;

/** What the two jobs work with. */
export interface LogJobSurroundings {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: StructuredLog;
  readonly factory: KeyFactory;
  readonly retentionDays: number;
}

/**
 * Makes the job that seals the entries that came since. Each head goes to the structured log, which is
 * kept elsewhere; and so does it when the chain does not go on behind the last head that this instance
 * has read or signed: then a backup was restored, or somebody has removed the end.
 */
export function createLogSealer(
  { stores, clock, log, factory }: Omit<LogJobSurroundings, "retentionDays">,
): () => Promise<void> {
  const { sealedLog, logKeys: keys } = stores;
  let last = CHAIN_START;
  return async () => {
    const end = await readOwnChainEnd(sealedLog, keys);
    if (!await isContinued(sealedLog, last, end)) {
      log.write("error", "log.put_back", { position: end.position, last: last.position });
    }
    last = end;
    await sealOperationLog({
      log: sealedLog,
      keys,
      factory,
      clock,
      onKeyMade: ({ kid }) => log.write("warning", "log.key_made", { kid }),
      onHead(head) {
        const { position, hash, kid, signed } = head;
        log.write("info", "log.sealed", { position, hash, kid, signed });
        last = head;
      },
    });
  };
}

/**
 * Deletes the entries that have been kept for long enough. Not when the log's last head, by whichever
 * instance, is older than a day: then nothing bears out a clock that has jumped ahead. That is told
 * only when it holds something up: where nothing happens, heads grow old.
 */
export async function pruneLog(
  { stores, clock, log, retentionDays }: Omit<LogJobSurroundings, "factory">,
  stopping: AbortSignal,
): Promise<void> {
  const head = await readOwnHead(stores.sealedLog, stores.logKeys);
  if (head === undefined) return;
  const retention = { log: stores.sealedLog, clock, retentionDays };
  if (clock.now() > addSeconds(head.at, HEAD_AGE_SECONDS)) {
    if (!await isPruningDue(retention)) return;
    log.write("warning", "log.not_pruned", { position: head.position, signedAt: head.at });
    return;
  }
  await pruneOperationLog({
    ...retention,
    keys: stores.logKeys,
    stopping,
    onPruned: ({ position, hash, kid, signed }, entries) =>
      log.write("info", "log.pruned", { position, hash, kid, signed, entries }),
  });
}
