/**
 * The way of a log entry to the database: it is queued, sealed, in the same atomic run as what it
 * tells of, and carried over in the background, so that no step waits for the database and no
 * entry is lost.
 */
import type { Vault } from "../crypto/vault.ts";
import type { Append, EphemeralStore } from "../store/ephemeral_store.ts";
import type { NewOperationLogEntry, OperationLog } from "./operation_log.ts";

/** The queue's key. */
export const LOG_QUEUE = "operation-log";

/** Entries carried over in one go. */
const PORTION = 100;

/** The operation that queues an entry. */
export async function queueLogEntry(vault: Vault, entry: NewOperationLogEntry): Promise<Append> {
  const value = await vault.seal("log", LOG_QUEUE, JSON.stringify(entry));
  return { verb: "append", queue: LOG_QUEUE, id: entry.id, value };
}

/**
 * Carries queued entries over to the log; answers how many. They leave the queue only after the
 * log has them: whoever is killed in between leaves them to be carried again, which changes nothing.
 */
export async function drainOperationLog(
  deps: { readonly store: EphemeralStore; readonly vault: Vault; readonly log: OperationLog },
): Promise<number> {
  let carried = 0;
  for (;;) {
    const queued = await deps.store.readQueue(LOG_QUEUE, PORTION);
    if (queued.length === 0) return carried;
    await deps.log.append(await Promise.all(queued.map((value) => openEntry(deps.vault, value))));
    await deps.store.removeFromQueue(LOG_QUEUE, queued);
    carried += queued.length;
  }
}

async function openEntry(vault: Vault, value: string): Promise<NewOperationLogEntry> {
  const entry: NewOperationLogEntry = JSON.parse(await vault.open("log", LOG_QUEUE, value));
  return entry;
}
