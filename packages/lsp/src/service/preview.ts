// In: a document with a sample, and the event rules of a host. Out: rows beside the events they become, and how many pass.
import { acceptEvent, interpret, mapRow, type RowOutcome, type Value } from "@heddle/compiler";
import type { Document } from "./document.ts";
import type { EventValidator, Sample } from "./sample.ts";

export interface PreviewRow {
  /** The number of the row in the sample, from 0. */
  readonly row: number;
  readonly source: Value;
  readonly outcome: RowOutcome;
}

/** The first rows of the sample and what becomes of them; undefined where the converter has errors, or there is no sample. */
export function preview(
  { sample, analysis }: Document,
  count: number,
  validate: EventValidator = acceptEvent,
): readonly PreviewRow[] | undefined {
  const body = analysis.converter?.body;
  if (sample === undefined || body === undefined || analysis.hasErrors) return undefined;
  const program = { map: (row: Value, context: { readonly now: number }) => interpret(body, row, context) };
  return sample.rows.slice(0, count).map((source, row) => {
    const mapped = mapRow(program, source, { now: NOW });
    return { row, source, outcome: mapped.kind === "mapped" ? validate(mapped.event, row) : mapped };
  });
}

/** The instant that the time operators see in a preview, so that it does not change with every key. */
const NOW = Date.UTC(2024, 0, 1);

export interface Lens {
  readonly offset: number;
  readonly title: string;
  /** What a click does. */
  readonly command: "preview";
}

/** How the sample fares, above the converter's function. `failure`: why the sample could not be read at all. */
export function codeLenses(
  document: Document,
  validate: EventValidator | undefined,
  failure?: string,
): readonly Lens[] {
  const offset = functionOffset(document);
  const { sample } = document;
  if (offset === undefined) return [];
  if (sample === undefined)
    return failure === undefined
      ? []
      : [{ offset, title: `The sample cannot be read: ${failure}`, command: "preview" }];
  const rows = preview(document, sample.rows.length, validate);
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
  const counts = { event: 0, ignored: 0, dropped: 0, rejected: 0 };
  for (const { outcome } of rows) counts[outcome.kind]++;
  const first = rows.length < rowCount ? ` (of ${rowCount}, the first ${rows.length})` : "";
  const others = [
    counts.dropped > 0 ? `${counts.dropped} dropped` : "",
    counts.ignored > 0 ? `${counts.ignored} ignored` : "",
    counts.rejected > 0 ? `${counts.rejected} set aside` : "",
    unread === undefined ? "" : `${unread.count} unreadable`,
  ];
  return [
    `${name}${first}: ${counts.event} of ${rows.length} rows become events`,
    ...others.filter((part) => part !== ""),
  ].join(", ");
}
