// The tables of the PostgreSQL ledger. `$S` is the schema.
import type { Tables } from "../../postgres/database.ts";
import { WAITING } from "./waiting-schema.ts";

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
    `
  -- All objects in numbers, kept by triggers: those found or claimed are open, what is delivered of an object counts for the day of its end.
  -- In slots, so that of transactions that end at once none waits for another; whoever reads adds them up.
  CREATE TABLE $S.tallies (
    slot integer NOT NULL,
    kind text NOT NULL,
    delivered boolean NOT NULL,
    day bigint NOT NULL,
    objects bigint NOT NULL,
    size bigint NOT NULL,
    rows bigint NOT NULL,
    events bigint NOT NULL,
    ignored bigint NOT NULL,
    bytes_read bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (slot, kind, delivered, day)
  ) WITH (fillfactor = 50);
  CREATE TABLE $S.rule_tallies (
    slot integer NOT NULL,
    day bigint NOT NULL,
    kind text NOT NULL,
    rule text NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (slot, day, kind, rule)
  ) WITH (fillfactor = 50);

  CREATE FUNCTION $S.tally_kind(state text) RETURNS text IMMUTABLE LANGUAGE sql
    AS $body$ SELECT CASE WHEN state IN ('discovered', 'claimed') THEN 'open' ELSE state END $body$;
  CREATE FUNCTION $S.is_delivered(state text, replay text) RETURNS boolean IMMUTABLE LANGUAGE sql
    AS $body$ SELECT state IN ('done', 'changed') OR replay IS NOT NULL $body$;

  CREATE FUNCTION $S.tally(sign integer, alike $S.objects[]) RETURNS void LANGUAGE plpgsql AS $body$
  BEGIN
    INSERT INTO $S.tallies AS t (slot, kind, delivered, day, objects, size, rows, events, ignored, bytes_read, last_at)
    SELECT pg_backend_pid() % 16, kind, delivered, CASE WHEN ended THEN at / 86400000 ELSE 0 END, sum(sign), sum(sign * o.size),
      sum(CASE WHEN delivered THEN sign * o.rows ELSE 0 END), sum(CASE WHEN delivered THEN sign * o.events ELSE 0 END),
      sum(CASE WHEN delivered THEN sign * o.ignored ELSE 0 END), sum(CASE WHEN ended THEN sign * o.bytes_read ELSE 0 END), max(at)
    FROM unnest(alike) AS o, $S.tally_kind(o.state) AS kind, $S.is_delivered(o.state, o.replay) AS delivered,
      coalesce(o.ended_at, 0) AS at, LATERAL (SELECT kind <> 'open' OR delivered AS ended) AS e
    GROUP BY 2, 3, 4 ORDER BY 2, 3, 4
    ON CONFLICT (slot, kind, delivered, day) DO UPDATE SET objects = t.objects + excluded.objects, size = t.size + excluded.size,
      rows = t.rows + excluded.rows, events = t.events + excluded.events, ignored = t.ignored + excluded.ignored,
      bytes_read = t.bytes_read + excluded.bytes_read, last_at = greatest(t.last_at, excluded.last_at);
    INSERT INTO $S.rule_tallies AS t (slot, day, kind, rule, times)
    SELECT pg_backend_pid() % 16, coalesce(o.ended_at, 0) / 86400000, by_kind.key, by_rule.key, sum(sign * by_rule.value::bigint)
    FROM unnest(alike) AS o, json_each(o.counts::json) AS by_kind, json_each_text(by_kind.value) AS by_rule
    WHERE $S.is_delivered(o.state, o.replay) AND o.counts IS NOT NULL GROUP BY 2, 3, 4 ORDER BY 2, 3, 4
    ON CONFLICT (slot, day, kind, rule) DO UPDATE SET times = t.times + excluded.times;
  END $body$;

  CREATE FUNCTION $S.tally_found() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM $S.tally(1, ARRAY(SELECT added::$S.objects FROM added));
    RETURN NULL;
  END $body$;
  CREATE FUNCTION $S.tally_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    PERFORM $S.tally(-1, ARRAY[OLD]);
    PERFORM $S.tally(1, ARRAY[NEW]);
    RETURN NULL;
  END $body$;
  CREATE TRIGGER tally_found AFTER INSERT ON $S.objects REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION $S.tally_found();
  -- A claim changes nothing here.
  CREATE TRIGGER tally_changed AFTER UPDATE OF state, size, replay ON $S.objects FOR EACH ROW
    WHEN ($S.tally_kind(OLD.state) <> $S.tally_kind(NEW.state) OR OLD.size <> NEW.size
      OR $S.is_delivered(OLD.state, OLD.replay) <> $S.is_delivered(NEW.state, NEW.replay))
    EXECUTE FUNCTION $S.tally_changed();
  SELECT $S.tally(1, ARRAY(SELECT objects FROM $S.objects));

  -- What may be tried again, and what failed, the newest first.
  DROP INDEX $S.objects_failed;
  CREATE INDEX objects_to_retry ON $S.objects (last_modified, key) WHERE state = 'failed' AND retryable;
  CREATE INDEX objects_failed ON $S.objects (ended_at DESC, id DESC) WHERE state = 'failed';
  `,
    `
  -- Grows with every change of the columns, so that processes know when to read them again.
  CREATE TABLE $S.columns_version (single integer PRIMARY KEY CHECK (single = 1), version bigint NOT NULL);
  INSERT INTO $S.columns_version (single, version) VALUES (1, 0);
  CREATE FUNCTION $S.columns_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    IF EXISTS (SELECT 1 FROM changed) THEN UPDATE $S.columns_version SET version = version + 1; END IF;
    RETURN NULL;
  END $body$;
  CREATE TRIGGER columns_added AFTER INSERT ON $S.columns REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION $S.columns_changed();
  CREATE TRIGGER columns_changed AFTER UPDATE ON $S.columns REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION $S.columns_changed();
  `,
    `
  -- For whoever decides how many workers there are: what waits, with what failed within a day and is due again, and what is held.
  CREATE VIEW $S.backlog AS
    SELECT (SELECT coalesce(sum(objects), 0) FROM $S.tallies WHERE kind = 'open') - held.objects + due.objects AS waiting, held.objects AS claimed
    FROM (SELECT count(*) AS objects FROM $S.objects WHERE state = 'claimed') AS held,
      (SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now) AS clock,
      LATERAL (SELECT count(*) AS objects FROM $S.objects
        WHERE state = 'failed' AND retryable AND not_before <= now AND first_failed_at + 86400000 > now) AS due;
  `,
    WAITING,
  ],
};
