/** `grant …`: the links. */
import type { NewOperationLogEntry } from "../../../domain/audit/operation_log.ts";
import { accountReference } from "../../../domain/banking/account_reference.ts";
import { maskAccount } from "../../../domain/banking/account_number.ts";
import { endGrant } from "../../../domain/grant/end_grant.ts";
import { type Grant, grantStatus } from "../../../domain/grant/grant.ts";
import type { GrantFilter } from "../../../domain/grant/grant_repository.ts";
import { permittedScopes } from "../../../domain/grant/permissions.ts";
import type { ClientId, GrantId } from "../../../domain/ids.ts";
import { type EpochMillis, formatJst } from "../../../domain/time.ts";
import type { Answer, Call, Command, Entry } from "../command.ts";
import { Refusal, UsageError } from "../faults.ts";
import { parseAccount, parseCount } from "../parse_values.ts";

const DEFAULT_LIMIT = 100;
const PORTION = 100;

/** The commands. */
export const GRANT_COMMANDS: readonly Command[] = [
  {
    name: "grant find",
    arguments: [],
    options: { client: "ID", account: "BRANCH-NUMBER", limit: "COUNT" },
    summary: "連携を探す（新しい順）",
    changes: false,
    async run(call) {
      const limit = parseCount(call.options["limit"] ?? String(DEFAULT_LIMIT));
      const filter = { ...await readFilter(call), limit };
      const grants = await call.gateway.stores.grants.search(filter);
      return { entries: grants.map((grant) => describe(grant, call.now)) };
    },
  },
  {
    name: "grant end",
    arguments: ["ID?"],
    options: { client: "ID", account: "BRANCH-NUMBER" },
    summary: "連携を直ちに終わらせる（ID、または --client / --account に当たるすべて）",
    changes: true,
    async run(call) {
      const id = call.positional["ID"];
      const filtered = call.options["client"] ?? call.options["account"];
      if ((id === undefined) === (filtered === undefined)) {
        throw new UsageError("ID か、--client・--account のどちらかを指定してください");
      }
      return id === undefined ? await endAll(call) : await endOne(call, id as GrantId);
    },
  },
];

async function endOne(call: Call, id: GrantId): Promise<Answer> {
  const grant = await call.gateway.stores.grants.find(id);
  if (grant === undefined) throw new Refusal(`連携 ${id} はありません`);
  if (!await end(call, grant)) throw new Refusal(`連携 ${id} はすでに終わっています`);
  return { entry: describeEnded(grant, call.now) };
}

async function endAll(call: Call): Promise<Answer> {
  const filter = { ...await readFilter(call), activeAt: call.now, limit: PORTION };
  const ended: Entry[] = [];
  for (;;) {
    const grants = await call.gateway.stores.grants.search(filter);
    for (const grant of grants) {
      if (await end(call, grant)) ended.push(describeEnded(grant, call.now));
    }
    if (grants.length < PORTION) return { entries: ended };
  }
}

async function end(call: Call, grant: Grant): Promise<boolean> {
  const { vault, stores: { grants, ephemeral: store } } = call.gateway;
  const entry = describeEnd(call, grant);
  return await endGrant({ store, grants, vault }, call, grant.id, "revoked_by_operator", entry);
}

/** The log entry of a grant that the operator ends. */
export function describeEnd(
  { attempt, now, operator, reason }: Pick<Call, "attempt" | "now" | "operator" | "reason">,
  grant: Grant,
): NewOperationLogEntry {
  return {
    id: `grant.end:${grant.id}:${attempt}`,
    at: now,
    actor: `operator:${operator}`,
    event: "grant.end",
    result: "ok",
    clientId: grant.clientId,
    interactionId: grant.interactionId,
    accountReference: grant.accountReference,
    details: { maskedAccount: maskAccount(grant.account), grantId: grant.id, reason },
  };
}

async function readFilter({ options, gateway }: Call): Promise<Omit<GrantFilter, "limit">> {
  const { client, account } = options;
  return {
    ...(client === undefined ? {} : { clientId: client as ClientId }),
    ...(account === undefined ? {} : {
      accountReference: await accountReference(gateway.vault, parseAccount(account)),
    }),
  };
}

function describe(grant: Grant, now: EpochMillis): Entry {
  return {
    id: grant.id,
    status: grantStatus(grant, now),
    clientId: grant.clientId,
    maskedAccount: maskAccount(grant.account),
    scopes: permittedScopes(grant),
    grantedAt: formatJst(grant.grantedAt),
    expiresAt: formatJst(grant.expiresAt),
    endedAt: grant.endedAt === undefined ? undefined : formatJst(grant.endedAt),
    endReason: grant.endReason,
    termsVersion: grant.termsVersion,
    interactionId: grant.interactionId,
  };
}

function describeEnded(grant: Grant, now: EpochMillis): Entry {
  return describe({ ...grant, endedAt: now, endReason: "revoked_by_operator" }, now);
}
