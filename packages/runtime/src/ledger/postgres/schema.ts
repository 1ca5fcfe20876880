// The tables of the PostgreSQL ledger. `$S` is the schema.
import type { Tables } from "../../postgres/database.ts";

export const LEDGER_TABLES: Tables = {
  version: "heddle",
  migrations: [
    `
  CREATE TABLE $S.source (name text PRIMARY KEY, value text NOT NULL);

  CREATE TABLE $S.objects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bucket text NOT NULL,
    key text COLLATE "C" NOT NULL,
    etag text NOT NULL,
    version_id text,
    size bigint NOT NULL,
    last_modified bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('discovered', 'claimed', 'done', 'failed', 'changed', 'gone')),
    discovered_at bigint NOT NULL,
    fence bigint NOT NULL DEFAULT 0,
    owner text,
    run text,
    lease_until bigint,
    -- The attempt whose commit was begun and whose end nobody recorded: its output may be visible.
    committing_fence bigint,
    -- The attempt whose events are in the sink; and of a done object that is to be replayed, as JSON, which rows, and what it was.
    delivered_fence bigint,
    replay text,
    attempts integer NOT NULL DEFAULT 0,
    -- How often a worker died or fell silent over it, and how often over it alone.
    takeovers integer NOT NULL DEFAULT 0,
    lone_deaths integer NOT NULL DEFAULT 0,
    not_before bigint NOT NULL DEFAULT 0,
    first_failed_at bigint,
    started_at bigint,
    ended_at bigint,
    rows bigint NOT NULL DEFAULT 0,
    events bigint NOT NULL DEFAULT 0,
    ignored bigint NOT NULL DEFAULT 0,
    bytes_read bigint NOT NULL DEFAULT 0,
    bytes_written bigint NOT NULL DEFAULT 0,
    converter_hash text,
    -- The converter in force when the object was found, where it is kept.
    found_hash text,
    -- As JSON: rows by reason for the last attempt. As text, since jsonb has no NUL.
    counts text,
    error text,
    retryable boolean NOT NULL DEFAULT false,
    drift text,
    UNIQUE (bucket, key)
  ) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01);
  -- Partial, and none on the end of a lease: renewals change no index.
  CREATE INDEX objects_found ON $S.objects (last_modified, key) WHERE state = 'discovered';
  CREATE INDEX objects_failed ON $S.objects (last_modified, key) WHERE state = 'failed';
  CREATE INDEX objects_claimed ON $S.objects (owner) WHERE state = 'claimed';
  CREATE INDEX objects_by_end ON $S.objects (coalesce(ended_at, 9007199254740991) DESC, id DESC);

  -- Every attempt that came to an end, and every claim taken from a dead or silent worker.
  CREATE TABLE $S.attempts (
    object_id bigint NOT NULL REFERENCES $S.objects (id),
    fence bigint NOT NULL,
    run text NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    outcome text NOT NULL,
    rows bigint NOT NULL,
    events bigint NOT NULL,
    error text,
    PRIMARY KEY (object_id, fence)
  );

  -- Contents seen under a key after the one in objects was found.
  CREATE TABLE $S.versions (
    object_id bigint NOT NULL REFERENCES $S.objects (id),
    etag text NOT NULL,
    version_id text,
    size bigint NOT NULL,
    last_modified bigint NOT NULL,
    seen_at bigint NOT NULL,
    PRIMARY KEY (object_id, etag, last_modified)
  );

  -- How far a sink that cannot withdraw has sent an object that is not done yet, and the rows that the destination refused.
  CREATE TABLE $S.progress (
    object_id bigint PRIMARY KEY REFERENCES $S.objects (id),
    etag text NOT NULL,
    converter_hash text NOT NULL,
    acknowledged bigint NOT NULL
  );
  CREATE TABLE $S.refused (
    object_id bigint NOT NULL REFERENCES $S.objects (id),
    row bigint NOT NULL,
    rule text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (object_id, row)
  );

  -- Converters that passed on a real object, whole.
  CREATE TABLE $S.converters (hash text PRIMARY KEY, text text NOT NULL, passed_on text NOT NULL, passed_at bigint NOT NULL);
  -- The columns of the last file that had them, with the kinds of their values.
  CREATE TABLE $S.columns (name text PRIMARY KEY, kinds text NOT NULL);

  CREATE TABLE $S.findings (
    object_id bigint NOT NULL REFERENCES $S.objects (id),
    code text NOT NULL,
    message text NOT NULL,
    found_at bigint NOT NULL,
    PRIMARY KEY (object_id, code, message)
  );

  -- Of each series of names that hold dates: the latest date, and when that object was uploaded.
  CREATE TABLE $S.name_order (
    series text PRIMARY KEY,
    name_time bigint NOT NULL,
    last_modified bigint NOT NULL,
    object_id bigint NOT NULL REFERENCES $S.objects (id),
    key text NOT NULL
  );

  -- Messages of the queue that could not be understood.
  CREATE TABLE $S.messages (id text PRIMARY KEY, body text NOT NULL, reason text NOT NULL, seen_at bigint NOT NULL);

  -- The processes at work, each until it leaves or has been silent for too long.
  CREATE TABLE $S.workers (
    owner text PRIMARY KEY,
    host text NOT NULL,
    version text NOT NULL,
    rows_per_second double precision NOT NULL,
    started_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    silent_after bigint NOT NULL
  );
  `,
    `
  -- Who lists the bucket: one row, or none.
  CREATE TABLE $S.scan (
    single integer PRIMARY KEY CHECK (single = 1),
    owner text NOT NULL,
    run text NOT NULL,
    converter_hash text NOT NULL,
    lease_until bigint NOT NULL
  );
  -- When the last listing under each converter came to its end.
  CREATE TABLE $S.listings (converter_hash text PRIMARY KEY, ended_at bigint NOT NULL);
  `,
  ],
};
