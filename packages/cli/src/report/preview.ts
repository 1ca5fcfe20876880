// One row beside its event, or beside every reason why it has none: as text, and as data for tools.
import type { Dict, RowOutcome, Value } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import type { CheckOutcome } from "@heddle/runtime/local";
import { formatCount } from "./format.ts";
import { wrapJson } from "./json-lines.ts";
import type { Paint } from "./style.ts";
import { fill, wrapWords } from "./width.ts";

export interface PreviewedRow {
  readonly file: string;
  /** From 0. */
  readonly row: number;
  /** Absent where the row cannot be read: then `raw` is what is in the file. */
  readonly source?: Value;
  readonly raw?: string;
  readonly outcome: RowOutcome | CheckOutcome;
  /** What the converter returned, before the rules on events; undefined where it was not run, or returned no object. */
  readonly yielded: Dict | undefined;
  /** The line of the converter, from 1, that a rule, or a change of a key, leads to. */
  readonly lineOf: (rule: string, key?: string) => number | undefined;
}

interface RenderOptions {
  readonly paint: Paint;
  /** Of the terminal. */
  readonly columns: number;
}

/** Where each side would have fewer columns, the event is below its row. */
const MIN_SIDE = 36;
const MAX_SIDE = 100;

/** Several lines, without a line break at the end. */
export function renderPreview(previewed: PreviewedRow, { paint, columns }: RenderOptions): string {
  const half = Math.min(MAX_SIDE, Math.floor((columns - 3) / 2));
  const isStacked = half < MIN_SIDE;
  const side = isStacked ? Math.max(MIN_SIDE, columns) : half;
  const { row, source, raw, outcome } = previewed;
  const left = shortened(source === undefined ? (raw ?? "").split("\n") : pretty(source));
  const { title, lines, notes } = shownOf(previewed);
  const leftLines = left.flatMap((line) => wrapJson(printable(line), side));
  const rightLines = [
    ...notes.flatMap((note) => hanging(printable(note), side)).map((line) => paint("yellow", line)),
    ...(notes.length > 0 && lines.length > 0 && outcome.kind !== "event"
      ? [paint("dim", "the converter returned")]
      : []),
    ...shortened(lines).flatMap((line) => wrapJson(printable(line), side)),
  ];
  if (isStacked) {
    const rule = paint("dim", "─".repeat(side));
    return [rule, paint("bold", `row ${row}`), ...leftLines, title(paint), ...rightLines].join("\n");
  }
  const bar = paint("dim", "│");
  const out = [
    paint("dim", `${"─".repeat(side + 1)}┬${"─".repeat(side + 1)}`),
    `${paint("bold", fill(`row ${row}`, side))} ${bar} ${title(paint)}`,
  ];
  for (let line = 0; line < Math.max(leftLines.length, rightLines.length); line += 1)
    out.push(`${fill(leftLines[line] ?? "", side)} ${bar} ${rightLines[line] ?? ""}`.trimEnd());
  return out.join("\n");
}

function hanging(text: string, width: number): readonly string[] {
  const [first = "", ...more] = wrapWords(text, width);
  return [first, ...(more.length === 0 ? [] : wrapWords(more.join(" "), width - 2).map((line) => `  ${line}`))];
}

/** How much of a row or an event is shown, in UTF-16 code units: more nobody reads. */
const MAX_SHOWN = 10_000;

function shortened(lines: readonly string[]): readonly string[] {
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  if (length <= MAX_SHOWN) return lines;
  const shown: string[] = [];
  let left = MAX_SHOWN;
  for (const line of lines) {
    shown.push(line.slice(0, left));
    left -= line.length;
    if (left <= 0) break;
  }
  return [...shown, `... ${formatCount(length - MAX_SHOWN)} more characters`];
}

interface Shown {
  readonly title: (paint: Paint) => string;
  /** JSON, broken between tokens. */
  readonly lines: readonly string[];
  /** Sentences, broken between words. */
  readonly notes: readonly string[];
}

function shownOf(previewed: PreviewedRow): Shown {
  const { outcome, yielded } = previewed;
  const lines = yielded === undefined ? [] : pretty(yielded);
  const notes = reasonsOf(previewed).map(({ rule, key, message, line }) => {
    const place = line === undefined ? "" : ` (line ${line} of the converter)`;
    return `${key === undefined ? "" : `${key}: `}[${rule}] ${message}${place}`;
  });
  switch (outcome.kind) {
    case "event":
      return { title: (paint) => paint("green", "event"), lines: pretty(outcome.event), notes };
    case "ignored":
      return { title: (paint) => paint("dim", "ignored by ignoreEventFlag"), lines, notes };
    case "dropped":
      return { title: (paint) => paint("red", `dropped [${outcome.rule}]`), lines, notes };
    case "rejected":
      return { title: (paint) => paint("red", `set aside [${outcome.rule}]`), lines, notes };
    default:
      return outcome satisfies never;
  }
}

interface Reason {
  readonly rule: string;
  /** The key of the event that a change is about. */
  readonly key?: string;
  readonly message: string;
  readonly line?: number;
}

/** Why there is no event, every reason of it; then what was changed on the way. */
function reasonsOf({ outcome, lineOf }: PreviewedRow): readonly Reason[] {
  const further = "further" in outcome ? (outcome.further ?? []) : [];
  const changes = "changes" in outcome ? outcome.changes : [];
  const first = outcome.kind === "dropped" || outcome.kind === "rejected" ? [outcome, ...further] : [];
  return [
    ...first.map(({ rule, message }) => ({ rule, message, ...placed(lineOf(rule)) })),
    ...changes.map(({ rule, key, message }) => ({ rule, key, message, ...placed(lineOf(rule, key)) })),
  ];
}

function placed(line: number | undefined): Pick<Reason, "line"> {
  return line === undefined ? {} : { line };
}

/** Everything, for {@link withIntegers}. */
export function previewAsJson(previewed: PreviewedRow): unknown {
  const { file, row, source, raw, outcome, yielded } = previewed;
  return {
    file,
    row,
    ...(source === undefined ? { raw } : { record: source }),
    outcome: outcome.kind === "rejected" ? "set aside" : outcome.kind,
    ...(outcome.kind === "event" ? { event: outcome.event } : {}),
    ...(yielded === undefined ? {} : { returned: yielded }),
    reasons: reasonsOf(previewed),
  };
}

/** A replacer of JSON.stringify: integers of any size in full. */
export const withIntegers = (_key: string, item: unknown): unknown =>
  typeof item === "bigint" ? JSON.rawJSON(item.toString()) : item;

/** Indented JSON, line by line; integers in full. */
function pretty(value: Value): string[] {
  return JSON.stringify(value, withIntegers, 2).split("\n");
}
