// heddle map: rows of files or standard input to NDJSON on standard output, and a summary that adds up on standard error.
import { createCompiler, createLineIndex, type Program, renderTrace, stringifyJson } from "@heddle/compiler";
import { defaultStrategy } from "@heddle/compiler/language";
import { type DataTypeName, printable, type StrategyName } from "@heddle/compiler/language";
import {
  addCounts,
  type Checks,
  createChecks,
  createTimeout,
  lineBytes,
  mapEach,
  type MappedRow,
  noRows,
  type RowBatch,
  type RowCounts,
  RowError,
  sum,
  type Timeout,
} from "@heddle/runtime/local";
import { loadConverterFile, requireFile } from "../../converter.ts";
import { failureText } from "../../failure-text.ts";
import { Misuse } from "../../failure.ts";
import { limitMemory } from "../../gc-tuning.ts";
import { renderCounts } from "../../report/counts.ts";
import { formatCount } from "../../report/format.ts";
import { painter } from "../../report/style.ts";
import { renderTable } from "../../report/table.ts";
import { rowsOfFile } from "../../rows-of-file.ts";
import { STANDARD_INPUT } from "../../standard-input.ts";
import { OutputClosed, type Terminal } from "../../terminal.ts";

export interface MapCommandOptions {
  readonly raw?: boolean;
  readonly strict?: boolean;
  readonly dataType: DataTypeName;
  /** Absent: the first strategy that the data type has. */
  readonly strategy?: StrategyName;
  /** The instant of the time operators, in milliseconds since the epoch; absent: the clock. */
  readonly now?: number;
  /** Print the evaluation of this row of the first file instead of mapping. */
  readonly trace?: number;
}

/** How many rows that are set aside are shown for each reason; the rest are counted. */
const SHOWN_PER_REASON = 3;
const CHUNK = 64 * 1024;
/** The bucket of rows that come from files here: their key is the file's name as it was given (D). */
const LOCAL_BUCKET = "file";

/** 0: mapped; 1: the converter has errors, a file could not be read to its end, or with `strict` rows were set aside. */
export async function mapCommand(
  converter: string,
  paths: readonly string[],
  options: MapCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const files = paths.length === 0 ? [STANDARD_INPUT] : paths;
  await requireFiles(files);
  const loaded = await loadConverterFile(converter, terminal);
  if (loaded === undefined) return 1;
  const { program, text } = loaded;
  if (options.trace !== undefined) return traceRow(program, text, files[0] ?? STANDARD_INPUT, options, terminal);

  const writeRow = rowWriter(program, options);
  const perFile: { file: string; counts: RowCounts; failed: boolean }[] = [];
  const shown = new Map<string, number>();
  for (const file of files) {
    const counts = noRows();
    let failed = false;
    try {
      await mapFile(file, program, options, terminal, counts, shown, writeRow);
    } catch (error) {
      if (error instanceof OutputClosed || error instanceof Misuse) throw error;
      failed = true;
      await terminal.err.write(`${file}: ${failureText(error)}\n`);
      if (counts.events > 0) await terminal.err.write(`${file}: its rows up to there are in the output\n`);
    }
    perFile.push({ file, counts, failed });
  }
  await writeSummary(perFile, terminal);
  const failed = perFile.some((entry) => entry.failed);
  const setAside = perFile.some(({ counts }) => sum(counts.setAside) > 0);
  return failed || (options.strict === true && setAside) ? 1 : 0;
}

async function requireFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (file !== STANDARD_INPUT) await requireFile(file);
  }
  if (files.filter((file) => file === STANDARD_INPUT).length > 1)
    throw new Misuse("standard input can be read only once");
}

type RowWriter = (mapped: MappedRow, file: string, row: number, counts: RowCounts) => string | RowError | undefined;

/** From a mapped row to its line, to why it is set aside, or to nothing; counts each. */
function rowWriter(program: Program, { raw, dataType, strategy }: MapCommandOptions): RowWriter {
  const { ignoreEventFlag } = program.settings;
  const checks: Checks | undefined =
    raw === true
      ? undefined
      : createChecks({
          dataType,
          strategy: strategy ?? defaultStrategy(dataType),
          ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }),
        });
  return (mapped, file, row, counts) => {
    counts.rows += 1;
    switch (mapped.kind) {
      case "rejected":
        return mapped.error;
      case "dropped":
        counts.dropped[mapped.rule] = (counts.dropped[mapped.rule] ?? 0) + 1;
        return undefined;
      case "mapped": {
        if (checks === undefined) return lineOf(mapped.event, counts);
        const outcome = checks.check(mapped.event, { bucket: LOCAL_BUCKET, key: file, row });
        if (outcome.kind === "ignored") {
          counts.ignored += 1;
          return undefined;
        }
        if (outcome.kind === "rejected") return new RowError(outcome.rule, outcome.message);
        for (const { rule } of outcome.changes) counts.changes[rule] = (counts.changes[rule] ?? 0) + 1;
        return lineOf(outcome.event, counts);
      }
      default:
        return mapped satisfies never;
    }
  };
}

function lineOf(event: Parameters<typeof stringifyJson>[0], counts: RowCounts): string | RowError {
  try {
    const line = stringifyJson(event);
    counts.events += 1;
    return line;
  } catch (error) {
    if (error instanceof RangeError) return new RowError("event/too-deep", "the event nests too deep to be written");
    throw error;
  }
}

async function mapFile(
  file: string,
  program: Program,
  { now }: MapCommandOptions,
  terminal: Terminal,
  counts: RowCounts,
  shown: Map<string, number>,
  writeRow: RowWriter,
): Promise<void> {
  const lines = lineBytes(2 * CHUNK);
  const lookAtMemory = limitMemory();
  let limit: Timeout | undefined;
  try {
    for await (const batch of rowsOfFile(file, program, terminal)) {
      lookAtMemory();
      let i = -1;
      for (const mapped of mapEach(program, batch, now ?? Date.now(), () => (limit ??= createTimeout()))) {
        i += 1;
        const made = writeRow(mapped, file, batch.firstRow + i, counts);
        if (typeof made === "string") lines.add(made);
        else if (made !== undefined) await reportSetAside(made, file, batch, i, counts, shown, terminal);
        if (lines.length >= CHUNK) await terminal.out.write(lines.take());
      }
    }
  } finally {
    if (lines.length > 0) await terminal.out.write(lines.take());
  }
}

async function reportSetAside(
  { code, message }: RowError,
  file: string,
  batch: RowBatch,
  i: number,
  counts: RowCounts,
  shown: Map<string, number>,
  { err }: Terminal,
): Promise<void> {
  counts.setAside[code] = (counts.setAside[code] ?? 0) + 1;
  const times = (shown.get(code) ?? 0) + 1;
  shown.set(code, times);
  if (times > SHOWN_PER_REASON) return;
  const offset = batch.offset(i);
  const paint = painter(err.color);
  await err.write(
    `${file}: row ${batch.firstRow + i}${offset === undefined ? "" : ` (byte ${offset})`}: ${paint("yellow", `[${code}]`)} ${printable(message)}\n`,
  );
  if (times === SHOWN_PER_REASON) await err.write(`${file}: further rows with [${code}] are only counted\n`);
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
    const rows = perFile.map(({ file, counts, failed }) =>
      cells(failed ? `${file} (not read to its end)` : file, counts),
    );
    await err.write(`${renderTable(columns, rows, { paint, total: cells("total", total) })}\n`);
  }
  await err.write(`${renderCounts(total, paint)}\n`);
}

async function traceRow(
  program: Program,
  text: string,
  file: string,
  { trace = 0, now }: MapCommandOptions,
  terminal: Terminal,
): Promise<number> {
  for await (const batch of rowsOfFile(file, program, terminal)) {
    if (trace >= batch.firstRow + batch.count) continue;
    const row = batch.read(trace - batch.firstRow);
    if (row instanceof RowError) {
      await terminal.err.write(`${file}: row ${trace}: [${row.code}] ${printable(row.message)}\n`);
      return 1;
    }
    const { steps = [] } = createCompiler().trace(text, row, { now: now ?? Date.now() });
    await terminal.out.write(`${renderTrace(steps, text, createLineIndex(text))}\n`);
    return 0;
  }
  throw new Misuse(`${file} has no row ${trace}; rows are counted from 0`);
}
