/** The tables of the sealed operation log. */

/** `sealed_private_jwk` is sealed with the gateway's secret; there is one key. */
const CREATE_LOG_KEY = `
  CREATE TABLE log_key (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    kid TEXT NOT NULL,
    sealed_private_jwk TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT`;

/** No head has two successors: of two instances that seal at once, one breaks the uniqueness. */
const CREATE_LOG_HEAD = `
  CREATE TABLE log_head (
    position INTEGER PRIMARY KEY,
    predecessor INTEGER NOT NULL UNIQUE,
    signed TEXT NOT NULL
  ) STRICT`;

const CREATE_LOG_CHECKPOINT = `
  CREATE TABLE log_checkpoint (
    position INTEGER PRIMARY KEY,
    signed TEXT NOT NULL
  ) STRICT`;

/** Keeps mistakes away; against whoever writes to the database there is the chain. */
const REFUSE_CHANGES = `
  CREATE TRIGGER operation_log_keeps_entries BEFORE UPDATE ON operation_log
  WHEN OLD.position IS NOT NULL
    OR NEW.sequence IS NOT OLD.sequence OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at
    OR NEW.actor IS NOT OLD.actor OR NEW.event IS NOT OLD.event OR NEW.result IS NOT OLD.result
    OR NEW.client_id IS NOT OLD.client_id OR NEW.interaction_id IS NOT OLD.interaction_id
    OR NEW.incident_id IS NOT OLD.incident_id
    OR NEW.account_reference IS NOT OLD.account_reference
    OR NEW.sealed_details IS NOT OLD.sealed_details
  BEGIN
    SELECT RAISE(ABORT, 'entries of the operation log are never changed');
  END`;

const REFUSE_DELETIONS = `
  CREATE TRIGGER operation_log_keeps_all BEFORE DELETE ON operation_log
  WHEN OLD.position IS NULL
    OR OLD.position > (SELECT COALESCE(MAX(position), 0) FROM log_checkpoint)
  BEGIN
    SELECT RAISE(ABORT, 'entries of the operation log leave it behind a checkpoint only');
  END`;

/** The migration that makes the operation log one that can be sealed; its entries stay as they are. */
export const SEALED_LOG_MIGRATION: readonly string[] = [
  "ALTER TABLE operation_log ADD COLUMN position INTEGER",
  "ALTER TABLE operation_log ADD COLUMN entry_hash TEXT",
  "ALTER TABLE operation_log ADD COLUMN chain_hash TEXT",
  "CREATE UNIQUE INDEX log_by_position ON operation_log (position) WHERE position IS NOT NULL",
  "CREATE INDEX log_unsealed ON operation_log (sequence) WHERE position IS NULL",
  CREATE_LOG_KEY,
  CREATE_LOG_HEAD,
  CREATE_LOG_CHECKPOINT,
  REFUSE_CHANGES,
  REFUSE_DELETIONS,
];
