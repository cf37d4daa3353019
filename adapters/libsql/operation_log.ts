/** The operation log in libSQL. */
import type {
  LogOutcome,
  OperationLog,
  OperationLogEntry,
  OperationLogFilter,
} from "../../domain/audit/operation_log.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import type { ClientId, IncidentId, InteractionId } from "../../domain/ids.ts";
import { type Condition, where } from "./conditions.ts";
import { insertEntry } from "./log_statements.ts";
import {
  numberAt,
  optionalTextAt,
  readOne,
  type SqlDatabase,
  type SqlRow,
  type SqlStatement,
  textAt,
} from "./sql_database.ts";

const ENTRY = `sequence, id, at, actor, event, result, client_id, interaction_id, incident_id,
  account_reference, sealed_details`;
const OUTCOME = "sequence, event, result, account_reference";
/** Found by the index of times: by the sequence alone years would be read to get to today. */
const SINCE_FIRST = `
  sequence >= (SELECT MIN(+sequence) FROM operation_log WHERE at >= :from)`;

/** Makes the log on a database that has the schema. */
export function createOperationLog(database: SqlDatabase, vault: Vault): OperationLog {
  return {
    async append(entries) {
      if (entries.length === 0) return;
      await database.write(await Promise.all(entries.map((entry) => insertEntry(vault, entry))));
    },
    async search(filter) {
      const rows = await readOne(database, toQuery(ENTRY, filter));
      return await Promise.all(rows.map((row) => toEntry(vault, row)));
    },
    async searchOutcomes(filter) {
      return (await readOne(database, toQuery(OUTCOME, filter))).map(toOutcome);
    },
  };
}

function toQuery(columns: string, filter: OperationLogFilter): SqlStatement {
  const conditions: Condition[] = [
    ["account_reference = :accountReference", { accountReference: filter.accountReference }],
    ["client_id = :clientId", { clientId: filter.clientId }],
    ["interaction_id = :interactionId", { interactionId: filter.interactionId }],
    ["incident_id = :incidentId", { incidentId: filter.incidentId }],
    ["at >= :from", { from: filter.from }],
    [SINCE_FIRST, { from: filter.afterSequence ? undefined : filter.from }],
    ["at < :to", { to: filter.to }],
    ["sequence > :afterSequence", { afterSequence: filter.afterSequence }],
  ];
  const { clause, args } = where(conditions);
  return {
    sql: `SELECT ${columns} FROM operation_log ${clause} ORDER BY sequence LIMIT :limit`,
    args: { ...args, limit: filter.limit },
  };
}

function toOutcome(row: SqlRow): LogOutcome {
  const accountReference = optionalTextAt(row, 3);
  return {
    sequence: numberAt(row, 0),
    event: textAt(row, 1),
    result: textAt(row, 2),
    ...(accountReference !== undefined && { accountReference }),
  };
}

async function toEntry(vault: Vault, row: SqlRow): Promise<OperationLogEntry> {
  const id = textAt(row, 1);
  const clientId = optionalTextAt(row, 6);
  const interactionId = optionalTextAt(row, 7);
  const incidentId = optionalTextAt(row, 8);
  const accountReference = optionalTextAt(row, 9);
  return {
    sequence: numberAt(row, 0),
    id,
    at: numberAt(row, 2),
    actor: textAt(row, 3),
    event: textAt(row, 4),
    result: textAt(row, 5),
    ...(clientId !== undefined && { clientId: clientId as ClientId }),
    ...(interactionId !== undefined && { interactionId: interactionId as InteractionId }),
    ...(incidentId !== undefined && { incidentId: incidentId as IncidentId }),
    ...(accountReference !== undefined && { accountReference }),
    details: JSON.parse(await vault.open("log", id, textAt(row, 10))),
  };
}
