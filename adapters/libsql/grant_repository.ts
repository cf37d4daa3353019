/** The grants in libSQL. */
import type { NewOperationLogEntry } from "../../domain/audit/operation_log.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import type { Grant, GrantEndReason } from "../../domain/grant/grant.ts";
import type {
  ConsentRecord,
  GrantFilter,
  GrantRepository,
} from "../../domain/grant/grant_repository.ts";
import type { GrantId } from "../../domain/ids.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { type Condition, where } from "./conditions.ts";
import { GRANT_COLUMNS, toGrant, toGrantArguments } from "./grant_row.ts";
import { insertEntryIfChanged, selectEntry } from "./log_statements.ts";
import { insertNoticeIfChanged } from "./notice_outbox.ts";
import {
  readOne,
  rowsAt,
  type SqlDatabase,
  type SqlRow,
  type SqlStatement,
  textAt,
  writeOne,
} from "./sql_database.ts";

const INSERT = `
  INSERT INTO consent_grant (${GRANT_COLUMNS})
  VALUES (:id, :clientId, :interactionId, :sealedAccount, :accountReference, :accountId, :subject,
    :scopes, :termsVersion, :authenticatedAt, :grantedAt, :expiresAt, NULL, NULL,
    :detailedScopes)
  ON CONFLICT (interaction_id) DO NOTHING`;

const SELECT = `SELECT ${GRANT_COLUMNS} FROM consent_grant`;

const ATTACH_REFRESH_TOKEN = `
  UPDATE consent_grant SET refresh_token_hash = :tokenHash
  WHERE id = :id AND (ended_at IS NULL OR end_reason = 'code_reuse') RETURNING ${GRANT_COLUMNS}`;

const END = `
  UPDATE consent_grant SET ended_at = :at, end_reason = :reason
  WHERE id = :id AND ended_at IS NULL`;

const WITHDRAW = `
  UPDATE consent_grant SET ended_at = :at, end_reason = 'revoked_by_customer'
  WHERE interaction_id = :interactionId AND ended_at IS NULL RETURNING id`;

/** Makes the repository on a database that has the schema. */
export function createGrantRepository(database: SqlDatabase, vault: Vault): GrantRepository {
  const toGrantOf = ([row]: readonly SqlRow[]) =>
    row === undefined ? undefined : toGrant(vault, row);
  return {
    recordConsent: (consent) => recordConsent(database, vault, consent),
    find: async (id) =>
      await toGrantOf(await readOne(database, { sql: `${SELECT} WHERE id = :id`, args: { id } })),
    attachRefreshToken: async (id, tokenHash) =>
      await toGrantOf(
        await writeOne(database, { sql: ATTACH_REFRESH_TOKEN, args: { id, tokenHash } }),
      ),
    findByRefreshToken: async (tokenHash) =>
      await toGrantOf(
        await readOne(database, {
          sql: `${SELECT} WHERE refresh_token_hash = :tokenHash`,
          args: { tokenHash },
        }),
      ),
    end: (id, reason, at, logEntry) => end(database, vault, { id, reason, at, logEntry }),
    withdraw: async (interactionId, at, logEntry) => {
      const insertEntry = await insertEntryIfChanged(vault, logEntry);
      const withdrawal = { sql: WITHDRAW, args: { interactionId, at } };
      const [row] = rowsAt(await database.write([withdrawal, insertEntry]), 0);
      return row && textAt(row, 0) as GrantId;
    },
    search: async (filter) => {
      const rows = await readOne(database, toQuery(filter));
      return await Promise.all(rows.map((row) => toGrant(vault, row)));
    },
  };
}

/**
 * Mail and log entry follow the grant by `changes()`: of a second call nothing is written. That
 * their ids are fresh is the caller's duty; a known one undoes the batch.
 */
async function recordConsent(
  database: SqlDatabase,
  vault: Vault,
  { grant, notice, logEntry }: ConsentRecord,
): Promise<Grant> {
  const [args, insertNotice, insertEntry] = await Promise.all([
    toGrantArguments(vault, grant),
    insertNoticeIfChanged(vault, notice),
    insertEntryIfChanged(vault, logEntry),
  ]);
  const { interactionId } = grant;
  const results = await database.write([
    { sql: INSERT, args },
    insertNotice,
    insertEntry,
    { sql: `${SELECT} WHERE interaction_id = :interactionId`, args: { interactionId } },
  ]);
  const [row] = rowsAt(results, 3);
  if (row === undefined) throw new Error("the grant was not recorded");
  return await toGrant(vault, row);
}

/** The entry is in the log if this call ended the grant, also when it was carried out twice. */
async function end(
  database: SqlDatabase,
  vault: Vault,
  { id, reason, at, logEntry }: {
    readonly id: GrantId;
    readonly reason: GrantEndReason;
    readonly at: EpochMillis;
    readonly logEntry: NewOperationLogEntry;
  },
): Promise<boolean> {
  const results = await database.write([
    { sql: END, args: { id, reason, at } },
    await insertEntryIfChanged(vault, logEntry),
    selectEntry(logEntry),
  ]);
  return rowsAt(results, 2).length === 1;
}

function toQuery(filter: GrantFilter): SqlStatement {
  const conditions: Condition[] = [
    ["client_id = :clientId", { clientId: filter.clientId }],
    ["account_reference = :accountReference", { accountReference: filter.accountReference }],
    ["ended_at IS NULL AND expires_at > :activeAt", { activeAt: filter.activeAt }],
  ];
  const { clause, args } = where(conditions);
  return {
    sql: `${SELECT} ${clause} ORDER BY granted_at DESC, rowid DESC LIMIT :limit`,
    args: { ...args, limit: filter.limit },
  };
}
