// heddle map: rows from files or standard input to NDJSON on standard output, and a summary on standard error.
import {
  acceptEvent,
  createCompiler,
  createLineIndex,
  type Program,
  type RejectedOutcome,
  renderTrace,
} from "@heddle/compiler";
import { strategyInfo } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import {
  addCounts,
  batchMapper,
  countOutcome,
  type InputFile,
  jsonOf,
  lineBytes,
  LOCAL_BUCKET,
  lostTimeOf,
  noRows,
  type RowBatch,
  type RowCounts,
  RowError,
  rowOutcomes,
  sum,
  type TakeEvent,
  UNWRITABLE,
  withinRowLimit,
} from "@heddle/runtime/local";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../converter.ts";
import { failureText } from "../../failure-text.ts";
import { Misuse } from "../../failure.ts";
import { tuneGc } from "../../gc-tuning.ts";
import type { Inputs } from "../../inputs.ts";
import { checksOf, loadMapping, type Mapping, openMappingInputs } from "../../mapping.ts";
import { renderCounts } from "../../report/counts.ts";
import { formatCount } from "../../report/format.ts";
import { writeJson } from "../../report/json.ts";
import { painter } from "../../report/style.ts";
import { renderTable } from "../../report/table.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import { OutputClosed, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

type MapInput = InputOf<typeof command>;

/** How many rows set aside, or without their time, are shown for each reason; the rest are only counted. */
const SHOWN_PER_REASON = 3;
const CHUNK = 64 * 1024;

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

  const state: MappingState = {
    ...mapping,
    parts: partsOf(mapping, input),
    pipeParts: partsOf(mapping, input, input.place !== undefined),
    wantsIds: !input.raw && strategyInfo(mapping.strategy).dropsRepeated,
    now: input.now,
    terminal,
    shown: new Map(),
  };
  const perFile: PerFile[] = [];
  for await (const file of inputs.files()) perFile.push(await mapOne(placed(file, input), state));
  await writeSummary(perFile, terminal);
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

interface PerFile {
  readonly file: string;
  readonly counts: RowCounts;
  readonly failed: boolean;
}

async function mapOne(file: InputFile, state: MappingState): Promise<PerFile> {
  const { err } = state.terminal;
  const counts = noRows();
  const name = printable(file.name);
  try {
    await mapFile(file, state, counts);
  } catch (error) {
    if (error instanceof OutputClosed || error instanceof Misuse) throw error;
    await err.write(`${name}: ${failureText(error)}\n`);
    if (counts.events > 0) await err.write(`${name}: the events up to that point were written\n`);
    return { file: name, counts, failed: true };
  }
  if (counts.rows === 0) await err.write(`${name} has no rows\n`);
  return { file: name, counts, failed: false };
}

type Parts = Parameters<typeof rowOutcomes>[0];

/** `raw`: what the converter yields, without the rules on events. */
function partsOf(mapping: Mapping, { raw }: MapInput, idsOfPlaces = true): Parts {
  return {
    mapper: batchMapper(mapping.program),
    checks: raw ? { check: acceptEvent } : checksOf(mapping, idsOfPlaces),
  };
}

/** Standard input as the object that it comes from, where that is said. */
function placed(file: InputFile, { place }: MapInput): InputFile {
  return place === undefined || file.name !== STANDARD_INPUT ? file : { ...file, ...place };
}

interface MappingState {
  readonly program: Program;
  readonly parts: Parts;
  /**
   * For standard input, which has no place where none is said: ids made of its rows' numbers would be the same in every process that
   * maps a part of the data.
   */
  readonly pipeParts: Parts;
  /** Whether events get an `insert_id` where their rows have a place. */
  readonly wantsIds: boolean;
  readonly now: number | undefined;
  readonly terminal: Terminal;
  /** How many rows were met, by reason; a habit of a file is shown once. */
  readonly shown: Map<string, number>;
}

async function mapFile(
  file: InputFile,
  { program, now, terminal, shown, ...state }: MappingState,
  counts: RowCounts,
): Promise<void> {
  const { bucket, key } = file;
  const parts = file.name === STANDARD_INPUT ? state.pipeParts : state.parts;
  const lines = lineBytes(2 * CHUNK);
  const capNewSpace = tuneGc();
  let lacksId = false;
  const take: TakeEvent = (event) => {
    if (event["insert_id"] === undefined) lacksId = true;
    const json = jsonOf(event);
    if (json === undefined) return UNWRITABLE;
    lines.add(json);
    return undefined;
  };
  try {
    for await (const batch of rowsOfInput(file, program, terminal)) {
      capNewSpace();
      let i = 0;
      const context = { bucket, key, now: now ?? Date.now() };
      for (const outcome of rowOutcomes(parts, batch, context, take)) {
        countOutcome(counts, outcome);
        const odd = outcome.kind === "rejected" ? outcome : outcome.kind === "event" ? lostTimeOf(outcome) : undefined;
        if (odd !== undefined) await reportRow(odd, printable(file.name), batch, i, shown, terminal);
        if (lines.length >= CHUNK) await writeJson(lines.take(), terminal.out);
        i += 1;
      }
    }
  } finally {
    if (lines.length > 0) await writeJson(lines.take(), terminal.out);
  }
  if (lacksId && bucket === LOCAL_BUCKET && file.name === STANDARD_INPUT && state.wantsIds)
    await terminal.err.write(
      "-: events without an insert_id: standard input has no place to make one of; name it with --place s3://bucket/key\n",
    );
}

async function reportRow(
  { rule, message, habit }: Pick<RejectedOutcome, "rule" | "message" | "habit">,
  file: string,
  batch: RowBatch,
  i: number,
  shown: Map<string, number>,
  { err }: Terminal,
): Promise<void> {
  const reason = habit === undefined ? rule : `${file} ${habit}`;
  const times = (shown.get(reason) ?? 0) + 1;
  shown.set(reason, times);
  if (times > (habit === undefined ? SHOWN_PER_REASON : 1)) return;
  const offset = batch.offset(i);
  const paint = painter(err.color);
  await err.write(
    `${file}: row ${batch.firstRow + i}${offset === undefined ? "" : ` (byte ${offset})`}: ${paint("yellow", `[${rule}]`)} ${printable(message)}\n`,
  );
  if (times === SHOWN_PER_REASON) await err.write(`${file}: more rows with [${rule}] are counted, not shown\n`);
}

async function writeSummary(perFile: readonly PerFile[], { err }: Terminal): Promise<void> {
  const paint = painter(err.color);
  const total = noRows();
  for (const { counts } of perFile) addCounts(total, counts);
  if (perFile.length > 1) {
    const cells = (name: string, counts: RowCounts): string[] => [
      name,
      ...[counts.rows, counts.events, counts.ignored, sum(counts.dropped), sum(counts.setAside)].map(formatCount),
    ];
    const columns = ["file", "rows", "events", "ignored", "dropped", "set aside"].map((title, i) => ({
      title,
      align: i === 0 ? ("left" as const) : ("right" as const),
    }));
    const rows = perFile.map(({ file, counts, failed }) => cells(failed ? `${file} (incomplete)` : file, counts));
    await err.write(`${renderTable(columns, rows, { paint, total: cells("total", total) })}\n`);
  }
  await err.write(`${renderCounts(total, paint)}\n`);
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
