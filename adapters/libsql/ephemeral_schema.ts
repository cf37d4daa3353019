/** The tables of what expires. An entry whose `expires_at` is not after `now` counts as absent. */
import type { Schema } from "./migrate.ts";

const CREATE_RECORD = `
  CREATE TABLE record (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- JSON object: name → key
    refs TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    -- The attempts by which the record was put if absent, changed last, redeemed and leased.
    creator TEXT,
    writer TEXT,
    redeemer TEXT,
    lease_holder TEXT,
    lease_until INTEGER
  ) STRICT`;

const CREATE_COUNTER = `
  CREATE TABLE counter (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT`;

const CREATE_SLOT = `
  CREATE TABLE slot (
    key TEXT NOT NULL,
    attempt TEXT NOT NULL,
    failed INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (key, attempt)
  ) STRICT`;

const CREATE_QUEUE = `
  CREATE TABLE queue (
    sequence INTEGER PRIMARY KEY,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (queue, id)
  ) STRICT`;

/** One row. `going` is 0 only inside a run, from the guard that was refused to the run's end. */
const CREATE_PROGRESS = `
  CREATE TABLE progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    going INTEGER NOT NULL
  ) STRICT`;

/** The tables of the ephemeral store. */
export const EPHEMERAL_SCHEMA: Schema = {
  name: "ephemeral",
  migrations: [[
    CREATE_RECORD,
    "CREATE INDEX record_by_expiry ON record (expires_at)",
    CREATE_COUNTER,
    "CREATE INDEX counter_by_expiry ON counter (expires_at)",
    CREATE_SLOT,
    "CREATE INDEX slot_by_expiry ON slot (expires_at)",
    CREATE_QUEUE,
    CREATE_PROGRESS,
    "INSERT INTO progress (id, going) VALUES (1, 1)",
  ]],
};
