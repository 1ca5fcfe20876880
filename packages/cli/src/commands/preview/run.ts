// heddle preview: shows the first rows of files side by side with their events, or with why they have none.
import type { Dict, Program } from "@heddle/compiler";
import { createCompiler, createLineIndex } from "@heddle/compiler";
import { eventPlaces } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import { batchMapper, placesInConverter, type RowBatch, RowError, rowOutcomes } from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../converter.ts";
import { Misuse } from "../../failure.ts";
import { checksOf, loadMapping, type Mapping, openMappingInputs } from "../../mapping.ts";
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
  const rows: unknown[] = [];
  let named: string | undefined;
  for await (const row of previewedRows(mapping, input, terminal)) {
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
  return 0;
}

async function* previewedRows(
  mapping: Mapping,
  { files, rows, now }: PreviewInput,
  terminal: Terminal,
): AsyncGenerator<PreviewedRow> {
  await using inputs = await openMappingInputs(mapping, files, terminal);
  const { program, text } = mapping;
  const checks = checksOf(mapping);
  let yielded: Dict | undefined;
  const parts = {
    mapper: batchMapper(program),
    checks: {
      check: (...given: Parameters<typeof checks.check>) => {
        [yielded] = given;
        return checks.check(...given);
      },
    },
  };
  const lineOf = linesOf(text);
  let left = rows;
  for await (const file of inputs.files()) {
    if (left === 0) return;
    const before = left;
    const habits = new Set<string>();
    for await (const batch of rowsOfInput(file, wholeRows(program), terminal)) {
      let i = 0;
      const context = { bucket: file.bucket, key: file.key, now: now ?? Date.now() };
      yielded = undefined;
      for (const outcome of rowOutcomes(parts, batch, context)) {
        const habit = outcome.kind === "rejected" ? outcome.habit : undefined;
        // What is wrong with the file is shown with the first row that has it.
        if (habit === undefined || !habits.has(habit))
          yield { ...placeOf(batch, i), file: file.name, outcome, yielded, lineOf };
        if (habit !== undefined) habits.add(habit);
        yielded = undefined;
        i += 1;
        left -= 1;
        if (left <= 0) break;
      }
      if (left <= 0) break;
    }
    if (left === before) await terminal.err.write(`${printable(file.name)} has no rows\n`);
  }
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
