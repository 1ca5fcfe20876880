// From a file or object to its events on standard output, and to what is said of its rows on standard error.
import { type Program, type RejectedOutcome } from "@heddle/compiler";
import { strategyInfo } from "@heddle/compiler/language";
import { printable } from "@heddle/compiler/printable";
import {
  addCounts,
  type InputFile,
  LOCAL_BUCKET,
  lostTimeOf,
  type MappedBatch,
  mapRows,
  noRows,
  type ObserveOutcome,
  type RowBatch,
  type RowCounts,
  type RowPaths,
} from "@heddle/runtime/local";
import { failureLines } from "./failure-text.ts";
import { Misuse } from "./failure.ts";
import { tuneGc } from "./gc-tuning.ts";
import { addPaths, mapPartsOf, type MapParts, noPaths, rawPartsOf, requireSame } from "./map-parts.ts";
import type { Mapping } from "./mapping.ts";
import { writeJson } from "./report/json.ts";
import { layoutOf } from "./report/layout.ts";
import { wrapTokens } from "./report/width.ts";
import { rowsOfInput } from "./rows-of-file.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import { OutputClosed, type Terminal, type TextOutput } from "./terminal.ts";

/** How many rows set aside, or without their time, are shown for each reason; the rest are only counted. */
const SHOWN_PER_REASON = 3;

export interface MapSettings {
  /** Write what the converter yields, without the rules on events. */
  readonly raw: boolean;
  /** Whether the rows of standard input have a place, of which ids are made. */
  readonly inputHasPlace: boolean;
  /** What time operators take as now, in milliseconds since the epoch; absent: the clock. */
  readonly now: number | undefined;
  /** Map all rows a second time, by values, and compare. */
  readonly verify: boolean;
}

/** What the files of a command share. */
export function createMapState(mapping: Mapping, settings: MapSettings, terminal: Terminal): MapState {
  const { raw, inputHasPlace, now, verify } = settings;
  return {
    program: mapping.program,
    parts: raw ? rawPartsOf(mapping) : mapPartsOf(mapping),
    pipeParts: raw ? rawPartsOf(mapping) : mapPartsOf(mapping, inputHasPlace),
    wantsIds: !raw && strategyInfo(mapping.strategy).dropsRepeated,
    now,
    verify,
    paths: noPaths(),
    terminal,
    shown: new Map(),
  };
}

export interface MapState {
  readonly program: Program;
  readonly parts: MapParts;
  /**
   * For standard input, which has no place where none is said: ids made of its rows' numbers would be the same in every process that
   * maps a part of the data.
   */
  readonly pipeParts: MapParts;
  /** Whether events get an `insert_id` where their rows have a place. */
  readonly wantsIds: boolean;
  readonly now: number | undefined;
  /** Whether all rows are mapped a second time, by values, and compared. */
  readonly verify: boolean;
  readonly terminal: Terminal;
  /** Which way the rows of all files took. */
  readonly paths: RowPaths;
  /** How many rows were met, by reason. */
  readonly shown: Map<string, number>;
}

async function mapRowsOf(file: InputFile, state: MapState, counts: RowCounts): Promise<void> {
  const { program, now, verify, terminal, paths } = state;
  // A habit is one of this file, and shown once.
  const habits = new Map<string, number>();
  const { bucket, key } = file;
  const name = printable(file.name);
  const parts = file.name === STANDARD_INPUT ? state.pipeParts : state.parts;
  const mapper = parts.bytes?.mapper();
  // Rows that are mapped as bytes leave nothing to collect.
  const borrows = terminal.out.send !== undefined && !terminal.out.isTty;
  const capNewSpace = mapper === undefined || "why" in mapper ? tuneGc() : undefined;
  await using output = lineOutput(terminal.out);
  let lacksId = false;
  for await (const batch of rowsOfInput(file, program, terminal, { reusesMemory: true })) {
    capNewSpace?.();
    const context = { bucket, key, now: now ?? Date.now(), sample: 0, keys: false, form: "lines", borrows } as const;
    const odd: OddRow[] = [];
    const observe: ObserveOutcome = (outcome, i) => {
      const row = outcome.kind === "rejected" ? outcome : outcome.kind === "event" ? lostTimeOf(outcome) : undefined;
      if (row !== undefined) odd.push({ ...row, i });
    };
    const mapped = mapRows(parts, batch, context, output.spare(), observe);
    if (verify) requireSame(mapped, mapRows({ mapper: parts.mapper, checks: parts.checks }, batch, context), name);
    lacksId ||= mapped.withInsertId < mapped.counts.events;
    addCounts(counts, mapped.counts);
    addPaths(paths, mapped);
    for (const { i, ...row } of odd)
      await reportRow(row, name, batch, i, row.habit === undefined ? state.shown : habits, terminal);
    await output.add(mapped);
  }
  await output.end();
  if (lacksId && bucket === LOCAL_BUCKET && file.name === STANDARD_INPUT && state.wantsIds)
    await terminal.err.write(
      "-: events without an insert_id: standard input has no place to make one of; name it with --place s3://bucket/key\n",
    );
}

/** Writes the lines of a batch while the next one is mapped. */
function lineOutput(out: TextOutput) {
  let spare: ArrayBuffer | undefined;
  /** The memory that is written, where it is of the lines alone. */
  let inUse: ArrayBuffer | undefined;
  let written: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    const before = written;
    written = undefined;
    await before;
    spare = inUse ?? spare;
    inUse = undefined;
  };
  return {
    /** Memory for lines, once. */
    spare(): ArrayBuffer | undefined {
      const given = spare;
      spare = undefined;
      return given;
    },
    /** Resolves once the batch before is written. */
    async add({ lines, isBorrowed }: MappedBatch): Promise<void> {
      await end();
      if (lines === undefined || lines.bytes.length === 0) return;
      const { bytes } = lines;
      if (out.send === undefined || out.isTty) {
        await writeJson(bytes, out);
        return;
      }
      written = out.send(bytes);
      // What is wrong is said when the next batch comes, or at the end.
      written.catch(() => undefined);
      if (isBorrowed !== true) inUse = bytes.buffer;
    },
    /** @throws what writing threw. */
    end,
    /** What failed otherwise goes before what writing throws. */
    async [Symbol.asyncDispose](): Promise<void> {
      await end().catch(() => undefined);
    },
  };
}

/** A row that is set aside, or without its time. */
type OddRow = Pick<RejectedOutcome, "rule" | "message" | "habit"> & { readonly i: number };

/** What became of the rows of a file. */
export interface MappedFile {
  /** Its name, printable. */
  readonly name: string;
  readonly counts: RowCounts;
  /** It could not be read to its end, and standard error says why. */
  readonly failed: boolean;
}

/**
 * Writes the events of a file, and reports the rows that are set aside.
 * @throws Misuse where it cannot be opened, OutputClosed where nobody reads the events any more.
 */
export async function mapFile(file: InputFile, state: MapState): Promise<MappedFile> {
  const { err } = state.terminal;
  const counts = noRows();
  const name = printable(file.name);
  try {
    await mapRowsOf(file, state, counts);
  } catch (error) {
    if (error instanceof OutputClosed || error instanceof Misuse) throw error;
    await err.write(failureLines(name, error, err));
    if (counts.events > 0) await err.write(`${name}: the events up to that point were written\n`);
    return { name, counts, failed: true };
  }
  if (counts.rows === 0) await err.write(`${name} has no rows\n`);
  return { name, counts, failed: false };
}

async function reportRow(
  { rule, message, habit }: Pick<RejectedOutcome, "rule" | "message" | "habit">,
  file: string,
  batch: RowBatch,
  i: number,
  shown: Map<string, number>,
  { err }: Terminal,
): Promise<void> {
  const reason = habit ?? rule;
  const times = (shown.get(reason) ?? 0) + 1;
  shown.set(reason, times);
  if (times > (habit === undefined ? SHOWN_PER_REASON : 1)) return;
  const offset = batch.offset(i);
  const { paint, room } = layoutOf(err);
  const place = `row ${batch.firstRow + i}${offset === undefined ? "" : ` (byte ${offset})`}`;
  const line = `${file}: ${place}: ${paint("yellow", `[${rule}]`)} ${printable(message)}`;
  await err.write(`${wrapTokens(line, room, "  ")}\n`);
  if (times === SHOWN_PER_REASON)
    await err.write(`${wrapTokens(`${file}: more rows with [${rule}] are counted, not shown`, room, "  ")}\n`);
}
