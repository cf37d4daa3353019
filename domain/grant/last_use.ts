/**
 * When an app last used a grant, for the customer's own page. Kept beside the copy of the grant that
 * resource calls look at, and written in their one run: nothing is added to what a call costs but
 * one record, which knows a minute and nothing else.
 */
import type { GrantId } from "../ids.ts";
import { LAST_USE_PRECISION_SECONDS, LAST_USE_SECONDS } from "../limits.ts";
import type { Address, Key, Put, StoredRecord } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";

/** Where it is kept. */
export function lastUseKey(id: GrantId): Key {
  return `last-use:${id}`;
}

/** The operation that notes a use. */
export function noteUse(at: Address, now: EpochMillis): Put {
  const value = String(now - now % (LAST_USE_PRECISION_SECONDS * 1000));
  return { verb: "put", at, value, expiresAt: addSeconds(now, LAST_USE_SECONDS) };
}

/** When it was used, from what is kept; undefined when it never was. */
export function readLastUse(record: StoredRecord | undefined): EpochMillis | undefined {
  return record === undefined ? undefined : Number(record.value);
}
