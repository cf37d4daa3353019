/** Ending a grant, by whomever: from then on nothing works under it. */
import type { NewOperationLogEntry } from "../audit/operation_log.ts";
import type { GrantId } from "../ids.ts";
import type { EphemeralStore, Operation, RunContext } from "../store/ephemeral_store.ts";
import type { Grant, GrantEndReason } from "./grant.ts";
import type { GrantRepository } from "./grant_repository.ts";
import { markGrantEnded } from "./grant_snapshot.ts";

/**
 * Ends a grant; false when it had ended before. The mark for resource calls is put first: should
 * the database then be out of reach, calls are refused rather than let through, and repeating is
 * safe. Nor can a call that read the database just before revive the grant.
 *
 * @param along run together with the mark
 */
export async function endGrant(
  stores: { readonly store: EphemeralStore; readonly grants: GrantRepository },
  context: RunContext,
  id: GrantId,
  reason: GrantEndReason,
  logEntry: NewOperationLogEntry,
  along: readonly Operation[] = [],
): Promise<boolean> {
  await stores.store.run(context, [markGrantEnded(id, context.now), ...along]);
  return await stores.grants.end(id, reason, context.now, logEntry);
}

/** Ends a grant because its app wants it so. */
export async function endGrantByApp(
  stores: { readonly store: EphemeralStore; readonly grants: GrantRepository },
  context: RunContext,
  grant: Grant,
): Promise<void> {
  await endGrant(stores, context, grant.id, "revoked_by_app", {
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
