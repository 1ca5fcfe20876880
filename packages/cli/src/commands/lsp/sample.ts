// The worker of heddle lsp: a sample file to the first rows and the type of all of them, posted to the server.
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import {
  createCompiler,
  DEFAULT_FORMAT_SETTINGS,
  parseJson,
  rowTypeOf,
  stringifyJson,
  type Value,
} from "@heddle/compiler";
import { DEFAULT_FORMAT, formatOfName } from "@heddle/compiler/language";
import { decompress, openLocalFile, ROW_FORMATS, RowError, type RowInput, readRows } from "@heddle/runtime/local";
import type { SampleMessage, SampleTask } from "./host.ts";

/** Rows beyond these do not change what an editor shows. */
const MAX_ROWS = 100_000;
const MAX_UNPACKED = 256 * 1024 * 1024;
const KEPT_ROWS = 200;
const KEPT_CHARACTERS = 1_000_000;

async function readSample({ path, converter }: SampleTask): Promise<SampleMessage> {
  const { rows, errors } = await rowsOf(path, converter);
  const [first] = errors;
  const kept: string[] = [];
  let characters = 0;
  for (const row of rows.slice(0, KEPT_ROWS)) {
    const text = stringifyJson(row);
    characters += text.length;
    if (characters > KEPT_CHARACTERS && kept.length > 0) break;
    kept.push(text);
  }
  return {
    rows: kept,
    rowCount: rows.length,
    type: rowTypeOf(rows),
    ...(first !== undefined && { unread: { count: errors.length, first: first.message } }),
  };
}

interface Rows {
  readonly rows: readonly Value[];
  readonly errors: readonly RowError[];
}

async function rowsOf(path: string, converter: string): Promise<Rows> {
  if (path.toLowerCase().endsWith(".json")) {
    const whole = wholeJson((await readFile(path, "utf8")).replace(/^\uFEFF/, ""));
    if (whole !== undefined) return { rows: whole.slice(0, MAX_ROWS), errors: [] };
  }
  const fileType = formatOfName(path) ?? DEFAULT_FORMAT.name;
  const settings = createCompiler().analyse(converter).converter?.settings ?? DEFAULT_FORMAT_SETTINGS;
  const place = { file: path };
  await using file = await openLocalFile(path);
  const input: RowInput =
    ROW_FORMATS[fileType].access === "ranges"
      ? file.ranges
      : { kind: "stream", bytes: decompress(file.stream(), "auto", { maxBytes: MAX_UNPACKED, place }) };
  const rows: Value[] = [];
  const errors: RowError[] = [];
  for await (const batch of readRows(input, { settings: { ...settings, fileType }, place })) {
    for (let i = 0; i < batch.count && rows.length + errors.length < MAX_ROWS; i++) {
      const row = batch.read(i);
      if (row instanceof RowError) errors.push(row);
      else rows.push(row);
    }
    if (rows.length + errors.length >= MAX_ROWS) break;
  }
  return { rows, errors };
}

/** A sample that is one JSON value, perhaps over several lines: a list of rows, or a row. */
function wholeJson(text: string): Value[] | undefined {
  try {
    const value = parseJson(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return undefined;
  }
}

try {
  parentPort?.postMessage(await readSample(workerData as SampleTask));
} catch (error) {
  parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) });
}
