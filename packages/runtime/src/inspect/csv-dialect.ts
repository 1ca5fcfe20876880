// From the start of a CSV file to how it is written: delimiter, quote, escape, and whether its first line names the columns.
import { type CsvSettings, DEFAULT_FORMAT_SETTINGS, isDict } from "@heddle/compiler";
import { readCsv } from "../4-rows/csv/read-csv.ts";
import { knownColumns } from "./known-columns.ts";
import { RowError } from "../contracts/row-batch.ts";
import { DEFAULT_LIMITS, ROWS_PER_BATCH } from "../settings/limits.ts";

export interface CsvDialect {
  /** What differs from the defaults, as a converter says it. */
  readonly settings: Partial<CsvSettings>;
  readonly hasHeader: boolean;
  readonly columns: number;
}

const DELIMITERS = [",", ";", "\t", "|", "\u0001"];
/** So many records decide. */
const RECORDS = 200;

interface Reading {
  readonly settings: Partial<CsvSettings>;
  /** The cells of each record, the first line among them. */
  readonly records: readonly (readonly string[])[];
  /** How many records cannot be read, or do not have the usual number of cells. */
  readonly odd: number;
  readonly columns: number;
}

/** @param head the start of the plain file, up to a line end unless it is all of it */
export async function csvDialect(head: Uint8Array): Promise<CsvDialect> {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString();
  const readings: Reading[] = [];
  for (const settings of dialectsFor(text)) readings.push(await readWith(head, settings));
  const [best] = readings.toSorted((a, b) => badness(a) - badness(b) || b.columns - a.columns);
  if (best === undefined || best.records.length === 0) return { settings: {}, hasHeader: true, columns: 0 };
  const hasHeader = isHeader(best.records);
  if (hasHeader) return { settings: best.settings, hasHeader, columns: best.columns };
  const columns = knownColumns(best.records) ?? Array.from({ length: best.columns }, (_, i) => `column_${i + 1}`);
  return { settings: { ...best.settings, columns }, hasHeader, columns: columns.length };
}

/** The settings with what they leave out. */
export function completeCsv(settings: Partial<CsvSettings>): CsvSettings {
  const { csv } = DEFAULT_FORMAT_SETTINGS;
  return { ...csv, escape: settings.quote ?? csv.escape, ...settings };
}

/** A file of one column fits every other delimiter: it counts last. */
function badness({ odd, records, columns }: Reading): number {
  return columns <= 1 ? 1 : odd / Math.max(1, records.length);
}

function dialectsFor(text: string): readonly Partial<CsvSettings>[] {
  const [, said] = /^\uFEFF?"?sep=(.)"?\r?\n/i.exec(text) ?? [];
  const delimiters = said === undefined ? DELIMITERS : [said];
  // A quote that stands before or behind a delimiter.
  const hasSingle = !text.includes('"') && (text.match(/(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n])/gm)?.length ?? 0) > 2;
  const escape = text.includes('\\"') ? { escape: "\\" } : {};
  return delimiters.map((delimiter) => ({
    ...(delimiter === "," ? {} : { delimiter }),
    ...(hasSingle ? { quote: "'" } : {}),
    ...escape,
  }));
}

async function readWith(head: Uint8Array, settings: Partial<CsvSettings>): Promise<Reading> {
  // As many names as any record has cells, so that the first line is a record, and none has too many.
  const columns = Array.from({ length: 2_000 }, (_, i) => String(i));
  const complete = completeCsv({ ...settings, columns });
  const limits = {
    maxRowBytes: DEFAULT_LIMITS.maxRowBytes,
    maxRowsPerBatch: ROWS_PER_BATCH,
    maxBatchBytes: head.length + 1,
    maxValueBytes: DEFAULT_LIMITS.maxUnpackedBytes,
    place: {},
  };
  const records: string[][] = [];
  let errors = 0;
  try {
    for await (const batch of readCsv(inOnePiece(head), complete, limits)) {
      for (let i = 0; i < batch.count && records.length + errors < RECORDS; i += 1) {
        const row = batch.read(i);
        if (row instanceof RowError || !isDict(row)) errors += 1;
        else records.push(Object.values(row).map(String));
      }
    }
  } catch {
    errors += 1;
  }
  const usual = mostFrequent(records.map((cells) => cells.length));
  return { settings, records, odd: errors + records.filter(({ length }) => length !== usual).length, columns: usual };
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || b - a)[0]?.[0] ?? 0;
}

const NUMBER = /^[+-]?(?:\d+(?:[.,]\d+)*)(?:[eE][+-]?\d+)?%?$/;
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/;
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** A first line names columns where its cells are unlike those below it, or at least are names. */
function isHeader(records: readonly (readonly string[])[]): boolean {
  const [first = [], ...rows] = records;
  if (first.some((cell) => [NUMBER, DATE, ID].some((form) => form.test(cell)))) return false;
  const named = first.filter((cell) => cell.trim() !== "");
  if (named.length < first.length / 2 || new Set(named).size < named.length * 0.9) return rows.length === 0;
  // Names do not come again as values of their own column.
  const repeated = first.filter((cell, i) => cell !== "" && rows.filter((row) => row[i] === cell).length > 1);
  return repeated.length < Math.max(1, first.length / 4);
}
