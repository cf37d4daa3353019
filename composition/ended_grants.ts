/** Ends of grants in the structured log: after a restored backup they tell what was ended since. */
import type { StructuredLog } from "../adapters/log/structured_log.ts";
import type { GrantEndReason } from "../domain/grant/grant.ts";
import type { Storage } from "./storage.ts";

/** The same storage; each grant that it ends is told as `grant.ended`, with the grant's id. */
export function tellEndedGrants({ stores, vault }: Storage, log: StructuredLog): Storage {
  const { grants } = stores;
  const tell = (grantId: string, reason: GrantEndReason) =>
    log.write("info", "grant.ended", { grantId, reason });
  const end: typeof grants.end = async (id, reason, at, logEntry) => {
    const hasEnded = await grants.end(id, reason, at, logEntry);
    if (hasEnded) tell(id, reason);
    return hasEnded;
  };
  const withdraw: typeof grants.withdraw = async (interactionId, at, logEntry) => {
    const ended = await grants.withdraw(interactionId, at, logEntry);
    if (ended !== undefined) tell(ended, "revoked_by_customer");
    return ended;
  };
  return { vault, stores: { ...stores, grants: { ...grants, end, withdraw } } };
}
