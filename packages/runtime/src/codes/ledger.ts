// Failures of the ledger and of deduplication, and what a listing shows.
import type { FailureDefinition, FindingDefinition, RowDefinition } from "./define.ts";

export const LEDGER_CODES = {
  "ledger/unreadable": {
    scope: "job",
    retryable: false,
    meaning: "the ledger cannot be opened",
    cause: "The path cannot be written, or the file is damaged.",
    fix: "Check the path and its permissions, or restore the file from a backup.",
    example: '"ledger": "/var/heddle/ledger.sqlite"    // the folder belongs to another user',
  },
  "ledger/foreign": {
    scope: "job",
    retryable: false,
    meaning: "the file is a database, but not a ledger",
    cause: "`ledger` names a SQLite file of another program. It was left as it is.",
    fix: "Name another file as `ledger` in the source file.",
    example: '"ledger": "app.sqlite"    // the database of another program',
  },
  "ledger/too-new": {
    scope: "job",
    retryable: false,
    meaning: "the ledger was written by a newer version of Heddle",
    cause: "A ledger is upgraded when a newer version opens it; an older version cannot read it from then on.",
    fix: "Use that version or a later one.",
    example: "heddle run source.json    # of last year, on a ledger that this year's version opened",
  },
  "ledger/other-source": {
    scope: "job",
    retryable: false,
    meaning: "the ledger belongs to another source",
    cause:
      "Bucket, prefix, region and role of a source cannot change once it has ingested: the ledger's keys would mean other objects.",
    fix: "Name another `ledger` for the new source, or restore the old settings.",
    example: '"prefix": "exports/v2/", "ledger": "ledger.sqlite"    // it has ingested exports/v1/',
  },
  "ledger/no-driver": {
    scope: "job",
    retryable: false,
    meaning: "the driver of PostgreSQL is not installed",
    cause: "A ledger in PostgreSQL needs the package `pg`, which Heddle does not bring.",
    fix: "Install it beside Heddle with `npm install pg`.",
    example: "npm install @heddle/runtime    # and not pg",
  },
  "ledger/missing": {
    scope: "job",
    retryable: false,
    meaning: "there is no ledger to copy",
    cause: "The path or the schema holds none: it is misspelled, or the source never ran.",
    fix: "Check the path, or `ledger` in the source file.",
    example: "heddle ledger copy legder.sqlite source.json",
  },
  "ledger/in-use": {
    scope: "job",
    retryable: false,
    meaning: "the ledger cannot be copied while processes work on it",
    cause: "What they record while it is copied would be missing in the copy.",
    fix: "Stop every `heddle run` on it. One that was killed counts until its lease has ended, a minute later.",
    example: "heddle ledger copy ledger.sqlite source.json    # while heddle run is at work",
  },
  "ledger/not-empty": {
    scope: "job",
    retryable: false,
    meaning: "the ledger to copy to has something in it",
    cause: "Objects of two ledgers cannot be told apart once they are in one.",
    fix: "Copy to a path or a schema where there is no ledger yet.",
    example: "heddle ledger copy ledger.sqlite source.json    # a second time",
  },
  "ledger/keys-stay": {
    scope: "job",
    retryable: false,
    meaning: "the ledger has keys of deduplication, which cannot be copied",
    cause:
      "Each kind of ledger keeps keys in another form. Without them, events that were delivered within seven days are delivered again where they come again.",
    fix: "Copy with `--without-keys`, and start once with `heddle run --new-keys`; best when no object of the last seven days can come again.",
    example: "heddle ledger copy ledger.sqlite source.json    # and ledger.sqlite.dedup is there",
  },
  "ledger/copy-incomplete": {
    scope: "job",
    retryable: true,
    meaning: "the copy has other rows than the ledger; nothing was kept of it",
    cause: "Another program wrote one of the two while the ledger was copied.",
    fix: "End whatever else writes one of them, and copy again.",
    example: "the table attempts has 1204 rows, of which the copy has 1200",
  },
  "ledger/one-machine": {
    scope: "job",
    retryable: false,
    meaning: "the ledger is on one machine, and the job runs on many",
    cause: "Functions start on machines of their own, each with a new disk: a SQLite file would be empty each time.",
    fix: "Keep the ledger in PostgreSQL.",
    example: '"ledger": "ledger.sqlite"    // in the source file of a function',
  },
  "ledger/failed": {
    scope: "job",
    retryable: true,
    meaning: "the ledger could not be read or written",
    cause: "The disk is full or gone, or another process kept the file locked for long.",
    fix: "Look at the disk and the permissions of the ledger file. What was delivered but not recorded is delivered again under the same name.",
    example: "the ledger cannot be read or written: database or disk is full",
  },
  "ledger/gone": {
    scope: "job",
    retryable: false,
    meaning: "the ledger was deleted or replaced while a job was running",
    cause:
      "Another program removed the file, or put another one in its place. What the job would record from then on would be lost.",
    fix: "Put the file back, or start again with a new one: what was delivered and is not in it is delivered again under the same name.",
    example: "rm ledger.sqlite    # while heddle run is at work",
  },
  "ledger/worker-died": {
    scope: "object",
    retryable: false,
    meaning: "worker after worker died over this object alone",
    cause:
      "The process ended without a word each time it worked on the object, and on no other: killed for its memory, most likely. After `limits.maxCrashes` times the object is given up.",
    fix: "See whether the object fits into the memory of the computer, then run `heddle retry SOURCE`.",
    example: "a Parquet file with one row group of 8 GB, in a container with 2 GB",
  },
  "dedup/unreadable": {
    scope: "job",
    retryable: true,
    meaning: "the files of deduplication cannot be read or written",
    cause: "The disk is full, a file is missing or damaged, or another version of Heddle wrote it.",
    fix: "Look at the disk and its permissions, or restore the files. Without them duplicates of what was delivered before are not found.",
    example: "rm -r ledger.sqlite.dedup-runs    # while a job is running",
  },
  "dedup/too-many-keys": {
    scope: "job",
    retryable: false,
    meaning: "there are more keys of deduplication in PostgreSQL than its memory is meant to hold",
    cause:
      "Each event with an `insert_id` of its own leaves a key for seven days. A key takes 100 bytes; once they exceed the server's memory, every claim reads the disk, and the job becomes several times slower.",
    fix: "Use the sink `amplitude`, which drops repeated events itself; let ids come from the rows' places; or drop duplicates where the events land. With enough memory raise `ledger.maxKeys`.",
    example: "heddle doctor source.json    # of a source with 100 million events a day",
  },
  "dedup/missing": {
    scope: "job",
    retryable: false,
    meaning: "the keys of deduplication are missing, though the ledger has ingested",
    cause: "The file beside the ledger was lost or not moved with it, or `deduplicate` was off until now.",
    fix: "Restore it with the ledger. `heddle run --new-keys` starts without keys: duplicates of earlier deliveries are then not found.",
    example: "mv ledger.sqlite /data/    # and ledger.sqlite.dedup stays where it is",
  },
  "dedup/ahead": {
    scope: "job",
    retryable: false,
    meaning: "the keys of deduplication are newer than the ledger",
    cause:
      "The ledger was restored from an older copy, or started again from nothing, and the keys beside it stayed: they know attempts that it does not.",
    fix: "Restore both from one backup. Or remove the keys and start without them by `heddle run --new-keys`: duplicates of earlier deliveries are then not found.",
    example: "rm ledger.sqlite    # and ledger.sqlite.dedup stays where it is",
  },
} as const satisfies Record<string, FailureDefinition>;

export const REPLAY_CODES = {
  "replay/order": {
    scope: "job",
    retryable: false,
    meaning: "objects of this source cannot be replayed, because their order matters",
    cause:
      "In Mirror Sync and profiles the row ingested last wins: an old object that comes again would overwrite newer states.",
    fix: "Upload the corrected rows as a new object.",
    example: 'heddle replay source.json \'exports/2026-10-*\'    # of a source with "strategy": "mirror_sync"',
  },
  "replay/ids-expired": {
    scope: "object",
    retryable: false,
    meaning: "the events of the object were sent more than seven days ago",
    cause:
      "Amplitude drops an event whose `insert_id` it has seen within seven days; after that the event would count twice.",
    fix: "Leave the object as it is, or send its events to a test project.",
    example: "heddle replay source.json 'exports/2025-*'    # a year later, into Amplitude",
  },
  "replay/ids-changed": {
    scope: "object",
    retryable: false,
    meaning: "the converter now makes other `insert_id`s, so the destination would not recognise the events",
    cause: "`insert_id` is mapped from something else than in the converter that delivered the object.",
    fix: "Map `insert_id` as before, or leave the object as it is.",
    example: '"insert_id": "order_id"    // was ["concat", "order_id", "line"]',
  },
  "replay/converter-unknown": {
    scope: "object",
    retryable: false,
    meaning: "the converter that mapped the object is not kept in the ledger",
    cause:
      "With --set-aside the other rows are mapped by the converter that delivered them, which an older version of Heddle did not keep.",
    fix: "Replay the object without --set-aside.",
    example: "heddle replay source.json --set-aside    # objects of a ledger of last year",
  },
  "replay/read-otherwise": {
    scope: "object",
    retryable: false,
    meaning: "the converter reads files in another way than the one that delivered the other rows",
    cause:
      "File type, compression, CSV settings or `ignoreEventFlag` have changed, so rows set aside cannot be told from the others.",
    fix: "Replay the objects without --set-aside.",
    example: '"csv": { "delimiter": ";" }    // was ","',
  },
} as const satisfies Record<string, FailureDefinition>;

export const DUPLICATE_CODES = {
  "dedup/duplicate": {
    scope: "row",
    effect: "dropped",
    meaning: "an event with the same device and insert_id was delivered before",
    cause:
      "An event whose device_id (user_id where it has no device) and insert_id were delivered within seven days is a duplicate, whichever file it came in.",
    fix: "Nothing, if the rows repeat. If they do not, make `insert_id` unique for each event, or leave it out.",
    example: '{"device_id": "device-1", "insert_id": "order-7", "event_type": "buy"}    // in two files',
  },
} as const satisfies Record<string, RowDefinition>;

export const DISCOVERY_CODES = {
  "discover/pattern-too-slow": {
    scope: "finding",
    meaning: "`filterPattern` takes too long on a key, which is passed over",
    cause: "The pattern can match one text in very many ways, and tried them all on this key. Other keys are ingested.",
    fix: "Write the pattern without repetitions inside repetitions, and with fewer of `.*`; `heddle check CONVERTER` may name the place.",
    example: '"filterPattern": "([a-z]+)*\\\\.json"',
  },
  "discover/odd-entry": {
    scope: "finding",
    meaning: "the listing names an object without a readable key, size or date; it is passed over",
    cause: "The answer of an S3-compatible server breaks S3's own rules. Other objects are ingested.",
    fix: "Upload the object again under a usual name; report it to whoever runs the server at `endpoint`.",
    example: "<Key>exports/%FF.json</Key>    # not UTF-8",
  },
  "discover/out-of-order": {
    scope: "finding",
    meaning: "the object was uploaded after one whose name has a later date",
    cause: "Objects are ingested in the order of their upload. A late file can bring old states after newer ones.",
    fix: "Upload files in the order of their dates; in Mirror Sync the row ingested last wins.",
    example: "exports/2026-11-23.json    # uploaded after exports/2026-11-24.json",
  },
  "discover/name-seen-before": {
    scope: "finding",
    meaning: "the object was uploaded again under the same name",
    cause:
      "Before its first ingestion the newest content counts; afterwards the new content is not ingested, or every event in it could count twice.",
    fix: "Upload changes under new names.",
    example: "aws s3 cp orders.json s3://acme-events/exports/orders.json    # once a day",
  },
} as const satisfies Record<string, FindingDefinition>;
