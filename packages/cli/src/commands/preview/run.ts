// heddle preview: shows the first rows of files side by side with their events, or with why they have none.
import type { Dict, Program, RowOutcome } from "@heddle/compiler";
import { createCompiler, createLineIndex } from "@heddle/compiler";
import { eventPlaces } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import {
  type InputFile,
  mapRows,
  placesInConverter,
  type RowBatch,
  RowError,
  rowOfBatch,
  type RowPaths,
} from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import { addPaths, mapPartsOf, type MapParts, noPaths, renderPaths, requireSame } from "../../map-parts.ts";
import { loadMapping, type Mapping, openMappingInputs } from "../../mapping.ts";
import { previewAsJson, type PreviewedRow, renderPreview, withIntegers } from "../../report/preview.ts";
import { painter } from "../../report/style.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

type PreviewInput = InputOf<typeof command>;

/** Exit code 1: the converter has errors. */
export async function run(input: PreviewInput, terminal: Terminal): Promise<number> {
  const { converter, files, json } = input;
  await requireFile(converter);
  const mapping = await loadMapping(converter, input, terminal);
  if (mapping === undefined) return 1;
  if (files.length === 0 && mapping.source === undefined)
    throw new Misuse("missing argument <files>: name a file with rows, or - for standard input");
  const { out } = terminal;
  const options = { paint: painter(out.color), columns: out.columns };
  const parts = mapPartsOf(mapping);
  const preview: Preview = { parts, lineOf: linesOf(mapping.text), now: input.now, paths: noPaths() };
  const rows: unknown[] = [];
  let named: string | undefined;
  for await (const row of previewedRows(mapping, preview, input, terminal)) {
    if (json) {
      rows.push(previewAsJson(row));
      continue;
    }
    // One file needs no heading.
    if (row.file !== named && (named !== undefined || files.length !== 1)) await out.write(`${printable(row.file)}\n`);
    named = row.file;
    await out.write(`${renderPreview(row, options)}\n`);
  }
  if (json) await out.write(`${JSON.stringify(rows, withIntegers, 2)}\n`);
  if (input.stats) await terminal.err.write(`${renderPaths(preview.paths, parts)}\n`);
  return 0;
}

/** What the rows of a preview share. */
interface Preview {
  readonly parts: MapParts;
  readonly lineOf: PreviewedRow["lineOf"];
  readonly now: number | undefined;
  /** Which way the rows took that a job would map. */
  readonly paths: RowPaths;
}

async function* previewedRows(
  mapping: Mapping,
  preview: Preview,
  { files, rows }: PreviewInput,
  terminal: Terminal,
): AsyncGenerator<PreviewedRow> {
  await using inputs = await openMappingInputs(mapping, files, terminal);
  let left = rows;
  for await (const file of inputs.files()) {
    if (left === 0) return;
    const before = left;
    const habits = new Set<string>();
    for await (const batch of rowsOfInput(file, wholeRows(mapping.program), terminal)) {
      for (let i = 0; i < batch.count && left > 0; i += 1, left -= 1) {
        const row = previewRow(preview, rowOfBatch(batch, i), file);
        const habit = row.outcome.kind === "rejected" ? row.outcome.habit : undefined;
        // What is wrong with the file is shown with the first row that has it.
        if (habit === undefined || !habits.has(habit)) yield row;
        if (habit !== undefined) habits.add(habit);
      }
      if (left <= 0) break;
    }
    if (left === before) await terminal.err.write(`${printable(file.name)} has no rows\n`);
  }
}

/**
 * The row as a job maps it, and by values, which shows what became of it.
 * @throws Misuse where they differ.
 */
function previewRow({ parts, lineOf, now, paths }: Preview, row: RowBatch, file: InputFile): PreviewedRow {
  const { bucket, key, name } = file;
  const { mapper, checks } = parts;
  const context = { bucket, key, now: now ?? Date.now(), sample: 0, keys: false, form: "lines" } as const;
  let yielded: Dict | undefined;
  let outcome: RowOutcome | undefined;
  const check: typeof checks.check = (...given) => {
    [yielded] = given;
    return checks.check(...given);
  };
  const byValues = mapRows({ mapper, checks: { check } }, row, context, undefined, (found) => {
    outcome = found;
  });
  const mapped = canBeBytes(parts, row) ? mapRows(parts, row, context) : byValues;
  requireSame(mapped, byValues, printable(name));
  addPaths(paths, mapped);
  if (outcome === undefined) throw new TypeError("a row has an outcome");
  return { ...placeOf(row, 0), file: name, outcome, yielded, lineOf };
}

function canBeBytes({ bytes }: MapParts, row: RowBatch): boolean {
  const mapper = bytes?.mapper();
  if (bytes === undefined || mapper === undefined || "why" in mapper) return false;
  return row.byteRows !== undefined && bytes.accepts(row);
}

function placeOf(batch: RowBatch, i: number): Pick<PreviewedRow, "row" | "source" | "raw"> {
  const source = batch.read(i);
  return { row: batch.firstRow + i, ...(source instanceof RowError ? { raw: batch.raw(i) } : { source }) };
}

/** A preview shows every column, also those that the converter does not read. */
function wholeRows(program: Program): Program {
  return { ...program, inputPaths: [[]] };
}

/** The lines of a converter, from 1, that a rule or a key of the event leads to. */
function linesOf(text: string): PreviewedRow["lineOf"] {
  const placeOfRule = placesInConverter(text);
  let keys: ReturnType<typeof eventPlaces>["keys"] | undefined;
  return (rule, key) => {
    if (key === undefined) return placeOfRule(rule)?.line;
    keys ??= eventPlaces(createCompiler().analyse(text)).keys;
    const span = keys.get(key);
    return span === undefined ? undefined : createLineIndex(text).position(span.start).line + 1;
  };
}
