/**
 * Ending a grant, by whomever: from then on nothing works under it. First comes the mark for resource
 * calls, then the database; with the mark the ending is queued, so that it is brought to its end also
 * when the process dies in between.
 */
import type { NewOperationLogEntry } from "../audit/operation_log.ts";
import type { Vault } from "../crypto/vault.ts";
import type { GrantId } from "../ids.ts";
import { UNFINISHED_ENDING_SECONDS } from "../limits.ts";
import type { Append, Operation, RunContext } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { Grant, GrantEndReason } from "./grant.ts";
import { type GrantAccess, markGrantEnded } from "./grant_snapshot.ts";

/** Where endings wait until it is certain that the database has them. */
const ENDING_QUEUE = "grant-endings";

/** Endings looked at in one go. */
const PORTION = 100;

/** What is written to the database. */
interface Ending {
  readonly id: GrantId;
  readonly reason: GrantEndReason;
  readonly at: EpochMillis;
  readonly logEntry: NewOperationLogEntry;
}

/**
 * Ends a grant; false when it had ended before. The mark for resource calls is put first: should
 * the database then be out of reach, calls are refused rather than let through, and repeating is
 * safe. Nor can a call that read the database just before revive the grant.
 *
 * @param along run together with the mark
 */
export async function endGrant(
  { store, grants, vault }: GrantAccess,
  context: RunContext,
  id: GrantId,
  reason: GrantEndReason,
  logEntry: NewOperationLogEntry,
  along: readonly Operation[] = [],
): Promise<boolean> {
  const ending = await queueEnding(vault, { id, reason, at: context.now, logEntry });
  await store.run(context, [markGrantEnded(id, context.now), ending, ...along]);
  return await grants.end(id, reason, context.now, logEntry);
}

async function queueEnding(vault: Vault, ending: Ending): Promise<Append> {
  const value = await vault.seal("grant", ENDING_QUEUE, JSON.stringify(ending));
  return { verb: "append", queue: ENDING_QUEUE, id: ending.logEntry.id, value };
}

/**
 * Ends in the database what {@link endGrant} marked a while ago and then could not end there. An
 * ending that cannot be read keeps back no other: it stays queued, and is thrown when they are done.
 */
export async function finishEndings(
  { store, grants, vault }: GrantAccess,
  now: EpochMillis,
): Promise<void> {
  for (;;) {
    const queued = await store.readQueue(ENDING_QUEUE, PORTION);
    const opened = await Promise.allSettled(queued.map((value) => openEnding(vault, value)));
    const due = opened.flatMap((one) => one.status === "fulfilled" ? [one.value] : [])
      .filter(({ at }) => addSeconds(at, UNFINISHED_ENDING_SECONDS) <= now);
    if (due.length === 0) {
      const unreadable = opened.find((one) => one.status === "rejected");
      if (unreadable !== undefined) throw unreadable.reason;
      return;
    }
    for (const { id, reason, at, logEntry } of due) {
      const grant = await grants.find(id);
      if (grant?.endedAt === undefined) await grants.end(id, reason, at, logEntry);
    }
    await store.removeFromQueue(ENDING_QUEUE, due.map(({ value }) => value));
  }
}

async function openEnding(
  vault: Vault,
  value: string,
): Promise<Ending & { readonly value: string }> {
  const ending: Ending = JSON.parse(await vault.open("grant", ENDING_QUEUE, value));
  return { ...ending, value };
}

/** Ends a grant because its app wants it so. */
export async function endGrantByApp(
  access: GrantAccess,
  context: RunContext,
  grant: Grant,
): Promise<void> {
  await endGrant(access, context, grant.id, "revoked_by_app", {
    id: `revoked_by_app:${grant.id}`,
    at: context.now,
    actor: "app",
    event: "grant.end",
    result: "revoked_by_app",
    clientId: grant.clientId,
    accountReference: grant.accountReference,
    details: { grantId: grant.id },
  });
}
