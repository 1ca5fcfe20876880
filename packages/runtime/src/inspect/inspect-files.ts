// From files to what they are and what their rows hold, in one pass over a part of them, and in flat memory.
import { isDict, parseJson, type Value } from "@heddle/compiler";
import { rowProfiler, type RowProfiler, type RowsProfile } from "@heddle/compiler/profile";
import { decompress } from "../3-decompress/decompress.ts";
import { type RowBatch, RowError } from "../contracts/row-batch.ts";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import type { InputFile, OpenedInput } from "../inputs/input-file.ts";
import { type FileFacts, fileFacts } from "./file-facts.ts";
import { listFiles, placeOf, rowsOf, spread } from "./read-files.ts";

export interface InspectOptions {
  /** At most so many rows are looked at, spread over the files. */
  readonly rows?: number;
  /** At most so many bytes of rows, where the format has such. */
  readonly bytes?: number;
  readonly signal?: AbortSignal;
  /** Called now and then. */
  readonly onProgress?: (file: string, rows: number) => void;
}

/** What is wrong with a file, or with some of its rows. */
export interface Problem {
  readonly file: string;
  readonly code?: string;
  /** What it is, and how to fix it. */
  readonly message: string;
  /** The first row that has it, from 0; absent where it concerns the file. */
  readonly row?: number;
  readonly rows: number;
}

export interface Inspection {
  /** The files that were looked into. */
  readonly files: readonly FileFacts[];
  /** All files that were found, up to a limit. */
  readonly keys: readonly string[];
  /** Whether there are more than those. */
  readonly hasMore: boolean;
  readonly profile: RowsProfile;
  /** Some of the rows, from all of the files. */
  readonly sample: readonly Value[];
  /** Whether all rows of all files were looked at. */
  readonly isComplete: boolean;
  readonly problems: readonly Problem[];
}

/** Unless set (D). */
export const INSPECTED_ROWS = 100_000;
const INSPECTED_BYTES = 64 * 1024 * 1024;
/** Of more files, so many are looked into, evenly spread. */
const OPENED_FILES = 20;
/** A larger document is not read as a whole. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
/** The first rows of each file, and of all files so many, are kept. */
const SAMPLED_OF_FILE = 1_000;
const SAMPLED_ROWS = 5_000;

interface Inspecting {
  readonly profiler: RowProfiler;
  readonly sample: Value[];
  readonly problems: Map<string, Problem>;
  readonly options: InspectOptions;
  rows: number;
  bytes: number;
  isComplete: boolean;
}

/** @throws what opening a local file throws, and StageFailure of scope "job"; what is wrong with one file is among the problems. */
export async function inspectFiles(files: AsyncIterable<InputFile>, options: InspectOptions = {}): Promise<Inspection> {
  const { listed, hasMore } = await listFiles(files);
  const chosen = spread(listed, OPENED_FILES);
  const inspecting: Inspecting = {
    profiler: rowProfiler(),
    sample: [],
    problems: new Map(),
    options,
    rows: options.rows ?? INSPECTED_ROWS,
    bytes: options.bytes ?? INSPECTED_BYTES,
    isComplete: !hasMore && chosen.length === listed.length,
  };
  const facts: FileFacts[] = [];
  for (const [i, file] of chosen.entries()) facts.push(await inspectFile(file, chosen.length - i, inspecting));
  const { profiler, sample, problems, isComplete } = inspecting;
  return {
    files: facts,
    keys: listed.map(({ key }) => key),
    hasMore,
    profile: profiler.profile(),
    sample,
    isComplete,
    problems: [...problems.values()],
  };
}

/** Takes this file's share of the rows that are left for it and `files - 1` others. */
async function inspectFile(file: InputFile, files: number, inspecting: Inspecting): Promise<FileFacts> {
  const { options } = inspecting;
  const place = placeOf(file);
  await using opened = await file.open(options.signal);
  const facts = await fileFacts(file, opened);
  const share = { rows: Math.ceil(inspecting.rows / files), bytes: Math.ceil(inspecting.bytes / files) };
  if (facts.shape !== undefined) addProblem(inspecting, { file: file.name, message: facts.shape.says, rows: 0 });
  try {
    if (facts.shape !== undefined && facts.shape.name !== "csv")
      await inspectDocument(opened, facts, place, share, inspecting);
    else await inspectRows(rowsOf(opened, facts, place, options.signal), file.name, share, inspecting);
  } catch (error) {
    if (!(error instanceof StageFailure) || error.scope === "job") throw error;
    inspecting.isComplete = false;
    addProblem(inspecting, { file: file.name, code: error.code, message: `${error.message}; ${error.hint}`, rows: 0 });
  }
  return facts;
}

interface Share {
  readonly rows: number;
  readonly bytes: number;
}

async function inspectRows(
  batches: AsyncIterable<RowBatch>,
  name: string,
  share: Share,
  inspecting: Inspecting,
): Promise<void> {
  let left: Share = share;
  for await (const batch of batches) {
    let bytes = 0;
    let i = 0;
    for (; i < batch.count && i < left.rows && bytes < left.bytes; i += 1) {
      const row = batch.read(i);
      bytes += batch.bytes?.(i).length ?? 0;
      inspectRow(row, { batch, i, name }, inspecting);
    }
    left = { rows: left.rows - i, bytes: left.bytes - bytes };
    inspecting.rows -= i;
    inspecting.bytes -= bytes;
    inspecting.options.onProgress?.(name, batch.firstRow + i);
    if (i === batch.count && left.rows > 0 && left.bytes > 0) continue;
    // Whether anything is left of the file is not worth finding out.
    inspecting.isComplete = false;
    return;
  }
}

function inspectRow(
  row: Value | RowError,
  { batch, i, name: file }: { readonly batch: RowBatch; readonly i: number; readonly name: string },
  inspecting: Inspecting,
): void {
  const number = batch.firstRow + i;
  if (row instanceof RowError) {
    addProblem(inspecting, { file, code: row.code, message: row.message, row: number, rows: 1 });
    return;
  }
  const shape = batch.shape?.(i);
  // Many rows begin with a list of objects; one that has nothing else is a wrapper around the rows.
  const isWrong = shape !== undefined && !(shape.habit === "wrapper-row" && isDict(row) && Object.keys(row).length > 1);
  if (isWrong) addProblem(inspecting, { file, message: shape.message, row: number, rows: 1 });
  for (const one of isWrong && Array.isArray(row) ? row : [row]) takeRow(one, number, inspecting);
}

function takeRow(row: Value, number: number, { profiler, sample }: Inspecting): void {
  profiler.add(row);
  if (number < SAMPLED_OF_FILE && sample.length < SAMPLED_ROWS) sample.push(row);
}

/** A file that is one JSON value: its rows are what they are once it is fixed. */
async function inspectDocument(
  { stream }: OpenedInput,
  { name, compressionType }: FileFacts,
  place: FailurePlace,
  share: Share,
  inspecting: Inspecting,
): Promise<void> {
  const pieces: Uint8Array[] = [];
  const { signal } = inspecting.options;
  const limits = { maxBytes: MAX_DOCUMENT_BYTES, place, ...(signal === undefined ? {} : { signal }) };
  for await (const piece of decompress(stream(), compressionType, limits)) pieces.push(piece);
  let document: Value;
  try {
    document = parseJson(
      Buffer.concat(pieces)
        .toString()
        .replace(/^\uFEFF/, ""),
    );
  } catch (error) {
    // Several documents, or a broken one.
    addProblem(inspecting, { file: name, message: `not one JSON value: ${(error as Error).message}`, rows: 0 });
    return;
  }
  const rows = rowsIn(document);
  for (const [i, row] of rows.slice(0, share.rows).entries()) takeRow(row, i, inspecting);
  if (rows.length > share.rows) inspecting.isComplete = false;
  inspecting.rows -= Math.min(rows.length, share.rows);
}

function rowsIn(document: Value): readonly Value[] {
  if (Array.isArray(document)) return document;
  const [only] = isDict(document) ? Object.values(document) : [];
  return Array.isArray(only) && only.some((item) => isDict(item)) ? only : [document];
}

/** Rows with the same problem are counted. */
function addProblem({ problems }: Inspecting, problem: Problem): void {
  const key = `${problem.file}\n${problem.code}\n${problem.code === undefined ? problem.message : ""}`;
  const known = problems.get(key);
  problems.set(key, known === undefined ? problem : { ...known, rows: known.rows + problem.rows });
}
