/** The outbox of mails in libSQL. */
import type { Vault } from "../../domain/crypto/vault.ts";
import type {
  NewNotice,
  Notice,
  NoticeOutbox,
  UnreadableNotice,
} from "../../domain/notice/notice.ts";
import {
  numberAt,
  optionalTextAt,
  readOne,
  type SqlDatabase,
  type SqlRow,
  type SqlStatement,
  textAt,
  writeOne,
} from "./sql_database.ts";

const INSERT_IF_CHANGED = `
  INSERT INTO notice (id, created_at, sealed_message, next_attempt_at)
  SELECT :id, :createdAt, :sealedMessage, :createdAt WHERE changes() > 0`;

const COLUMNS = "id, created_at, sealed_message, attempts, next_attempt_at, last_fault";

const LEASE = `
  UPDATE notice SET attempts = attempts + 1, next_attempt_at = :leaseUntil
  WHERE id IN (
    SELECT id FROM notice WHERE sent_at IS NULL AND next_attempt_at <= :now
    ORDER BY created_at, id LIMIT :limit)
  RETURNING ${COLUMNS}`;

const MARK_SENT = "UPDATE notice SET sent_at = :at, sealed_message = NULL WHERE id = :id";

const POSTPONE = `
  UPDATE notice SET next_attempt_at = :nextAttemptAt, last_fault = :fault
  WHERE id = :id AND sent_at IS NULL`;

const DISCARD = `
  UPDATE notice SET sent_at = :at, sealed_message = NULL, last_fault = 'discarded'
  WHERE id = :id AND sent_at IS NULL`;

const SELECT_UNSENT = `
  SELECT ${COLUMNS} FROM notice WHERE sent_at IS NULL ORDER BY created_at, id LIMIT :limit`;

/** Queues a notice if the statement before it in the batch has changed something. */
export async function insertNoticeIfChanged(
  vault: Vault,
  { id, createdAt, to, subject, text, html }: NewNotice,
): Promise<SqlStatement> {
  const plain = JSON.stringify({ to, subject, text, html });
  const sealedMessage = await vault.seal("notice", id, plain);
  return { sql: INSERT_IF_CHANGED, args: { id, createdAt, sealedMessage } };
}

/** Makes the outbox on a database that has the schema. */
export function createNoticeOutbox(database: SqlDatabase, vault: Vault): NoticeOutbox {
  return {
    async lease(now, leaseUntil, limit) {
      const rows = await writeOne(database, { sql: LEASE, args: { now, leaseUntil, limit } });
      const notices = await Promise.all(rows.map((row) => toNotice(vault, row)));
      return notices.sort(byAge);
    },
    async markSent(id, at) {
      await writeOne(database, { sql: MARK_SENT, args: { id, at } });
    },
    async postpone(id, nextAttemptAt, fault) {
      await writeOne(database, { sql: POSTPONE, args: { id, nextAttemptAt, fault } });
    },
    async discard(id, at) {
      await writeOne(database, { sql: DISCARD, args: { id, at } });
    },
    async listUnsent(limit) {
      const rows = await readOne(database, { sql: SELECT_UNSENT, args: { limit } });
      return await Promise.all(rows.map(async (row) => {
        const lastFault = optionalTextAt(row, 5);
        return { ...await toNotice(vault, row), ...(lastFault !== undefined && { lastFault }) };
      }));
    },
  };
}

async function toNotice(vault: Vault, row: SqlRow): Promise<Notice | UnreadableNotice> {
  const id = textAt(row, 0);
  const queued = {
    id,
    createdAt: numberAt(row, 1),
    attempts: numberAt(row, 3),
    nextAttemptAt: numberAt(row, 4),
  };
  const message = await openMessage(vault, id, textAt(row, 2));
  return message === undefined ? queued : { ...queued, ...message };
}

/** Undefined when it cannot be read; why, is not told, as it might quote the mail. */
async function openMessage(
  vault: Vault,
  id: string,
  sealed: string,
): Promise<Pick<NewNotice, "to" | "subject" | "text" | "html"> | undefined> {
  try {
    const { to, subject, text, html } = JSON.parse(await vault.open("notice", id, sealed));
    const isWhole = [to, subject, text].every((part) => typeof part === "string");
    return isWhole ? { to, subject, text, ...(html !== undefined && { html }) } : undefined;
  } catch {
    return undefined;
  }
}

/** `RETURNING` keeps no order. */
function byAge(one: UnreadableNotice | Notice, other: UnreadableNotice | Notice): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);
}
