/** What is done to a backup's stores before a gateway may work on them. */
import type { Stores } from "../../adapters/open_stores.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { GrantId } from "../../domain/ids.ts";
import { grantStatus } from "../../domain/grant/grant.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { describeEnd } from "./commands/grant.ts";
import type { Call } from "./command.ts";
import { Refusal } from "./faults.ts";

const PORTION = 100;

/** Who restores, when and why. */
type Restoring = Pick<Call, "attempt" | "now" | "operator" | "reason">;

/**
 * Refuses when the configured secrets open nothing of it or make other pseudonyms. Answers with the
 * time of its latest log entry, undefined when there is none: about the time of the backup.
 */
export async function checkSecrets(
  stores: Stores,
  vault: Vault,
  now: EpochMillis,
): Promise<EpochMillis | undefined> {
  try {
    await stores.signingKeys.list(now);
    const [grant] = await stores.grants.search({ limit: 1 });
    const reference = grant && await accountReference(vault, grant.account);
    if (reference !== grant?.accountReference) throw new Error("other pseudonyms");
    return await readLog(stores);
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new Refusal("KAKEHASHI_SECRET か KAKEHASHI_IDENTIFIER_SECRET が控えのものと違います");
  }
}

/** The oldest entry may need the oldest secret, so all are read. */
async function readLog({ operationLog }: Stores): Promise<EpochMillis | undefined> {
  let latest: EpochMillis | undefined;
  for (let afterSequence = 0;;) {
    const entries = await operationLog.search({ afterSequence, limit: PORTION });
    for (const { at } of entries) latest = Math.max(at, latest ?? at);
    if (entries.length < PORTION) return latest;
    afterSequence = entries.at(-1)?.sequence ?? afterSequence;
  }
}

/**
 * Ends the grants that are active, all or those of a list. A consent that was taken back is known by
 * its interaction: the log does not have the grant's id.
 */
export async function endRestoredGrants(
  { grants }: Stores,
  restoring: Restoring,
  which: "all" | readonly GrantId[],
) {
  const { now } = restoring;
  const ended: GrantId[] = [];
  const unknown: GrantId[] = [];
  const end = async (id: GrantId) => {
    const grant = await grants.find(id);
    if (grant === undefined) return void unknown.push(id);
    if (grantStatus(grant, now) !== "active") return;
    await grants.end(id, "revoked_by_operator", now, describeEnd(restoring, grant));
    ended.push(id);
  };
  if (which !== "all") {
    const byInteraction = await mapInteractions(grants, now);
    for (const id of new Set(which)) await end(byInteraction.get(id) ?? id);
  }
  const active = () => grants.search({ activeAt: now, limit: PORTION });
  if (which === "all") {
    for (let some = await active(); some.length > 0; some = await active()) {
      for (const { id } of some) await end(id);
    }
  }
  return { ended, unknown: unknown.length, active: await countActive(grants, now) };
}

async function mapInteractions(grants: Stores["grants"], activeAt: EpochMillis) {
  const active = await grants.search({ activeAt, limit: 1_000_000 });
  return new Map<string, GrantId>(active.map(({ id, interactionId }) => [interactionId, id]));
}

async function countActive(grants: Stores["grants"], activeAt: EpochMillis): Promise<number> {
  return (await grants.search({ activeAt, limit: 1_000_000 })).length;
}

/** Says in the restored log that it was restored, by whom and why. */
export async function logRestore(
  { operationLog }: Stores,
  { attempt, now, operator, reason }: Restoring,
  details: { readonly subject: string; readonly ended: string },
): Promise<void> {
  await operationLog.append([{
    id: `restore:${attempt}`,
    at: now,
    actor: `operator:${operator}`,
    event: "operator.restore",
    result: "ok",
    details: { ...(reason === "" ? {} : { reason }), ...details },
  }]);
}
