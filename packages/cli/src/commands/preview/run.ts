// heddle preview: shows the first rows of a file side by side with their events, or with why they have none.
import type { Program, RowOutcome, Value } from "@heddle/compiler";
import { defaultStrategy } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import { batchMapper, createChecks, type RowBatch, RowError, rowOutcomes } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { loadConverterFile } from "../../converter.ts";
import { formatCount } from "../../report/format.ts";
import { type Paint, painter } from "../../report/style.ts";
import { fill, wrap, wrapWords } from "../../report/width.ts";
import { rowsOfFile } from "../../rows-of-file.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

const MIN_SIDE = 30;
const MAX_SIDE = 100;

/** Exit code 1: the converter has errors. */
export async function run(
  { converter, file, rows, dataType = "event", strategy, now }: InputOf<typeof command>,
  terminal: Terminal,
): Promise<number> {
  const loaded = await loadConverterFile(converter, terminal);
  if (loaded === undefined) return 1;
  const { program } = loaded;
  const { ignoreEventFlag } = program.settings;
  const checks = createChecks({
    dataType,
    strategy: strategy ?? defaultStrategy(dataType),
    ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }),
  });
  const parts = { mapper: batchMapper(program), checks };
  const { out } = terminal;
  const paint = painter(out.color);
  const side = Math.max(MIN_SIDE, Math.min(MAX_SIDE, Math.floor((out.columns - 3) / 2)));
  let left = rows;
  const habits = new Set<string>();
  for await (const batch of rowsOfFile(file, wholeRows(program), terminal)) {
    let i = 0;
    const context = { bucket: "file", key: file, now: now ?? Date.now() };
    for (const outcome of rowOutcomes(parts, batch, context)) {
      const habit = outcome.kind === "rejected" ? outcome.habit : undefined;
      // What is wrong with the file is shown with the first row that has it.
      if (habit === undefined || !habits.has(habit)) await out.write(`${renderPair(batch, i, outcome, side, paint)}\n`);
      if (habit !== undefined) habits.add(habit);
      i += 1;
      left -= 1;
      if (left <= 0) break;
    }
    if (left <= 0) break;
  }
  if (left === rows) await terminal.err.write(`${printable(file)} has no rows\n`);
  return 0;
}

/** A preview shows every column, also those that the converter does not read. */
function wholeRows(program: Program): Program {
  return { ...program, inputPaths: [[]] };
}

function renderPair(batch: RowBatch, i: number, outcome: RowOutcome, side: number, paint: Paint): string {
  const row = batch.firstRow + i;
  const source = batch.read(i);
  const left = shortened(source instanceof RowError ? batch.raw(i).split("\n") : pretty(source));
  const { title, lines, notes } = shownOf(outcome);
  const leftLines = left.flatMap((line) => wrap(printable(line), side));
  const rightLines = [
    ...shortened(lines).flatMap((line) => wrap(printable(line), side)),
    ...notes.flatMap((note) => wrapWords(printable(note), side)).map((line) => paint("yellow", line)),
  ];
  const bar = paint("dim", "│");
  const out = [
    `${paint("dim", "─".repeat(side + 1) + "┬" + "─".repeat(side + 1))}`,
    `${paint("bold", fill(`row ${row}`, side))} ${bar} ${title(paint)}`,
  ];
  for (let line = 0; line < Math.max(leftLines.length, rightLines.length); line += 1) {
    out.push(`${fill(leftLines[line] ?? "", side)} ${bar} ${rightLines[line] ?? ""}`.trimEnd());
  }
  return out.join("\n");
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
  /** Code, broken anywhere. */
  readonly lines: readonly string[];
  /** Sentences, broken between words. */
  readonly notes: readonly string[];
}

function shownOf(outcome: RowOutcome): Shown {
  switch (outcome.kind) {
    case "event": {
      const notes = outcome.changes.map(({ rule, key, message }) => `${key}: [${rule}] ${message}`);
      return { title: (paint) => paint("green", "event"), lines: pretty(outcome.event), notes };
    }
    case "ignored":
      return { title: (paint) => paint("dim", "ignored by ignoreEventFlag"), lines: [], notes: [] };
    case "dropped":
      return without("dropped", outcome.rule, outcome.message);
    case "rejected":
      return without("set aside", outcome.rule, outcome.message);
    default:
      return outcome satisfies never;
  }
}

function without(what: string, code: string, message: string): Shown {
  return { title: (paint) => paint("red", `${what} [${code}]`), lines: [], notes: [message] };
}

/** Indented JSON, line by line; integers in full. */
function pretty(value: Value): string[] {
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === "bigint" ? JSON.rawJSON(item.toString()) : item),
    2,
  );
  return text.split("\n");
}
