// What is measured of a job: the page for Prometheus, what OpenTelemetry exports, and the table of the documents derive from it.

export interface InstrumentDefinition {
  /** As OpenTelemetry names it; {@link prometheusName} derives the other name. */
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  /** As UCUM writes it: `s`, `By`, or what is counted, in braces. */
  readonly unit: string;
  readonly doc: string;
  /** What tells its series apart, besides bucket and prefix of the source. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly bounds?: readonly number[];
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const ROWS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const BYTES = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 5e8, 1e9, 5e9];
const ATTEMPTS = [1, 2, 3, 5, 10, 20, 50];

export const INSTRUMENTS = {
  objects: counter("heddle.objects", "{object}", "Objects worked on, by outcome.", ["outcome"]),
  rows: counter("heddle.rows", "{row}", "Rows of ingested objects, by outcome.", ["became"]),
  reasons: counter("heddle.rows.by_reason", "{row}", "Rows dropped or set aside, and values changed, by rule.", [
    "kind",
    "rule",
  ]),
  read: counter("heddle.read.bytes", "By", "Bytes read from the source, before decompression."),
  written: counter("heddle.written.bytes", "By", "Bytes written by the sink."),
  resent: counter(
    "heddle.resent.events",
    "{event}",
    "Events sent again after an answer that left open whether they had been taken.",
  ),
  seconds: counter("heddle.object.seconds", "s", "Time spent on objects."),
  failures: counter("heddle.failures", "{failure}", "Failures of the job, by code.", ["code"]),
  objectFailures: counter("heddle.object.failures", "{object}", "Objects that failed, by code.", ["code"]),
  findings: counter("heddle.findings", "{finding}", "Findings about the size, the order and the times of objects.", [
    "code",
  ]),
  drift: counter("heddle.drifted.columns", "{column}", "Columns that differ from those of the files before.", [
    "change",
  ]),
  waiting: gauge("heddle.backlog.objects", "{object}", "Objects waiting, as of the last look into the ledger."),
  waitingBytes: gauge("heddle.backlog.bytes", "By", "Bytes of objects waiting, as of the last look into the ledger."),
  oldestWaiting: gauge("heddle.backlog.oldest", "s", "How long the object has waited that is next in line."),
  failedNow: gauge(
    "heddle.objects.failed",
    "{object}",
    "Objects that are failed, whether they are tried again or not.",
  ),
  scannedAt: gauge("heddle.last_scan.timestamp", "s", "When the last scan ended."),
  working: gauge("heddle.objects.in_progress", "{object}", "Objects being worked on."),
  duration: histogram("heddle.object.duration", "s", "Time from the claim of an object to its delivery.", SECONDS),
  settled: histogram("heddle.object.settled", "s", "Time from the claim of an object to its settlement.", SECONDS),
  rowsPerObject: histogram("heddle.object.rows", "{row}", "Rows of an object that was ingested.", ROWS),
  bytesPerObject: histogram("heddle.object.read", "By", "Bytes read of an object.", BYTES),
  attempts: histogram("heddle.object.attempts", "{attempt}", "Which attempt at an object it was.", ATTEMPTS),
} as const satisfies Record<string, InstrumentDefinition>;

export type InstrumentName = keyof typeof INSTRUMENTS;

/** Adds to a counter, sets a gauge, or records a value of a histogram. */
export type RecordValue = <Name extends InstrumentName>(
  name: Name,
  value: number,
  labels?: { readonly [label in (typeof INSTRUMENTS)[Name]["labels"][number]]: string },
) => void;

/** In the order in which they are shown. */
export const INSTRUMENT_LIST: readonly (readonly [InstrumentName, InstrumentDefinition])[] = Object.entries(
  INSTRUMENTS,
) as [InstrumentName, InstrumentDefinition][];

const UNIT_SUFFIXES: Readonly<Record<string, string>> = { s: "seconds", By: "bytes" };

/** The name by Prometheus' conventions, as OpenTelemetry specifies them: with the unit, and `_total` of counters. */
export function prometheusName({ name, unit, kind }: Pick<InstrumentDefinition, "name" | "unit" | "kind">): string {
  const words = name.replaceAll(".", "_");
  const suffix = UNIT_SUFFIXES[unit];
  const measured = suffix === undefined || words.endsWith(`_${suffix}`) ? words : `${words}_${suffix}`;
  return kind === "counter" ? `${measured}_total` : measured;
}

function counter<const Labels extends readonly string[] = readonly never[]>(
  name: string,
  unit: string,
  doc: string,
  labels: Labels = [] as readonly string[] as Labels,
) {
  return { kind: "counter", name, unit, doc, labels } as const;
}

function gauge(name: string, unit: string, doc: string) {
  return { kind: "gauge", name, unit, doc, labels: [] } as const;
}

function histogram(name: string, unit: string, doc: string, bounds: readonly number[]) {
  return { kind: "histogram", name, unit, doc, bounds, labels: ["outcome"] } as const;
}
