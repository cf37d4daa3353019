/** The tables of what lasts. Personal data and private keys are stored sealed (`sealed_…`). */
import { SEALED_LOG_MIGRATION } from "./log_schema.ts";
import type { Schema } from "./migrate.ts";

/** `change` names the last change, for whoever made it. */
const CREATE_CLIENT = `
  CREATE TABLE client (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    change TEXT NOT NULL
  ) STRICT`;

const CREATE_GRANT = `
  CREATE TABLE consent_grant (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    interaction_id TEXT NOT NULL UNIQUE,
    sealed_account TEXT NOT NULL,
    account_reference TEXT NOT NULL,
    account_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    scopes TEXT NOT NULL,
    terms_version TEXT NOT NULL,
    authenticated_at INTEGER NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT,
    refresh_token_hash TEXT UNIQUE
  ) STRICT`;

const CREATE_OPERATION_LOG = `
  CREATE TABLE operation_log (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    result TEXT NOT NULL,
    client_id TEXT,
    interaction_id TEXT,
    incident_id TEXT,
    account_reference TEXT,
    sealed_details TEXT NOT NULL
  ) STRICT`;

/** `sealed_message` goes when the mail was sent. */
const CREATE_NOTICE = `
  CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    sealed_message TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    last_fault TEXT,
    sent_at INTEGER
  ) STRICT`;

/** `predecessor` is empty for the first key of its algorithm. */
const CREATE_SIGNING_KEY = `
  CREATE TABLE signing_key (
    kid TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    predecessor TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed_private_jwk TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    signs_from INTEGER NOT NULL,
    retires_at INTEGER,
    gone_at INTEGER,
    UNIQUE (algorithm, predecessor)
  ) STRICT`;

const CREATE_MAINTENANCE_WINDOW = `
  CREATE TABLE maintenance_window (
    id TEXT PRIMARY KEY,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL
  ) STRICT`;

/** The tables of the repositories. */
export const DATABASE_SCHEMA: Schema = {
  name: "database",
  migrations: [[
    CREATE_CLIENT,
    CREATE_GRANT,
    "CREATE INDEX grant_by_client ON consent_grant (client_id, granted_at)",
    "CREATE INDEX grant_by_account ON consent_grant (account_reference, granted_at)",
    CREATE_OPERATION_LOG,
    "CREATE INDEX log_by_account ON operation_log (account_reference)",
    "CREATE INDEX log_by_client ON operation_log (client_id)",
    "CREATE INDEX log_by_interaction ON operation_log (interaction_id)",
    "CREATE INDEX log_by_incident ON operation_log (incident_id)",
    "CREATE INDEX log_by_time ON operation_log (at)",
    CREATE_NOTICE,
    "CREATE INDEX notice_unsent ON notice (next_attempt_at) WHERE sent_at IS NULL",
    CREATE_SIGNING_KEY,
    CREATE_MAINTENANCE_WINDOW,
  ], [
    "ALTER TABLE consent_grant ADD COLUMN detailed_scopes TEXT",
  ], [
    // For deleting what has been kept long enough.
    "CREATE INDEX grant_by_end ON consent_grant (COALESCE(ended_at, expires_at))",
    "CREATE INDEX notice_sent ON notice (sent_at) WHERE sent_at IS NOT NULL",
  ], SEALED_LOG_MIGRATION],
};
