// heddle map: rows from files or standard input to NDJSON on standard output, and a summary on standard error.
import { createCompiler, createLineIndex, renderTrace } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import {
  addCounts,
  type InputFile,
  noRows,
  type RowCounts,
  RowError,
  sum,
  withinRowLimit,
} from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { Misuse } from "../../failure.ts";
import type { Inputs } from "../../inputs.ts";
import { createMapState, mapFile, type MappedFile } from "../../map-file.ts";
import { renderPaths } from "../../map-parts.ts";
import { loadMapping, type Mapping, openMappingInputs } from "../../mapping.ts";
import { renderCounts } from "../../report/counts.ts";
import { formatCount } from "../../report/format.ts";
import { layoutOf } from "../../report/layout.ts";
import { type Column, renderTable } from "../../report/table.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import { type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

type MapInput = InputOf<typeof command>;

/** Exit code 1: the converter has errors, a file could not be read to its end, or `strict` found rows set aside. */
export async function run(input: MapInput, terminal: Terminal): Promise<number> {
  await requireFile(input.converter);
  const mapping = await loadMapping(input.converter, input, terminal);
  const names = namesOf(input, mapping);
  if (input.place !== undefined && !names.includes(STANDARD_INPUT))
    throw new Misuse("--place says where standard input comes from; files have their own place");
  await using inputs = await openMappingInputs(mapping ?? {}, names, terminal);
  if (mapping === undefined) return 1;
  if (input.trace !== undefined) return traceRow(mapping, inputs, input, terminal);

  const state = createMapState(mapping, { ...input, inputHasPlace: input.place !== undefined }, terminal);
  const perFile: MappedFile[] = [];
  for await (const file of inputs.files()) perFile.push(await mapFile(placed(file, input), state));
  await writeSummary(perFile, terminal);
  if (input.stats) await terminal.err.write(`${renderPaths(state.paths, state.parts)}\n`);
  const failed = perFile.some((entry) => entry.failed);
  const setAside = perFile.some(({ counts }) => sum(counts.setAside) > 0);
  return failed || (input.strict && setAside) ? 1 : 0;
}

/** @throws Misuse for a source alone: to map all of its bucket is seldom meant. */
function namesOf({ files, converter }: MapInput, mapping: Mapping | undefined): readonly string[] {
  if (files.length > 0) return files;
  if (mapping?.source === undefined) return [STANDARD_INPUT];
  throw new Misuse(`name the objects to map: heddle map ${converter} <key>`);
}

/** Standard input as the object that it comes from, where that is said. */
function placed(file: InputFile, { place }: MapInput): InputFile {
  return place === undefined || file.name !== STANDARD_INPUT ? file : { ...file, ...place };
}

async function writeSummary(perFile: readonly MappedFile[], { err }: Pick<Terminal, "err">): Promise<void> {
  const layout = layoutOf(err);
  const total = noRows();
  for (const { counts } of perFile) addCounts(total, counts);
  if (perFile.length > 1) {
    const cells = (name: string, counts: RowCounts): string[] => [
      name,
      ...[counts.rows, counts.events, counts.ignored, sum(counts.dropped), sum(counts.setAside)].map(formatCount),
    ];
    const columns: readonly Column[] = [
      { title: "file", minWidth: 20 },
      { title: "rows", align: "right", leftOut: 3 },
      { title: "events", align: "right" },
      { title: "ignored", align: "right", leftOut: 1 },
      { title: "dropped", align: "right", leftOut: 2 },
      { title: "set aside", align: "right" },
    ];
    const rows = perFile.map(({ name, counts, failed }) => cells(failed ? `${name} (incomplete)` : name, counts));
    const table = renderTable(columns, rows, { paint: layout.paint, total: cells("total", total), width: layout.room });
    await err.write(`${table}\n`);
  }
  await err.write(`${renderCounts(total, layout)}\n`);
}

async function traceRow(
  { program, text }: Mapping,
  inputs: Inputs,
  { trace = 0, now }: MapInput,
  terminal: Terminal,
): Promise<number> {
  for await (const file of inputs.files()) {
    for await (const batch of rowsOfInput(file, program, terminal)) {
      if (trace >= batch.firstRow + batch.count) continue;
      const row = batch.read(trace - batch.firstRow);
      const at = printable(`${file.name}: row ${trace}`);
      if (row instanceof RowError) {
        await terminal.err.write(`${at}: [${row.code}] ${printable(row.message)}\n`);
        return 1;
      }
      const traced = withinRowLimit(() => createCompiler().trace(text, row, { now: now ?? Date.now() }));
      if ("kind" in traced) {
        await terminal.err.write(`${at}: [${traced.rule}] ${printable(traced.message)}\n`);
        return 1;
      }
      const { steps = [] } = traced;
      await terminal.out.write(`${renderTrace(steps, text, createLineIndex(text))}\n`);
      return 0;
    }
    throw new Misuse(`${file.name} has no row ${trace}; rows are counted from 0`);
  }
  return 0;
}
