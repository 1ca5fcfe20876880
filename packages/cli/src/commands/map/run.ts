// heddle map: rows from files or standard input to NDJSON on standard output, and a summary on standard error.
import {
  acceptEvent,
  createCompiler,
  createLineIndex,
  type Program,
  type RejectedOutcome,
  renderTrace,
} from "@heddle/compiler";
import { defaultStrategy, printable } from "@heddle/compiler/language";
import {
  addCounts,
  batchMapper,
  countOutcome,
  createChecks,
  jsonOf,
  lineBytes,
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
import { loadConverterFile, requireFile } from "../../converter.ts";
import { failureText } from "../../failure-text.ts";
import { Misuse } from "../../failure.ts";
import { tuneGc } from "../../gc-tuning.ts";
import { renderCounts } from "../../report/counts.ts";
import { formatCount } from "../../report/format.ts";
import { painter } from "../../report/style.ts";
import { renderTable } from "../../report/table.ts";
import { rowsOfFile } from "../../rows-of-file.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import { OutputClosed, type Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

type MapInput = InputOf<typeof command>;

/** How many rows set aside, or without their time, are shown for each reason; the rest are only counted. */
const SHOWN_PER_REASON = 3;
const CHUNK = 64 * 1024;
/** The bucket of rows that come from files here: their key is the file's name as it was given (D). */
const LOCAL_BUCKET = "file";

/** Exit code 1: the converter has errors, a file could not be read to its end, or `strict` found rows set aside. */
export async function run(input: MapInput, terminal: Terminal): Promise<number> {
  const files = input.files.length === 0 ? [STANDARD_INPUT] : input.files;
  await requireFiles(files);
  const loaded = await loadConverterFile(input.converter, terminal);
  if (loaded === undefined) return 1;
  const { program, text } = loaded;
  if (input.trace !== undefined) return traceRow(program, text, files[0] ?? STANDARD_INPUT, input, terminal);

  const parts = partsOf(program, input);
  const mapping: Mapping = { program, parts, now: input.now, terminal, shown: new Map() };
  const perFile: { file: string; counts: RowCounts; failed: boolean }[] = [];
  for (const file of files) {
    const counts = noRows();
    let failed = false;
    try {
      await mapFile(file, mapping, counts);
    } catch (error) {
      if (error instanceof OutputClosed || error instanceof Misuse) throw error;
      failed = true;
      await terminal.err.write(`${file}: ${failureText(error)}\n`);
      if (counts.events > 0) await terminal.err.write(`${file}: the events up to that point were written\n`);
    }
    if (!failed && counts.rows === 0) await terminal.err.write(`${file} has no rows\n`);
    perFile.push({ file, counts, failed });
  }
  await writeSummary(perFile, terminal);
  const failed = perFile.some((entry) => entry.failed);
  const setAside = perFile.some(({ counts }) => sum(counts.setAside) > 0);
  return failed || (input.strict && setAside) ? 1 : 0;
}

async function requireFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (file !== STANDARD_INPUT) await requireFile(file);
  }
  if (files.filter((file) => file === STANDARD_INPUT).length > 1)
    throw new Misuse("standard input can be read only once");
}

type Parts = Parameters<typeof rowOutcomes>[0];

/** `raw`: what the converter yields, without the rules on events. */
function partsOf(program: Program, { raw, dataType, strategy }: MapInput): Parts {
  const { ignoreEventFlag } = program.settings;
  const checks = raw
    ? { check: acceptEvent }
    : createChecks({
        dataType,
        strategy: strategy ?? defaultStrategy(dataType),
        ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }),
      });
  return { mapper: batchMapper(program), checks };
}

interface Mapping {
  readonly program: Program;
  readonly parts: Parts;
  readonly now: number | undefined;
  readonly terminal: Terminal;
  /** How many rows were met, by reason; a habit of a file is shown once. */
  readonly shown: Map<string, number>;
}

async function mapFile(
  file: string,
  { program, parts, now, terminal, shown }: Mapping,
  counts: RowCounts,
): Promise<void> {
  const lines = lineBytes(2 * CHUNK);
  const capNewSpace = tuneGc();
  const take: TakeEvent = (event) => {
    const json = jsonOf(event);
    if (json === undefined) return UNWRITABLE;
    lines.add(json);
    return undefined;
  };
  try {
    for await (const batch of rowsOfFile(file, program, terminal)) {
      capNewSpace();
      let i = 0;
      const context = { bucket: LOCAL_BUCKET, key: file, now: now ?? Date.now() };
      for (const outcome of rowOutcomes(parts, batch, context, take)) {
        countOutcome(counts, outcome);
        const odd = outcome.kind === "rejected" ? outcome : outcome.kind === "event" ? lostTimeOf(outcome) : undefined;
        if (odd !== undefined) await reportRow(odd, file, batch, i, shown, terminal);
        if (lines.length >= CHUNK) await terminal.out.write(lines.take());
        i += 1;
      }
    }
  } finally {
    if (lines.length > 0) await terminal.out.write(lines.take());
  }
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

async function writeSummary(
  perFile: readonly { file: string; counts: RowCounts; failed: boolean }[],
  { err }: Terminal,
): Promise<void> {
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
  program: Program,
  text: string,
  file: string,
  { trace = 0, now }: MapInput,
  terminal: Terminal,
): Promise<number> {
  for await (const batch of rowsOfFile(file, program, terminal)) {
    if (trace >= batch.firstRow + batch.count) continue;
    const row = batch.read(trace - batch.firstRow);
    if (row instanceof RowError) {
      await terminal.err.write(`${file}: row ${trace}: [${row.code}] ${printable(row.message)}\n`);
      return 1;
    }
    const traced = withinRowLimit(() => createCompiler().trace(text, row, { now: now ?? Date.now() }));
    if ("kind" in traced) {
      await terminal.err.write(`${file}: row ${trace}: [${traced.rule}] ${traced.message}\n`);
      return 1;
    }
    const { steps = [] } = traced;
    await terminal.out.write(`${renderTrace(steps, text, createLineIndex(text))}\n`);
    return 0;
  }
  throw new Misuse(`${file} has no row ${trace}; rows are counted from 0`);
}
