/** The links of one account, as its holder sees them. */
import type { ClientRegistry } from "../client/client_registry.ts";
import type { Client } from "../client/client.ts";
import type { GrantId } from "../ids.ts";
import { ENDED_LINK_SHOWN_SECONDS } from "../limits.ts";
import type { EphemeralStore, Get, RunContext, StoredRecord } from "../store/ephemeral_store.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import { type Grant, grantStatus } from "./grant.ts";
import type { GrantRepository } from "./grant_repository.ts";
import { lastUseKey, readLastUse } from "./last_use.ts";

/** More than anybody makes in the time that is shown. */
const MAX_LINKS = 500;

/** A grant with what its holder wants to know of it. */
export interface Link {
  readonly grant: Grant;
  readonly status: ReturnType<typeof grantStatus>;
  /** Undefined when the app is not registered any more. */
  readonly app: Client | undefined;
  /** To the minute; undefined when the app never used it. */
  readonly lastUsedAt: EpochMillis | undefined;
}

/** What reading links needs. */
export interface LinkAccess {
  readonly store: EphemeralStore;
  readonly grants: Pick<GrantRepository, "find" | "search">;
  readonly clients: ClientRegistry;
}

/** The links of an account that are active or were so lately: active ones first, then newest first. */
export async function listLinks(
  access: LinkAccess,
  context: RunContext,
  accountReference: string,
): Promise<readonly Link[]> {
  const { now } = context;
  const [active, newest] = await Promise.all([
    access.grants.search({ accountReference, activeAt: now, limit: MAX_LINKS }),
    access.grants.search({ accountReference, limit: MAX_LINKS }),
  ]);
  const since = addSeconds(now, -ENDED_LINK_SHOWN_SECONDS);
  const isLatelyOver = (grant: Grant) =>
    grantStatus(grant, now) !== "active" && (grant.endedAt ?? grant.expiresAt) > since;
  return await describeLinks(access, context, [...active, ...newest.filter(isLatelyOver)]);
}

/** A link of whom it must belong to; undefined when they have no such link, whoever else has. */
export async function findLink(
  access: LinkAccess,
  context: RunContext,
  id: GrantId,
  owner: Pick<Grant, "accountReference"> | Pick<Grant, "interactionId">,
): Promise<Link | undefined> {
  const grant = await access.grants.find(id);
  if (grant === undefined || !belongsTo(grant, owner)) return undefined;
  const [link] = await describeLinks(access, context, [grant]);
  return link;
}

function belongsTo(grant: Grant, owner: Parameters<typeof findLink>[3]): boolean {
  return "accountReference" in owner
    ? grant.accountReference === owner.accountReference
    : grant.interactionId === owner.interactionId;
}

async function describeLinks(
  { store, clients }: LinkAccess,
  context: RunContext,
  grants: readonly Grant[],
): Promise<readonly Link[]> {
  const looks = grants.map(({ id }): Get => ({ verb: "get", at: lastUseKey(id) }));
  const uses = looks.length === 0 ? [] : await store.run(context, looks);
  return await Promise.all(grants.map(async (grant, index) => ({
    grant,
    status: grantStatus(grant, context.now),
    app: await clients.find(grant.clientId),
    lastUsedAt: lastUseOf(grant, uses[index]?.record),
  })));
}

/** Calls after the end were refused, so that the last use cannot be later. */
function lastUseOf(
  { endedAt, expiresAt }: Grant,
  record: StoredRecord | undefined,
): EpochMillis | undefined {
  const usedAt = readLastUse(record);
  return usedAt && Math.min(usedAt, endedAt ?? expiresAt);
}
