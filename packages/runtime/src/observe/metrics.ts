// Metrics of a job in Prometheus' text format.
import type { JobHooks } from "../contracts/job-report.ts";
import { INSTRUMENT_LIST, type InstrumentDefinition, type InstrumentName, prometheusName } from "./instruments.ts";
import { metricHooks } from "./metric-hooks.ts";

export interface Metrics {
  readonly hooks: JobHooks;
  /** All series in the text format, version 0.0.4. */
  text(): string;
}

type Labels = Readonly<Record<string, string>>;

/** The values of one instrument, by their labels as text. */
interface Family {
  readonly definition: InstrumentDefinition;
  readonly series: Map<string, Series>;
}

interface Series {
  readonly labels: Labels;
  /** The number of a counter or gauge; of a histogram the sum. */
  value: number;
  /** How many values of a histogram are at or below each bound, and all of them. */
  readonly counts: number[];
}

export function createMetrics(clock: () => number = Date.now): Metrics {
  const families = new Map<InstrumentName, Family>(
    INSTRUMENT_LIST.map(([name, definition]) => [name, { definition, series: new Map() }]),
  );
  // Every series has the source as labels, so that the metrics of several jobs can be told apart.
  let source: Labels = {};
  const record = (name: InstrumentName, value: number, labels: Labels = {}): void => {
    const family = families.get(name);
    if (family !== undefined) addValue(family, value, { ...source, ...labels });
  };
  return {
    hooks: {
      ...metricHooks(record, clock),
      onJob({ source: { bucket, prefix } }) {
        source = { bucket, prefix };
      },
    },
    text: () => textOf([...families.values()]),
  };
}

function addValue({ definition: { kind, bounds = [] }, series }: Family, value: number, labels: Labels): void {
  const key = labelsText(labels);
  const known = series.get(key) ?? { labels, value: 0, counts: [...bounds, Infinity].map(() => 0) };
  series.set(key, known);
  known.value = kind === "gauge" ? value : known.value + value;
  if (kind !== "histogram") return;
  [...bounds, Infinity].forEach((bound, i) => {
    if (value <= bound) known.counts[i] = (known.counts[i] ?? 0) + 1;
  });
}

/** Instruments without a value are left out. */
function textOf(families: readonly Family[]): string {
  const lines = families
    .filter(({ series }) => series.size > 0)
    .flatMap(({ definition, series }) => {
      const name = prometheusName(definition);
      const head = [`# HELP ${name} ${definition.doc}`, `# TYPE ${name} ${definition.kind}`];
      return [...head, ...[...series.values()].flatMap((one) => seriesLines(name, definition, one))];
    });
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function seriesLines(name: string, { kind, bounds = [] }: InstrumentDefinition, { labels, value, counts }: Series) {
  if (kind !== "histogram") return [`${name}${labelsText(labels)} ${value}`];
  const buckets = [...bounds, "+Inf"].map(
    (bound, i) => `${name}_bucket${labelsText({ ...labels, le: String(bound) })} ${counts[i] ?? 0}`,
  );
  return [
    ...buckets,
    `${name}_sum${labelsText(labels)} ${value}`,
    `${name}_count${labelsText(labels)} ${counts.at(-1) ?? 0}`,
  ];
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
