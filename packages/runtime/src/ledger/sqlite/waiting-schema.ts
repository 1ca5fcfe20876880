// The migration by which a SQLite ledger counts what waits as it changes: by the converter of its finding, and by when it is tried again.

/** Everything about an object that decides in which of the tallies it counts. */
const FOUND = ["state", "found_hash"];
const RETRIED = ["state", "retryable", "run", "attempts", "not_before", "first_failed_at", "size"];

export const WAITING = `
  -- Objects found or claimed, by the converter in force when they were found.
  CREATE TABLE found_tallies (hash TEXT PRIMARY KEY, objects INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  -- Objects that failed and may be tried again, by what decides when; those of which none is left are deleted.
  CREATE TABLE retry_tallies (
    attempts INTEGER NOT NULL,
    run TEXT NOT NULL,
    due_minute INTEGER NOT NULL,
    first_minute INTEGER NOT NULL,
    objects INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (attempts, run, due_minute, first_minute)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX retry_tallies_first ON retry_tallies (first_minute, attempts);

  ${talliedFound("objects.", "1", "objects")};
  ${talliedRetry("objects.", "1", "objects")};

  CREATE TRIGGER tally_waiting_found AFTER INSERT ON objects BEGIN
    ${talliedFound("NEW.", "1")};
    ${talliedRetry("NEW.", "1")};
  END;
  CREATE TRIGGER tally_waiting_under AFTER UPDATE OF ${FOUND.join(", ")} ON objects WHEN ${hashOf("OLD.")} IS NOT ${hashOf("NEW.")}
  BEGIN
    ${talliedFound("OLD.", "-1")};
    ${talliedFound("NEW.", "1")};
  END;
  CREATE TRIGGER tally_waiting_again AFTER UPDATE OF ${RETRIED.join(", ")} ON objects WHEN ${isToRetry("OLD.")} OR ${isToRetry("NEW.")}
  BEGIN
    ${talliedRetry("OLD.", "-1")};
    DELETE FROM retry_tallies WHERE objects = 0 AND (attempts, run, due_minute, first_minute) = (${groupOf("OLD.")});
    ${talliedRetry("NEW.", "1")};
  END;

  -- For the minute in which it becomes due, or is given up, each object is looked at.
  CREATE INDEX objects_due ON objects (not_before) WHERE state = 'failed' AND retryable = 1;
  CREATE INDEX objects_first_failed ON objects (first_failed_at) WHERE state = 'failed' AND retryable = 1;
  -- For whoever tries again by hand.
  CREATE INDEX objects_to_reset ON objects (key) WHERE state IN ('failed', 'gone');
  `;

/** The converter under which an object waits or is worked on; `of`: the row, as "NEW.". */
function hashOf(of: string): string {
  return `iif(${of}state IN ('discovered', 'claimed'), ${of}found_hash, NULL)`;
}

function isToRetry(of: string): string {
  return `(${of}state = 'failed' AND ${of}retryable = 1)`;
}

function groupOf(of: string): string {
  return `${of}attempts, coalesce(${of}run, ''), ${of}not_before / 60000, coalesce(${of}first_failed_at, 0) / 60000`;
}

function talliedFound(of: string, sign: "1" | "-1", from?: string): string {
  return `INSERT INTO found_tallies (hash, objects) SELECT ${hashOf(of)}, sum(${sign}) FROM ${from ?? "(SELECT 1)"}
      WHERE ${hashOf(of)} IS NOT NULL GROUP BY 1 ON CONFLICT (hash) DO UPDATE SET objects = objects + excluded.objects`;
}

function talliedRetry(of: string, sign: "1" | "-1", from?: string): string {
  return `INSERT INTO retry_tallies (attempts, run, due_minute, first_minute, objects, bytes)
      SELECT ${groupOf(of)}, sum(${sign}), sum(${sign} * ${of}size) FROM ${from ?? "(SELECT 1)"} WHERE ${isToRetry(of)} GROUP BY 1, 2, 3, 4
      ON CONFLICT (attempts, run, due_minute, first_minute) DO UPDATE SET objects = objects + excluded.objects, bytes = bytes + excluded.bytes`;
}
