/**
 * The grant as resource calls look at it: a sealed copy in the ephemeral store, so that a call
 * needs one round trip, and a mark that takes its place when the grant ends.
 */
import type { Vault } from "../crypto/vault.ts";
import type { GrantId } from "../ids.ts";
import { ENDED_GRANT_MARK_SECONDS, GRANT_SNAPSHOT_SECONDS } from "../limits.ts";
import type {
  EphemeralStore,
  Key,
  Put,
  PutIfAbsent,
  RunContext,
  StoredRecord,
} from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { Grant } from "./grant.ts";
import type { GrantRepository } from "./grant_repository.ts";
import { lastUseKey, noteUse } from "./last_use.ts";

/** Instead of the sealed copy: the grant has ended. */
const ENDED = "ended";

/** Where the copy or the mark is kept. */
export function grantKey(id: GrantId): Key {
  return `grant:${id}`;
}

/**
 * The operation that notes a use of the grant, if a copy of it is kept. The mark of an ended grant
 * leads nowhere, so that what is refused is no use.
 */
export function noteGrantUse(id: GrantId, now: EpochMillis): Put {
  return noteUse({ of: grantKey(id), ref: "lastUse" }, now);
}

/** What finding a grant needs. */
export interface GrantAccess {
  readonly store: EphemeralStore;
  readonly grants: GrantRepository;
  readonly vault: Vault;
}

/** The operation that keeps a copy of a grant, unless there is a copy or a mark already. */
export async function keepGrant(
  vault: Vault,
  grant: Grant,
  now: EpochMillis,
): Promise<PutIfAbsent & { readonly guard: false }> {
  const at = grantKey(grant.id);
  return {
    verb: "putIfAbsent",
    at,
    value: await vault.seal("grant", at, JSON.stringify(grant)),
    refs: { lastUse: lastUseKey(grant.id) },
    expiresAt: addSeconds(now, GRANT_SNAPSHOT_SECONDS),
    guard: false,
  };
}

/** The operation that stops all resource calls under a grant at once. */
export function markGrantEnded(id: GrantId, now: EpochMillis): Put {
  return {
    verb: "put",
    at: grantKey(id),
    value: ENDED,
    expiresAt: addSeconds(now, ENDED_GRANT_MARK_SECONDS),
  };
}

/**
 * The grant behind a record just read at {@link grantKey}; undefined when it has ended. Without a
 * record the grant is read from the database and a copy kept, unless it was ended meanwhile.
 */
export async function openGrant(
  access: GrantAccess,
  context: RunContext,
  id: GrantId,
  record: StoredRecord | undefined,
): Promise<Grant | undefined> {
  if (record !== undefined) return await unsealGrant(access.vault, id, record);
  const grant = await access.grants.find(id);
  if (grant === undefined || grant.endedAt !== undefined) return undefined;
  if (grant.expiresAt <= context.now) return grant;
  const [kept] = await access.store.run(context, [
    await keepGrant(access.vault, grant, context.now),
    noteGrantUse(id, context.now),
  ]);
  return kept.record === undefined ? grant : await unsealGrant(access.vault, id, kept.record);
}

/** As {@link openGrant}, but keeps no copy: for a look that may never be repeated. */
export async function readGrant(
  { grants, vault }: GrantAccess,
  id: GrantId,
  record: StoredRecord | undefined,
): Promise<Grant | undefined> {
  return record === undefined ? await grants.find(id) : await unsealGrant(vault, id, record);
}

async function unsealGrant(
  vault: Vault,
  id: GrantId,
  record: StoredRecord,
): Promise<Grant | undefined> {
  if (record.value === ENDED) return undefined;
  const grant: Grant = JSON.parse(await vault.open("grant", grantKey(id), record.value));
  return grant;
}
