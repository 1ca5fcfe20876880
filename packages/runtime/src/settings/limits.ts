// The limits of a job: the one place that says their defaults. It is data alone, so that what reads local files can have them too.
import { EVENT_LIMITS } from "@heddle/compiler/language";
import { completeValue, defineSetting, type ValueOf } from "@heddle/compiler/settings";

/** Rows that travel together, unless rows are mapped under a limit of time. */
export const ROWS_PER_BATCH = 1000;
/** The same where they are: such a batch is read as a whole before it is mapped, and no more of it fits into young memory. */
export const WATCHED_ROWS_PER_BATCH = 250;

/** Seconds between two scans of a bucket. */
export const SCAN_SECONDS = 30;
/** The same with notifications, of which a scan only finds what they missed. */
export const SCAN_SECONDS_WITH_NOTIFICATIONS = 600;

export const LIMITS = defineSetting({
  kind: "object",
  default: {},
  doc: "Bounds on objects, rows and work.",
  settings: {
    maxObjectBytes: {
      kind: "integer",
      minimum: 1,
      default: 5_000_000_000,
      unit: "bytes",
      doc: "Larger objects, as stored, are refused.",
    },
    maxUnpackedBytes: {
      kind: "integer",
      minimum: 1,
      default: 20 * 1024 ** 3,
      unit: "bytes",
      doc: "Objects that unpack to more are refused.",
    },
    maxRowBytes: {
      kind: "integer",
      minimum: 1,
      // A row of empty objects takes forty times its length once it is parsed.
      default: 8 * 1024 * 1024,
      unit: "bytes",
      doc: "Longer rows are set aside.",
    },
    maxSetAsideRows: {
      kind: "integer",
      minimum: 1,
      default: 1_000_000,
      unit: "rows",
      doc: "Objects of which more rows would be set aside fail.",
    },
    maxSetAsideBytes: {
      kind: "integer",
      minimum: 1,
      default: 256 * 1024 * 1024,
      unit: "bytes",
      doc: "Objects whose rows set aside would take about more than that, with their reasons, fail.",
    },
    rowsPerBatch: {
      kind: "integer",
      minimum: 1,
      otherwise: `${ROWS_PER_BATCH}, or ${WATCHED_ROWS_PER_BATCH} where a slow regular expression may have to be stopped`,
      doc: "Rows that travel together.",
    },
    objectsAtOnce: {
      kind: "integer",
      minimum: 1,
      default: 4,
      doc: "Objects worked on at the same time; with mirror_sync always one, to keep the order.",
    },
    workers: {
      kind: "integer",
      minimum: 1,
      default: 1,
      doc: "Threads that map and check rows; one is the thread of the job itself. They share objects and parts of objects; the rows of an object stay in order.",
    },
    maxAttempts: {
      kind: "integer",
      minimum: 1,
      default: 5,
      doc: "Attempts at an object whose error may pass. Within `retrySeconds` of its first failure there may be more.",
    },
    retrySeconds: {
      kind: "integer",
      minimum: 0,
      default: 24 * 60 * 60,
      unit: "seconds",
      doc: "How long an object whose error may pass is tried again at least, so that an outage does not use up its attempts.",
    },
    maxCrashes: {
      kind: "integer",
      minimum: 1,
      default: 4,
      doc: "An object over which so many workers died, each while it held no other, is given up.",
    },
    requestSeconds: {
      kind: "integer",
      minimum: 1,
      default: 60,
      unit: "seconds",
      doc: "How long an answer of S3, SQS, STS or Amplitude may take; a request that carries data has more time.",
    },
    leaseSeconds: {
      kind: "integer",
      minimum: 1,
      default: 60,
      unit: "seconds",
      doc: "How long a worker that shows no sign of life keeps an object.",
    },
    drainSeconds: {
      kind: "integer",
      minimum: 0,
      // Kubernetes kills after 30 seconds unless told otherwise.
      default: 25,
      unit: "seconds",
      doc: "How long a job that is told to end goes on with the objects under way; what is not finished by then is given back. 0: they are given back at once.",
    },
    scanSeconds: {
      kind: "integer",
      minimum: 1,
      unit: "seconds",
      otherwise: `${SCAN_SECONDS} seconds; ${SCAN_SECONDS_WITH_NOTIFICATIONS} with notifications`,
      doc: "Time between two scans of the bucket.",
    },
    minIdLength: {
      kind: "integer",
      minimum: 1,
      default: EVENT_LIMITS.minIdLength,
      unit: "characters",
      doc: "Shorter ids are removed from events.",
    },
    maxStringLength: {
      kind: "integer",
      minimum: 1,
      default: EVENT_LIMITS.maxStringLength,
      unit: "characters",
      doc: "Longer strings are cut.",
    },
  },
});

export type Limits = ValueOf<typeof LIMITS>;

export const DEFAULT_LIMITS: Limits = completeValue(LIMITS, {});
