/** How a log entry is written, also together with what it tells of. */
import type { NewOperationLogEntry } from "../../domain/audit/operation_log.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import type { SqlStatement } from "./sql_database.ts";

const COLUMNS = `id, at, actor, event, result, client_id, interaction_id, incident_id,
  account_reference, sealed_details`;
const VALUES = `:id, :at, :actor, :event, :result, :clientId, :interactionId, :incidentId,
  :accountReference, :sealedDetails`;

const INSERT = `INSERT INTO operation_log (${COLUMNS}) VALUES (${VALUES})
  ON CONFLICT (id) DO NOTHING`;
const INSERT_IF_CHANGED = `INSERT INTO operation_log (${COLUMNS})
  SELECT ${VALUES} WHERE changes() > 0`;

/** Writes the entry unless its id is there already. */
export async function insertEntry(
  vault: Vault,
  entry: NewOperationLogEntry,
): Promise<SqlStatement> {
  return { sql: INSERT, args: await toArguments(vault, entry) };
}

/** Writes the entry if the statement before it in the batch has changed something. */
export async function insertEntryIfChanged(
  vault: Vault,
  entry: NewOperationLogEntry,
): Promise<SqlStatement> {
  return { sql: INSERT_IF_CHANGED, args: await toArguments(vault, entry) };
}

/** Returns a row if the entry is in the log. */
export function selectEntry({ id }: NewOperationLogEntry): SqlStatement {
  return { sql: "SELECT 1 FROM operation_log WHERE id = :id", args: { id } };
}

async function toArguments(
  vault: Vault,
  entry: NewOperationLogEntry,
): Promise<Record<string, string | number | null>> {
  return {
    id: entry.id,
    at: entry.at,
    actor: entry.actor,
    event: entry.event,
    result: entry.result,
    clientId: entry.clientId ?? null,
    interactionId: entry.interactionId ?? null,
    incidentId: entry.incidentId ?? null,
    accountReference: entry.accountReference ?? null,
    sealedDetails: await vault.seal("log", entry.id, JSON.stringify(entry.details)),
  };
}
