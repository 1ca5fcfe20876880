// The tables of the SQLite ledger, as a list of migrations: entry n takes a database from user_version n to n + 1.

import { TALLIES } from "./tally-schema.ts";
import { WAITING } from "./waiting-schema.ts";

/** "HEDL" in ASCII: tells a ledger from any other SQLite file. */
export const APPLICATION_ID = 0x4845444c;

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE source (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE objects (
    id INTEGER PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    etag TEXT NOT NULL,
    version_id TEXT,
    size INTEGER NOT NULL,
    last_modified INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('discovered', 'claimed', 'done', 'failed', 'changed', 'gone')),
    discovered_at INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    run TEXT,
    lease_until INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- How often a worker died or fell silent over it, and how often over it alone.
    takeovers INTEGER NOT NULL DEFAULT 0,
    lone_deaths INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER,
    ended_at INTEGER,
    rows INTEGER NOT NULL DEFAULT 0,
    events INTEGER NOT NULL DEFAULT 0,
    ignored INTEGER NOT NULL DEFAULT 0,
    bytes_read INTEGER NOT NULL DEFAULT 0,
    bytes_written INTEGER NOT NULL DEFAULT 0,
    converter_hash TEXT,
    error_code TEXT,
    error_message TEXT,
    error_hint TEXT,
    error_row INTEGER,
    retryable INTEGER NOT NULL DEFAULT 0,
    UNIQUE (bucket, key)
  ) STRICT;
  CREATE INDEX objects_by_state ON objects (state, last_modified, key);
  CREATE INDEX objects_by_end ON objects (coalesce(ended_at, 9007199254740991), id);

  -- Rows by reason for the last attempt of each object.
  CREATE TABLE counts (
    object_id INTEGER NOT NULL REFERENCES objects (id),
    kind TEXT NOT NULL CHECK (kind IN ('dropped', 'setAside', 'changes')),
    rule TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (object_id, kind, rule)
  ) STRICT, WITHOUT ROWID;

  -- Every attempt that came to an end, and every claim taken from a dead or silent worker.
  CREATE TABLE attempts (
    object_id INTEGER NOT NULL REFERENCES objects (id),
    fence INTEGER NOT NULL,
    run TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    rows INTEGER NOT NULL,
    events INTEGER NOT NULL,
    error_code TEXT,
    error_message TEXT,
    error_row INTEGER,
    PRIMARY KEY (object_id, fence)
  ) STRICT, WITHOUT ROWID;

  -- Contents seen under a key after the one in objects was found.
  CREATE TABLE versions (
    object_id INTEGER NOT NULL REFERENCES objects (id),
    etag TEXT NOT NULL,
    version_id TEXT,
    size INTEGER NOT NULL,
    last_modified INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (object_id, etag, last_modified)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- How far a sink that cannot withdraw has sent an object that is not done yet.
  CREATE TABLE progress (
    object_id INTEGER PRIMARY KEY REFERENCES objects (id),
    etag TEXT NOT NULL,
    converter_hash TEXT NOT NULL,
    acknowledged INTEGER NOT NULL
  ) STRICT;

  -- Rows of such an object that the destination refused.
  CREATE TABLE refused (
    object_id INTEGER NOT NULL REFERENCES objects (id),
    row INTEGER NOT NULL,
    rule TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (object_id, row)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Converters that passed on a real object, whole: an object that is delivered in part goes on with the one it began with.
  CREATE TABLE converters (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    passed_on TEXT NOT NULL,
    passed_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- The converter in force when the object was found, where it is kept.
  ALTER TABLE objects ADD COLUMN found_hash TEXT;
  -- What drifted in its columns, as JSON.
  ALTER TABLE objects ADD COLUMN drift TEXT;

  -- The columns of the last file that had them, with the kinds of their values.
  CREATE TABLE columns (
    name TEXT PRIMARY KEY,
    kinds TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE findings (
    object_id INTEGER NOT NULL REFERENCES objects (id),
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (object_id, code, message)
  ) STRICT, WITHOUT ROWID;

  -- Of each series of names that hold dates: the latest date, and when that object was uploaded.
  CREATE TABLE name_order (
    series TEXT PRIMARY KEY,
    name_time INTEGER NOT NULL,
    last_modified INTEGER NOT NULL,
    object_id INTEGER NOT NULL REFERENCES objects (id)
  ) STRICT, WITHOUT ROWID;

  -- Messages of the queue that could not be understood.
  CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- When the first of the attempts failed that are counted in objects.attempts.
  ALTER TABLE objects ADD COLUMN first_failed_at INTEGER;
  `,
  `
  -- The attempt whose commit was begun and whose end nobody recorded: its output may be visible.
  ALTER TABLE objects ADD COLUMN committing_fence INTEGER;

  -- What leases are measured by: milliseconds since the epoch at which the steady clock of a boot of the computer was zero.
  CREATE TABLE clock (
    boot TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The processes at work, each until it leaves or has been silent for too long.
  CREATE TABLE workers (
    owner TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    version TEXT NOT NULL,
    rows_per_second REAL NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    silent_after INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The attempt whose events are in the sink; and of a done object that is to be replayed, as JSON, which rows, and what it was.
  ALTER TABLE objects ADD COLUMN delivered_fence INTEGER;
  UPDATE objects SET delivered_fence = fence WHERE state IN ('done', 'changed');
  ALTER TABLE objects ADD COLUMN replay TEXT;
  `,
  `
  -- Who lists the bucket: one row, or none.
  CREATE TABLE scan (
    single INTEGER PRIMARY KEY CHECK (single = 1),
    owner TEXT NOT NULL,
    run TEXT NOT NULL,
    converter_hash TEXT NOT NULL,
    lease_until INTEGER NOT NULL
  ) STRICT;

  -- When the last listing under each converter came to its end.
  CREATE TABLE listings (
    converter_hash TEXT PRIMARY KEY,
    ended_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  TALLIES,
  `
  -- Grows with every change of the columns, so that processes know when to read them again.
  CREATE TABLE columns_version (single INTEGER PRIMARY KEY CHECK (single = 1), version INTEGER NOT NULL) STRICT;
  INSERT INTO columns_version (single, version) VALUES (1, 0);
  CREATE TRIGGER columns_added AFTER INSERT ON columns BEGIN UPDATE columns_version SET version = version + 1; END;
  CREATE TRIGGER columns_changed AFTER UPDATE ON columns BEGIN UPDATE columns_version SET version = version + 1; END;
  `,
  WAITING,
];
