// Plain bytes to batches of CSV rows: records are found in the bytes, cells are cut when a row's value is asked for.
import type { RecordFinder, RecordSearch } from "@heddle/bytes";
import type { CsvSettings } from "@heddle/compiler";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { type RowBatch, RowError } from "../../contracts/row-batch.ts";
import { type StreamBuffer, streamBuffer } from "../stream-buffer.ts";
import { dictOfValues } from "../make-row.ts";
import type { ReadLimits } from "../row-format.ts";
import { openText } from "../text-file.ts";
import { badUtf8At } from "../utf8.ts";
import { cellMarks, cutCells } from "./cells.ts";
import { csvBatch, type CsvShape, badRecord } from "./csv-batch.ts";
import { columnKeys } from "./header.ts";
import { recordFinder } from "./record-finder.ts";
import { type RecordList, recordList } from "./record-list.ts";
import {
  afterLineEnd,
  type CsvBytes,
  csvBytes,
  type CsvRecord,
  forgetLookups,
  lineEnd,
  newScan,
  nextRecord,
  restart,
  type Scan,
} from "./scan.ts";

const LF = 10;

/** How often a quote without an end is passed over before the file is given up. */
const MAX_OPEN_QUOTES = 100;

/** A record no longer than the limit, with its line's end and what is needed to see it, has fewer bytes beyond the limit. */
const LINE_END_SLACK = 64;

/** How much is kept of a record that cannot be read. */
const HEAD_BYTES = 4096;

interface Reader {
  readonly settings: CsvSettings;
  readonly tokens: CsvBytes;
  readonly limits: ReadLimits;
  readonly held: StreamBuffer;
  readonly scan: Scan;
  /** What of the next batch was found. */
  readonly records: RecordList;
  readonly finder: RecordFinder | null;
  shape: CsvShape | undefined;
  row: number;
  openQuotes: number;
  /** No record was seen yet. */
  isAtStart: boolean;
  /** The rest of a line that is too long is being passed over. */
  isPassing: boolean;
}

/**
 * Rows by RFC 4180 with the converter's delimiter, quote and escape; `grammar/rows.md` has what goes beyond it. A bad record is
 * rejected by itself: cells past the last column, bad quotes, bytes that are not UTF-8, more than `maxRowBytes`.
 * @throws StageFailure `rows/bad-header` when the header cannot be read, `rows/open-quotes` when quotes without an end are many,
 * `rows/utf-16` and `rows/not-text` when the file is something else.
 * @param finder finds records that are plain; null: all are looked at here
 */
export async function* readCsv(
  input: AsyncIterable<Uint8Array>,
  settings: CsvSettings,
  limits: ReadLimits,
  finder: RecordFinder | null = recordFinder(),
): AsyncGenerator<RowBatch> {
  const { source, offset } = await openText(input, limits.place);
  try {
    const reader: Reader = {
      settings,
      tokens: csvBytes(settings),
      limits,
      held: streamBuffer(offset, limits.hasHeadroom),
      scan: newScan(),
      records: recordList(),
      finder,
      shape: settings.columns === undefined ? undefined : shapeOf(settings.columns, settings, limits),
      row: 0,
      openQuotes: 0,
      isAtStart: true,
      isPassing: false,
    };
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      yield* recordsWith(reader, chunk);
    }
    yield* recordsOf(reader, true);
  } finally {
    await source.close();
  }
}

/**
 * The batches that the held bytes and a chunk make. First those that end soon behind the start of the chunk: then the rest of it need not
 * be copied to stand behind what is held. A chunk with headroom is written to in front instead.
 */
function* recordsWith(reader: Reader, chunk: Uint8Array): Generator<RowBatch> {
  const { held, limits, tokens } = reader;
  const part = chunk.indexOf(LF) + 1 + tokens.lookahead;
  if (limits.hasHeadroom === true || held.bytes().length === 0 || part === tokens.lookahead || part >= chunk.length) {
    held.append(chunk);
    yield* recordsOf(reader, false);
    return;
  }
  held.append(chunk.subarray(0, part));
  yield* recordsOf(reader, false);
  const rest = held.bytes().length;
  if (rest <= part) held.replace(chunk.subarray(part - rest));
  else held.append(chunk.subarray(part));
  yield* recordsOf(reader, false);
}

/** The batches that the held bytes make; what is left waits for more. */
function* recordsOf(reader: Reader, isLast: boolean): Generator<RowBatch> {
  const { held, scan, tokens, limits, records } = reader;
  if (reader.isPassing && !passLine(reader)) return;
  forgetLookups(scan);
  const bytes = held.bytes();
  const offset = held.offset();
  const flush = function* (): Generator<RowBatch> {
    if (records.count === 0 || reader.shape === undefined) return;
    const batch = csvBatch({ ...records.take(), bytes, offset, firstRow: reader.row }, reader.shape);
    reader.row += batch.count;
    yield batch;
  };
  const search = searchIn(reader, bytes);
  for (;;) {
    while (search !== undefined && findPlain(reader, search)) {
      if (isFull(reader, scan.start)) yield* flush();
    }
    const record = nextRecord(bytes, scan, tokens, isLast);
    if (record === undefined) {
      const isTooLong = bytes.length - scan.start > limits.maxRowBytes + LINE_END_SLACK;
      if (!isTooLong && !(isLast && scan.where === "quoted")) break;
      yield* flush();
      yield giveUpOn(reader, bytes, offset, scan.start, isTooLong ? "limit" : "end");
      if (reader.isPassing) return;
      continue;
    }
    if (record.start === record.end) continue;
    if (isSeparatorLine(bytes, record, reader)) continue;
    if (reader.shape === undefined) {
      reader.shape = headerShape(bytes, record, reader);
      continue;
    }
    if (record.readTo - record.start > limits.maxRowBytes) {
      yield* flush();
      yield giveUpOn(reader, bytes, offset, record.start, "limit");
      // Of the last record of a file no line end follows.
      if (reader.isPassing) return;
      continue;
    }
    records.add(record.start, record.end, record.hasMarks, record.error);
    if (isFull(reader, record.end)) yield* flush();
  }
  yield* flush();
  held.drop(scan.start);
  scan.at -= scan.start;
  scan.start = 0;
}

/** Whether a batch of the records that were found up to `end` is large enough. */
function isFull({ records, limits }: Reader, end: number): boolean {
  return records.count >= limits.maxRowsPerBatch || end - records.start >= limits.maxBatchBytes;
}

function searchIn({ finder, settings }: Reader, bytes: Buffer): RecordSearch | undefined {
  const marks = finder === null ? undefined : cellMarks(settings);
  return marks === undefined ? undefined : finder?.search(bytes, marks);
}

/** Whether records were found whose quotes are as they should be, from where the next one starts; none where it is under way. */
function findPlain({ scan, records, limits, shape, isAtStart }: Reader, search: RecordSearch): boolean {
  if (shape === undefined || isAtStart || scan.at !== scan.start) return false;
  const before = records.count;
  const limitsOfBatch = {
    maxRow: limits.maxRowBytes,
    most: limits.maxRowsPerBatch - before,
    until: (before === 0 ? scan.start : records.start) + limits.maxBatchBytes,
  };
  const next = search.find(scan.start, limitsOfBatch, records.add);
  if (next > scan.start) restart(scan, next);
  return records.count > before;
}

/**
 * A record that does not end within the limit or before the file does, rejected; reading goes on with the line after the one
 * that it began in, so that a quote that nobody closed does not swallow good rows. What comes out does not depend on how the
 * bytes are cut into chunks.
 */
function giveUpOn(reader: Reader, bytes: Buffer, offset: number, start: number, reached: "limit" | "end"): RowBatch {
  const { scan, held, limits } = reader;
  const found = lineEnd(bytes.subarray(start));
  const end = found < 0 ? bytes.length : start + found;
  const isLong = end - start > limits.maxRowBytes;
  if (reader.shape === undefined)
    throw badHeader(limits, isLong ? `it is longer than ${limits.maxRowBytes} bytes` : "a quote in it is never closed");
  if (!isLong) reader.openQuotes += 1;
  if (reader.openQuotes > MAX_OPEN_QUOTES) throw openQuotes(reader);
  const head = Buffer.from(bytes.subarray(start, Math.min(end, start + HEAD_BYTES)));
  const batch = badRecord(isLong ? tooLong(limits) : openQuote(reached, limits), head, offset + start, reader.row);
  reader.row += 1;
  forgetLookups(scan);
  if (found < 0) {
    reader.isPassing = true;
    held.drop(bytes.length);
    restart(scan, 0);
  } else restart(scan, afterLineEnd(bytes, end));
  return batch;
}

/** Drops the rest of a line; false when its end is not there yet. */
function passLine(reader: Reader): boolean {
  const { held } = reader;
  const bytes = held.bytes();
  const end = lineEnd(bytes);
  held.drop(end < 0 ? bytes.length : afterLineEnd(bytes, end));
  reader.isPassing = end < 0;
  return end >= 0;
}

/**
 * Whether the record is the first of its file and tells Excel the delimiter (`sep=;`): it is no row (D).
 * @throws StageFailure `rows/bad-header` when it names another delimiter than the converter
 */
function isSeparatorLine(bytes: Buffer, { start, end }: CsvRecord, reader: Reader): boolean {
  if (!reader.isAtStart) return false;
  reader.isAtStart = false;
  const [, , said] = /^("?)sep=(.)\1$/iu.exec(bytes.toString("utf8", start, Math.min(end, start + 16))) ?? [];
  if (said === undefined) return false;
  const { settings, limits } = reader;
  if (said === settings.delimiter) return true;
  throw new StageFailure({
    code: "rows/bad-header",
    place: limits.place,
    message: `the first line says that ${JSON.stringify(said)} separates the cells, the converter says ${JSON.stringify(settings.delimiter)}`,
    hint: `set \`csv.delimiter\` to ${JSON.stringify(said)}`,
  });
}

function headerShape(bytes: Buffer, record: CsvRecord, { settings, limits }: Reader): CsvShape {
  const slice = bytes.subarray(record.start, record.end);
  if (record.error === "bad-quote") throw badHeader(limits, "text follows a closing quote in it");
  if (record.error === "open-quote") throw badHeader(limits, "a quote in it is never closed");
  if (badUtf8At(slice) >= 0) throw badHeader(limits, `byte ${badUtf8At(slice)} of it is not UTF-8`);
  const text = slice.toString();
  if (isJson(text)) throw notHeader(limits, "JSON", 'set "fileType" to "json"');
  if (/^\s*<[!?/a-z]/i.test(text))
    throw notHeader(limits, "HTML or XML", "fetch the file again; an error page may have been saved in its place");
  return shapeOf(cutCells(text, settings, record.hasMarks), settings, limits);
}

/** A whole object or list, or the first line of one over several lines. */
function isJson(text: string): boolean {
  if (/^\s*[{[]\s*$/.test(text)) return true;
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function shapeOf(names: readonly string[], settings: CsvSettings, limits: ReadLimits): CsvShape {
  const keys = columnKeys(names);
  const wanted = limits.columns === undefined ? undefined : new Set(limits.columns);
  const isRead = keys.map((key) => wanted?.has(key) ?? true);
  const read = keys.map((name, index) => ({ name, index })).filter(({ index }) => isRead[index] === true);
  return { settings, keys, isRead, marks: cellMarks(settings), dictOf: dictOfValues(read) };
}

function tooLong(limits: ReadLimits): RowError {
  return new RowError(
    "row/too-long",
    `the row has more than the ${limits.maxRowBytes} bytes that are allowed: split it, or raise the limit`,
  );
}

function openQuote(reached: "limit" | "end", { maxRowBytes }: ReadLimits): RowError {
  const where = reached === "end" ? "before the end of the file" : `within ${maxRowBytes} bytes`;
  return new RowError(
    "row/open-quote",
    `a quote that opens in this line is not closed ${where}: close it, or double it if it is text`,
  );
}

function badHeader(limits: ReadLimits, why: string): StageFailure {
  return new StageFailure({
    code: "rows/bad-header",
    place: limits.place,
    message: `the header, the first line of the file, cannot be read: ${why}`,
    hint: "fix the header, or name the columns in the converter's settings (`csv.columns`)",
  });
}

function notHeader({ place }: ReadLimits, what: string, hint: string): StageFailure {
  const message = `the first line of the file is ${what}, not a header`;
  return new StageFailure({ code: "rows/bad-header", place, message, hint });
}

function openQuotes({ limits, row }: Reader): StageFailure {
  return new StageFailure({
    code: "rows/open-quotes",
    place: { ...limits.place, row },
    message: `more than ${MAX_OPEN_QUOTES} lines open a quote that is never closed`,
    hint: "fix the file, or set `csv.quote` and `csv.escape` to what the file uses",
  });
}
