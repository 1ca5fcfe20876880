// Bytes and settings to rows in a shape that tests can compare, cut into chunks as they like.
import { readRows, RowError, type RowOptions } from "@heddle/runtime";
import type { CsvSettings, FileType, Value } from "@heddle/compiler";

export const PLAIN_CSV: CsvSettings = { delimiter: ",", quote: '"', escape: '"' };

export interface ReadRow {
  readonly row: number;
  readonly value?: Value;
  readonly error?: string;
  readonly raw: string;
  readonly offset?: number;
}

/** The bytes in chunks of `size` bytes, then, where given, with one cut at `at` alone. */
export async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** The bytes in two pieces. */
export async function* cutAt(bytes: Uint8Array, at: number): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, at);
  yield bytes.subarray(at);
}

export type ReadOptions = Partial<Omit<RowOptions, "settings">> & { readonly csv?: CsvSettings };

export async function rowsFrom(
  fileType: FileType,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<ReadRow[]> {
  const { csv = PLAIN_CSV, ...rest } = options;
  const rows: ReadRow[] = [];
  for await (const batch of readRows(
    { kind: "stream", bytes },
    { place: { file: "test" }, ...rest, settings: { fileType, csv } },
  )) {
    for (let i = 0; i < batch.count; i += 1) {
      const value = batch.read(i);
      const offset = batch.offset(i);
      rows.push({
        row: batch.firstRow + i,
        ...(value instanceof RowError ? { error: `${value.code}: ${value.message}` } : { value }),
        raw: batch.raw(i),
        ...(offset === undefined ? {} : { offset }),
      });
    }
  }
  return rows;
}

export function rowsOf(fileType: FileType, text: string | Uint8Array, options: ReadOptions = {}): Promise<ReadRow[]> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return rowsFrom(fileType, chunks(bytes, Math.max(1, bytes.length)), options);
}

/** The value, or the code of the error. */
export function outcomes(rows: readonly ReadRow[]): readonly unknown[] {
  return rows.map(({ value, error }) => (error === undefined ? value : `! ${error.split(":", 1)[0]}`));
}

/** What an engine says of its own trouble, which no message of ours quotes. */
export const ENGINE_WORDS =
  /undefined|null|not a function|Cannot read|Cannot mix|Invalid|DataView|out of bounds|Maximum|iterable|BigInt/;
