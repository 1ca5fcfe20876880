// The migration by which a SQLite ledger counts its objects as they change.

const ADD_RULE = "ON CONFLICT (day, kind, rule) DO UPDATE SET times = times + excluded.times";

export const TALLIES = `
  -- All objects in numbers, kept by triggers: those found or claimed are open, what is delivered of an object counts for the day of its end.
  CREATE TABLE tallies (
    kind TEXT NOT NULL,
    delivered INTEGER NOT NULL,
    day INTEGER NOT NULL,
    objects INTEGER NOT NULL,
    size INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    events INTEGER NOT NULL,
    ignored INTEGER NOT NULL,
    bytes_read INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (kind, delivered, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rule_tallies (
    day INTEGER NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (day, kind, rule)
  ) STRICT, WITHOUT ROWID;

  ${tallied("objects.", "1", "objects")};
  INSERT INTO rule_tallies (day, kind, rule, times)
    SELECT coalesce(ended_at, 0) / 86400000, kind, rule, sum(times) FROM objects JOIN counts ON object_id = id
    WHERE state IN ('done', 'changed') OR replay IS NOT NULL GROUP BY 1, 2, 3;

  CREATE TRIGGER tally_found AFTER INSERT ON objects BEGIN
    ${tallied("NEW.", "1")};
  END;
  CREATE TRIGGER tally_changed AFTER UPDATE OF state, size, replay ON objects
    WHEN ${kindOf("OLD.")} <> ${kindOf("NEW.")} OR (${isDelivered("OLD.")}) <> (${isDelivered("NEW.")}) OR OLD.size <> NEW.size
  BEGIN
    ${tallied("OLD.", "-1")};
    ${tallied("NEW.", "1")};
    ${talliedRules("OLD.", "-times")};
    ${talliedRules("NEW.", "times")};
  END;
  CREATE TRIGGER tally_rule AFTER INSERT ON counts BEGIN
    ${talliedRule("NEW", "NEW.times")};
  END;
  CREATE TRIGGER tally_no_rule AFTER DELETE ON counts BEGIN
    ${talliedRule("OLD", "-OLD.times")};
  END;

  -- What may be tried again, and what failed, the newest first.
  CREATE INDEX objects_to_retry ON objects (last_modified, key) WHERE state = 'failed' AND retryable = 1;
  CREATE INDEX objects_failed ON objects (ended_at DESC, id DESC) WHERE state = 'failed';
  `;

/** `of`: the row, as "NEW.". */
function kindOf(of: string): string {
  return `CASE WHEN ${of}state IN ('discovered', 'claimed') THEN 'open' ELSE ${of}state END`;
}

function isDelivered(of: string): string {
  return `${of}state IN ('done', 'changed') OR ${of}replay IS NOT NULL`;
}

/** Adds a row of objects to its tally, or takes it from it; with `from` all rows of that table. */
function tallied(of: string, sign: "1" | "-1", from?: string): string {
  const part = (column: string, when: string): string => `sum(${sign} * (${when}) * coalesce(${column}, 0))`;
  const [counts, ended] = [isDelivered(of), `${isDelivered(of)} OR ${of}state NOT IN ('discovered', 'claimed')`];
  return `INSERT INTO tallies (kind, delivered, day, objects, size, rows, events, ignored, bytes_read, last_at)
    SELECT ${kindOf(of)}, ${counts}, (${ended}) * coalesce(${of}ended_at, 0) / 86400000, sum(${sign}), ${part(`${of}size`, "1")},
      ${part(`${of}rows`, counts)}, ${part(`${of}events`, counts)}, ${part(`${of}ignored`, counts)}, ${part(`${of}bytes_read`, ended)},
      max(coalesce(${of}ended_at, 0)) FROM ${from ?? "(SELECT 1)"} WHERE true GROUP BY 1, 2, 3
    ON CONFLICT (kind, delivered, day) DO UPDATE SET objects = objects + excluded.objects, size = size + excluded.size,
      rows = rows + excluded.rows, events = events + excluded.events, ignored = ignored + excluded.ignored,
      bytes_read = bytes_read + excluded.bytes_read, last_at = max(last_at, excluded.last_at)`;
}

/** Of all rules that rows of an object were about. */
function talliedRules(of: string, times: string): string {
  return `INSERT INTO rule_tallies (day, kind, rule, times)
    SELECT coalesce(${of}ended_at, 0) / 86400000, kind, rule, ${times} FROM counts WHERE object_id = ${of}id AND (${isDelivered(of)}) ${ADD_RULE}`;
}

/** Of one of them. */
function talliedRule(of: "NEW" | "OLD", times: string): string {
  return `INSERT INTO rule_tallies (day, kind, rule, times)
    SELECT coalesce(ended_at, 0) / 86400000, ${of}.kind, ${of}.rule, ${times} FROM objects
    WHERE id = ${of}.object_id AND (${isDelivered("")}) ${ADD_RULE}`;
}
