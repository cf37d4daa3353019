/** Rows of the operation log as they are stored, for what the chain is made of. */
import type { SealedLogEntry, StoredLogEntry } from "../../domain/audit/log_chain.ts";
import { type SqlRow, textAt } from "./sql_database.ts";

/**
 * The columns that {@link toStoredEntry} and {@link toSealedEntry} read. Numbers are read as text: one
 * that was made too large for a number must be found in the row, and not fail the whole query.
 */
export const STORED_COLUMNS = `CAST(sequence AS TEXT), id, CAST(at AS TEXT), actor, event, result,
  client_id, interaction_id, incident_id, account_reference, sealed_details,
  CAST(position AS TEXT), COALESCE(entry_hash, ''), COALESCE(chain_hash, '')`;

/** The entry of a row. */
export function toStoredEntry(row: SqlRow): StoredLogEntry {
  return {
    sequence: Number(textAt(row, 0)),
    id: textAt(row, 1),
    at: Number(textAt(row, 2)),
    actor: textAt(row, 3),
    event: textAt(row, 4),
    result: textAt(row, 5),
    clientId: nullableTextAt(row, 6),
    interactionId: nullableTextAt(row, 7),
    incidentId: nullableTextAt(row, 8),
    accountReference: nullableTextAt(row, 9),
    sealedDetails: textAt(row, 10),
  };
}

/** The entry of a row that is in the chain, with its place there. */
export function toSealedEntry(row: SqlRow): SealedLogEntry {
  const seal = {
    position: Number(textAt(row, 11)),
    entryHash: textAt(row, 12),
    chainHash: textAt(row, 13),
  };
  return { entry: toStoredEntry(row), seal };
}

function nullableTextAt(row: SqlRow, column: number): string | null {
  return row[column] === null ? null : textAt(row, column);
}
