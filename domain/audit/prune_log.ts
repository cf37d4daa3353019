/** Retention: what is too old leaves the operation log from its front. */
import type { Clock, EpochMillis } from "../time.ts";
import { addSeconds } from "../time.ts";
import type { LogKey, LogKeyRepository } from "./log_key.ts";
import { type LogRecord, toRecords } from "./log_record.ts";
import { type LogStatement, signStatement } from "./log_statement.ts";
import { LOG_PORTION, type LogPage, type SealedLog } from "./sealed_log.ts";
import type { LogVerdict } from "./log_verdict.ts";
import { verifyLog } from "./verify_log.ts";

/** Portions that are deleted in one round; with one round an hour 240,000 entries a day. */
const PORTIONS = 20;

/** What retention needs. */
export interface LogRetention {
  readonly log: SealedLog;
  readonly keys: LogKeyRepository;
  readonly clock: Clock;
  readonly retentionDays: number;
  /** Told of each checkpoint and of how many entries were deleted with it. */
  readonly onPruned: (checkpoint: LogStatement, entries: number) => void;
  /** Ends the work between two portions. */
  readonly stopping?: AbortSignal;
}

/**
 * Deletes sealed entries that are older than the retention, in the order of the chain, each portion
 * with a signed checkpoint behind which the rest still verifies. Answers how many entries.
 *
 * An entry goes only with all before it, and only once the signed head over it has been checked:
 * otherwise who turned back the time of an entry could have us sign for its deletion. Throws an `Error`
 * when that check fails; nothing is deleted then.
 */
export async function pruneOperationLog(retention: LogRetention): Promise<number> {
  const key = await retention.keys.read();
  if (key === undefined) return 0;
  let deleted = 0;
  for (let portion = 0; portion < PORTIONS; portion += 1) {
    if (retention.stopping?.aborted) break;
    const count = await prunePortion(retention, key);
    if (count === 0) break;
    deleted += count;
  }
  return deleted;
}

/** Whether there is anything that {@link pruneOperationLog} would delete. */
export async function isPruningDue(
  { log, clock, retentionDays }: Pick<LogRetention, "log" | "clock" | "retentionDays">,
): Promise<boolean> {
  const page = await log.readPage(0, LOG_PORTION);
  return findLastExpired(page, clock.now(), retentionDays) !== undefined;
}

async function prunePortion(retention: LogRetention, key: LogKey): Promise<number> {
  const { log, clock, retentionDays, onPruned } = retention;
  const now = clock.now();
  const page = await log.readPage(0, LOG_PORTION);
  const until = findLastExpired(page, now, retentionDays);
  if (until === undefined) return 0;
  const { fault, sealed, head } = await verifyPortion(page, until, key.kid);
  if (fault !== undefined || head === undefined) {
    throw new Error(
      `the operation log is faulty and is not deleted: ${fault?.kind} at ${fault?.position}`,
    );
  }
  const checkpoint = await signStatement(key, "checkpoint", head, now);
  const { position, signed } = checkpoint;
  await log.prune({ position, signed });
  onPruned(checkpoint, sealed);
  return sealed;
}

/** The last head of which all entries up to it are too old. */
function findLastExpired(
  { sealed, heads }: LogPage,
  now: EpochMillis,
  retentionDays: number,
): number | undefined {
  const oldest = addSeconds(now, -retentionDays * 86_400);
  const kept = sealed.findIndex(({ entry }) => entry.at >= oldest);
  const expired = kept === -1 ? sealed : sealed.slice(0, kept);
  const last = expired.at(-1)?.seal.position ?? 0;
  return heads.findLast(({ position }) => position <= last)?.position;
}

async function verifyPortion(page: LogPage, until: number, kid: string): Promise<LogVerdict> {
  const records: LogRecord[] = [...toRecords(page, 0, until)];
  const sealed = records.filter(({ record }) => record === "entry").length;
  return await verifyLog([...records, { record: "end", sealed, unsealed: 0 }], { kid });
}
