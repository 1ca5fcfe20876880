// In: a document with a sample, and the event rules of a host. Out: rows beside the events they become, and how many pass.
import { type Dict, interpret, isDict, type Value } from "@heddle/compiler";
import type { Document } from "./document.ts";
import type { Sample, Verdict } from "./sample.ts";

export interface PreviewRow {
  /** The number of the row in the sample, from 0. */
  readonly row: number;
  readonly source: Value;
  readonly outcome: Verdict | { readonly kind: "failed"; readonly reason: string };
}

export type Judge = (event: Dict, row: number) => Verdict;

/** Without the rules of a host, every dict is an event. */
const TAKE_ALL: Judge = (event) => ({ kind: "event", event, notes: [] });

/** The first rows of the sample and what becomes of them; undefined where the converter has errors, or there is no sample. */
export function preview(document: Document, count: number, judge: Judge = TAKE_ALL): readonly PreviewRow[] | undefined {
  const { sample, analysis } = document;
  const body = analysis.converter?.body;
  if (sample === undefined || body === undefined || analysis.hasErrors) return undefined;
  return sample.rows
    .slice(0, count)
    .map((source, row) => ({ row, source, outcome: outcomeOf(document, source, row, judge) }));
}

function outcomeOf({ analysis }: Document, source: Value, row: number, judge: Judge): PreviewRow["outcome"] {
  const body = analysis.converter?.body;
  try {
    const event = body === undefined ? undefined : interpret(body, source, { now: NOW });
    if (event === undefined) return { kind: "dropped", reason: "the converter yields no value for this row" };
    return isDict(event)
      ? judge(event, row)
      : { kind: "dropped", reason: "the converter yields something else than a dict for this row" };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "failed", reason: "the row is too deep or too large to be mapped" };
    throw error;
  }
}

/** The instant that the time operators see in a preview, so that it does not change with every key. */
const NOW = Date.UTC(2024, 0, 1);

export interface Lens {
  readonly offset: number;
  readonly title: string;
  /** What a click does. */
  readonly command: "preview";
}

/** How the sample fares, above the converter's function. `fault`: why the sample could not be read at all. */
export function codeLenses(document: Document, judge: Judge | undefined, fault?: string): readonly Lens[] {
  const offset = functionOffset(document);
  const { sample } = document;
  if (offset === undefined) return [];
  if (sample === undefined)
    return fault === undefined ? [] : [{ offset, title: `The sample cannot be read: ${fault}`, command: "preview" }];
  const rows = preview(document, sample.rows.length, judge);
  const about = rows === undefined ? `${sample.name}: the converter has errors` : summary(rows, sample);
  return [
    { offset, title: "Preview", command: "preview" },
    { offset, title: about, command: "preview" },
  ];
}

function functionOffset({ tree, kind }: Document): number | undefined {
  if (tree?.kind !== "object" || kind !== "converter") return undefined;
  const config = tree.members.find(({ key }) => key.value === "converterConfig")?.value;
  return config?.kind === "object"
    ? config.members.find(({ key }) => key.value === "convertToAmplitudeFunc")?.key.span.start
    : undefined;
}

function summary(rows: readonly PreviewRow[], { name, rowCount, unread }: Sample): string {
  const counts = { event: 0, dropped: 0, ignored: 0, failed: 0 };
  for (const { outcome } of rows) counts[outcome.kind]++;
  const first = rows.length < rowCount ? ` (of ${rowCount}, the first ${rows.length})` : "";
  const others = [
    counts.dropped > 0 ? `${counts.dropped} dropped` : "",
    counts.ignored > 0 ? `${counts.ignored} ignored` : "",
    counts.failed > 0 ? `${counts.failed} failed` : "",
    unread === undefined ? "" : `${unread.count} unreadable`,
  ];
  return [
    `${name}${first}: ${counts.event} of ${rows.length} rows become events`,
    ...others.filter((part) => part !== ""),
  ].join(", ");
}
