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
  byteMapping,
  count,
  firstDifference,
  type InputFile,
  LOCAL_BUCKET,
  lostTimeOf,
  type MappedBatch,
  mapRows,
  NO_BYTE_RULES,
  noRows,
  type ObserveOutcome,
  programMapper,
  type RowBatch,
  type RowCounts,
  RowError,
  type RowPaths,
  sum,
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
import { formatCount, formatReasons } from "../../report/format.ts";
import { writeJson } from "../../report/json.ts";
import { painter } from "../../report/style.ts";
import { type Column, renderTable } from "../../report/table.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import { OutputClosed, reportWidth, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

type MapInput = InputOf<typeof command>;

/** How many rows set aside, or without their time, are shown for each reason; the rest are only counted. */
const SHOWN_PER_REASON = 3;

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
    verify: input.verify,
    paths: { byBytes: 0, byValues: {} },
    terminal,
    shown: new Map(),
  };
  const perFile: PerFile[] = [];
  for await (const file of inputs.files()) perFile.push(await mapOne(placed(file, input), state));
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

type Parts = Parameters<typeof mapRows>[0];

/** `raw`: what the converter yields, without the rules on events. */
function partsOf(mapping: Mapping, { raw }: MapInput, idsOfPlaces = true): Parts {
  const { program } = mapping;
  const mapper = programMapper(program, "");
  if (raw) {
    const bytes = byteMapping(program, NO_BYTE_RULES, { losesTime: false });
    return { mapper, checks: { check: acceptEvent }, bytes };
  }
  const checks = checksOf(mapping, idsOfPlaces);
  const bytes = byteMapping(program, checks.byteRules(), { losesTime: program.lostTime !== undefined });
  return { mapper, checks, bytes };
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
  /** Whether all rows are mapped a second time, by values, and compared. */
  readonly verify: boolean;
  readonly terminal: Terminal;
  /** Which way the rows of all files took. */
  readonly paths: RowPaths;
  /** How many rows were met, by reason; a habit of a file is shown once. */
  readonly shown: Map<string, number>;
}

async function mapFile(file: InputFile, state: MappingState, counts: RowCounts): Promise<void> {
  const { program, now, verify, terminal, shown, paths } = state;
  const { bucket, key } = file;
  const name = printable(file.name);
  const parts = file.name === STANDARD_INPUT ? state.pipeParts : state.parts;
  const mapper = parts.bytes?.mapper();
  // Rows that are mapped as bytes leave nothing to collect.
  const capNewSpace = mapper === undefined || "why" in mapper ? tuneGc() : undefined;
  let spare: ArrayBuffer | undefined;
  let lacksId = false;
  for await (const batch of rowsOfInput(file, program, terminal)) {
    capNewSpace?.();
    const context = { bucket, key, now: now ?? Date.now(), sample: 0, keys: false, form: "lines" } as const;
    const odd: OddRow[] = [];
    const observe: ObserveOutcome = (outcome, i) => {
      const row = outcome.kind === "rejected" ? outcome : outcome.kind === "event" ? lostTimeOf(outcome) : undefined;
      if (row !== undefined) odd.push({ ...row, i });
    };
    const mapped = mapRows(parts, batch, context, spare, observe);
    if (verify) requireSame(mapped, mapRows({ mapper: parts.mapper, checks: parts.checks }, batch, context), name);
    lacksId ||= mapped.withInsertId < mapped.counts.events;
    addCounts(counts, mapped.counts);
    addPaths(paths, mapped);
    for (const { i, ...row } of odd) await reportRow(row, name, batch, i, shown, terminal);
    const { bytes } = mapped.lines ?? {};
    if (bytes === undefined || bytes.length === 0) continue;
    await writeJson(bytes, terminal.out);
    spare = terminal.out.isDrained === true ? bytes.buffer : undefined;
  }
  if (lacksId && bucket === LOCAL_BUCKET && file.name === STANDARD_INPUT && state.wantsIds)
    await terminal.err.write(
      "-: events without an insert_id: standard input has no place to make one of; name it with --place s3://bucket/key\n",
    );
}

/** A row that is set aside, or without its time. */
type OddRow = Pick<RejectedOutcome, "rule" | "message" | "habit"> & { readonly i: number };

function addPaths(total: RowPaths, { paths, counts }: MappedBatch): void {
  total.byBytes += paths?.byBytes ?? 0;
  const byValues = paths?.byValues ?? { "": counts.rows };
  for (const [reason, rows] of Object.entries(byValues)) count(total.byValues, reason, rows);
}

/** `rows mapped as bytes 9, by values 1 (a long text 1)`, or why none was. */
function renderPaths({ byBytes, byValues }: RowPaths, { bytes }: Parts): string {
  const mapper = bytes?.mapper();
  const why = mapper !== undefined && "why" in mapper ? mapper.why : undefined;
  const { "": all = 0, ...reasons } = byValues;
  const given = Object.keys(reasons).length === 0 ? "" : ` (${formatReasons(reasons)})`;
  return `rows mapped as bytes ${formatCount(byBytes)}, by values ${formatCount(all + sum(reasons))}${why === undefined ? given : ` (${why})`}`;
}

/** @throws Misuse where the two ways to map a batch differ. */
function requireSame(bytes: MappedBatch, values: MappedBatch, file: string): void {
  const difference = firstDifference(bytes, values);
  if (difference === undefined) return;
  throw new Misuse(
    `${file}: ${difference}. This is a bug of Heddle: please report it; HEDDLE_BYTES=0 maps all rows by values`,
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

async function writeSummary(perFile: readonly PerFile[], { err }: Pick<Terminal, "err">): Promise<void> {
  const paint = painter(err.color);
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
    const rows = perFile.map(({ file, counts, failed }) => cells(failed ? `${file} (incomplete)` : file, counts));
    const table = renderTable(columns, rows, { paint, total: cells("total", total), width: reportWidth(err) });
    await err.write(`${table}\n`);
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
