/** Ends of grants in the structured log: after a restored backup they tell what was ended since. */
import type { StructuredLog } from "../adapters/log/structured_log.ts";
import type { Storage } from "./storage.ts";

/** The same storage; each grant that it ends is told as `grant.ended`, with the grant's id. */
export function tellEndedGrants({ stores, vault }: Storage, log: StructuredLog): Storage {
  const { grants } = stores;
  const end: typeof grants.end = async (id, reason, at, logEntry) => {
    const hasEnded = await grants.end(id, reason, at, logEntry);
    if (hasEnded) log.write("info", "grant.ended", { grantId: id, reason });
    return hasEnded;
  };
  return { vault, stores: { ...stores, grants: { ...grants, end } } };
}
