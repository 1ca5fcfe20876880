// The migration by which a PostgreSQL ledger counts what waits as it changes: by the converter of its finding, and by when it is tried again.

const TO_RETRY = "state = 'failed' AND retryable";
const GROUP = "attempts, coalesce(run, ''), not_before / 60000, coalesce(first_failed_at, 0) / 60000";
/** Which objects failed within a day, and are due again: for sure at this minute, and within it. */
const FAILED_TODAY = "first_failed_at + 86400000 > now AND not_before <= now";

export const WAITING = `
  -- Objects found or claimed, by the converter in force when they were found; in slots as the tallies are.
  CREATE TABLE $S.found_tallies (slot integer NOT NULL, hash text NOT NULL, objects bigint NOT NULL, PRIMARY KEY (slot, hash)) WITH (fillfactor = 50);
  -- Objects that failed and may be tried again, by what decides when; those of which none is left are deleted.
  CREATE TABLE $S.retry_tallies (
    attempts integer NOT NULL,
    run text NOT NULL,
    due_minute bigint NOT NULL,
    first_minute bigint NOT NULL,
    objects bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (attempts, run, due_minute, first_minute)
  );
  CREATE INDEX retry_tallies_first ON $S.retry_tallies (first_minute, attempts);

  CREATE FUNCTION $S.waits_under(state text, found_hash text) RETURNS text IMMUTABLE LANGUAGE sql
    AS $body$ SELECT CASE WHEN state IN ('discovered', 'claimed') THEN found_hash END $body$;

  CREATE FUNCTION $S.tally_waiting_found() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    INSERT INTO $S.found_tallies AS t (slot, hash, objects)
    SELECT pg_backend_pid() % 16, hash, count(*) FROM added, $S.waits_under(state, found_hash) AS hash WHERE hash IS NOT NULL GROUP BY 2 ORDER BY 2
    ON CONFLICT (slot, hash) DO UPDATE SET objects = t.objects + excluded.objects;
    INSERT INTO $S.retry_tallies AS t (attempts, run, due_minute, first_minute, objects, bytes)
    SELECT ${GROUP}, count(*), sum(size) FROM added WHERE ${TO_RETRY} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (attempts, run, due_minute, first_minute) DO UPDATE SET objects = t.objects + excluded.objects, bytes = t.bytes + excluded.bytes;
    RETURN NULL;
  END $body$;
  CREATE TRIGGER tally_waiting_found AFTER INSERT ON $S.objects REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION $S.tally_waiting_found();

  CREATE FUNCTION $S.tally_waiting_under() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    INSERT INTO $S.found_tallies AS t (slot, hash, objects)
    SELECT pg_backend_pid() % 16, hash, sum(change)
    FROM (VALUES ($S.waits_under(OLD.state, OLD.found_hash), -1), ($S.waits_under(NEW.state, NEW.found_hash), 1)) AS changes (hash, change)
    WHERE hash IS NOT NULL GROUP BY 2 ORDER BY 2
    ON CONFLICT (slot, hash) DO UPDATE SET objects = t.objects + excluded.objects;
    RETURN NULL;
  END $body$;
  CREATE TRIGGER tally_waiting_under AFTER UPDATE OF state, found_hash ON $S.objects FOR EACH ROW
    WHEN ($S.waits_under(OLD.state, OLD.found_hash) IS DISTINCT FROM $S.waits_under(NEW.state, NEW.found_hash))
    EXECUTE FUNCTION $S.tally_waiting_under();

  CREATE FUNCTION $S.tally_retry(sign integer, o $S.objects) RETURNS void LANGUAGE plpgsql AS $body$
  DECLARE
    minute bigint := o.not_before / 60000;
    first_at bigint := coalesce(o.first_failed_at, 0) / 60000;
    own_run text := coalesce(o.run, '');
  BEGIN
    INSERT INTO $S.retry_tallies AS t (attempts, run, due_minute, first_minute, objects, bytes)
    VALUES (o.attempts, own_run, minute, first_at, sign, sign * o.size)
    ON CONFLICT (attempts, run, due_minute, first_minute) DO UPDATE SET objects = t.objects + excluded.objects, bytes = t.bytes + excluded.bytes;
    IF sign < 0 THEN
      DELETE FROM $S.retry_tallies AS t
      WHERE t.attempts = o.attempts AND t.run = own_run AND t.due_minute = minute AND t.first_minute = first_at AND t.objects = 0;
    END IF;
  END $body$;
  CREATE FUNCTION $S.tally_waiting_again() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    IF OLD.state = 'failed' AND OLD.retryable THEN PERFORM $S.tally_retry(-1, OLD); END IF;
    IF NEW.state = 'failed' AND NEW.retryable THEN PERFORM $S.tally_retry(1, NEW); END IF;
    RETURN NULL;
  END $body$;
  CREATE TRIGGER tally_waiting_again AFTER UPDATE OF state, retryable, run, attempts, not_before, first_failed_at, size ON $S.objects FOR EACH ROW
    WHEN ((OLD.state = 'failed' AND OLD.retryable) OR (NEW.state = 'failed' AND NEW.retryable))
    EXECUTE FUNCTION $S.tally_waiting_again();

  INSERT INTO $S.found_tallies (slot, hash, objects)
    SELECT 0, hash, count(*) FROM $S.objects, $S.waits_under(state, found_hash) AS hash WHERE hash IS NOT NULL GROUP BY 2;
  INSERT INTO $S.retry_tallies (attempts, run, due_minute, first_minute, objects, bytes)
    SELECT ${GROUP}, count(*), sum(size) FROM $S.objects WHERE ${TO_RETRY} GROUP BY 1, 2, 3, 4;

  -- For the minute in which it becomes due, or is given up, each object is looked at.
  CREATE INDEX objects_due ON $S.objects (not_before) WHERE ${TO_RETRY};
  CREATE INDEX objects_first_failed ON $S.objects (first_failed_at) WHERE ${TO_RETRY};
  -- For whoever tries again by hand.
  CREATE INDEX objects_to_reset ON $S.objects (key, id) WHERE state IN ('failed', 'gone');

  -- One instant for all of it.
  CREATE OR REPLACE VIEW $S.backlog AS
    WITH clock AS MATERIALIZED (
      SELECT now, floor(now / 60000)::bigint AS minute, floor(now / 60000)::bigint - 1440 AS last_minute
      FROM (SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now) AS instant)
    SELECT (SELECT coalesce(sum(objects), 0) FROM $S.tallies WHERE kind = 'open') - held.objects + sure.objects + perhaps.objects AS waiting,
      held.objects AS claimed
    FROM clock, (SELECT count(*) AS objects FROM $S.objects WHERE state = 'claimed') AS held,
      LATERAL (SELECT coalesce(sum(objects), 0) AS objects FROM $S.retry_tallies WHERE due_minute < minute AND first_minute > last_minute) AS sure,
      LATERAL (SELECT count(*) AS objects FROM $S.objects WHERE ${TO_RETRY} AND ${FAILED_TODAY} AND (
          (not_before >= minute * 60000 AND not_before <= now)
          OR (first_failed_at > now - 86400000 AND first_failed_at < (last_minute + 1) * 60000))) AS perhaps;
  `;
