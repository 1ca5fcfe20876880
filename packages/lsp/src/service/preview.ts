// In: a document with a sample, and the event rules of a host. Out: rows beside the events they become, and how many pass.
import { acceptEvent, interpret, mapRow, type Program, type RowOutcome, type Value } from "@heddle/compiler";
import { lostTimeOf } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { SAMPLE_NOW, TOO_SLOW } from "./evaluation.ts";
import type { EventValidator, Sample } from "./sample.ts";

export interface PreviewRow {
  /** The number of the row in the sample, from 0. */
  readonly row: number;
  readonly source: Value;
  readonly outcome: RowOutcome;
}

/** The first rows of the sample and what becomes of them; undefined where the converter has errors, or there is no sample. */
export function preview(
  document: Document,
  count: number,
  validate: EventValidator = acceptEvent,
): readonly PreviewRow[] | undefined {
  const { sample, analysis } = document;
  const { converter, inference } = analysis;
  if (sample === undefined || converter === undefined || inference === undefined || analysis.hasErrors)
    return undefined;
  const { body } = converter;
  const lostTime = lostTimeOf(body, inference);
  const program: Pick<Program, "map" | "lostTime"> = {
    map: (row, context) => interpret(body, row, context),
    ...(lostTime && { lostTime }),
  };
  const sources = sample.rows.slice(0, count);
  const rows: PreviewRow[] = [];
  document.evaluate((mayEvaluate) => {
    for (const [row, source] of sources.entries()) {
      if (!mayEvaluate(source)) return;
      const mapped = mapRow(program, source, { now: SAMPLE_NOW });
      rows.push({
        row,
        source,
        outcome: mapped.kind === "mapped" ? validate(mapped.event, row, mapped.lostTime) : mapped,
      });
    }
  });
  const rest = sources.slice(rows.length).map((source, index) => ({ row: rows.length + index, source, outcome: SLOW }));
  return [...rows, ...rest];
}

const SLOW: RowOutcome = { kind: "rejected", rule: "map/too-slow", message: TOO_SLOW };

export interface Lens {
  readonly offset: number;
  readonly title: string;
  /** What a click does. */
  readonly command: "preview" | "tests";
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
  const isSlow = rows?.some(({ outcome }) => outcome === SLOW) === true;
  const fault = rows === undefined ? "the converter has errors" : isSlow ? TOO_SLOW : undefined;
  const about = fault === undefined ? summary(rows ?? [], sample) : `${sample.name}: ${fault}`;
  return [
    { offset, title: "Preview", command: "preview" },
    { offset, title: about, command: "preview" },
  ];
}

/** Where the function of a converter is named. */
export function functionOffset({ tree, kind }: Document): number | undefined {
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
