// Small Parquet files that claim, or make, far more than they hold: one limit over all columns, over all files, and on what comes out.
import { setTimeout as sleep } from "node:timers/promises";
import { readRows, StageFailure } from "@heddle/runtime";
import { expect, test } from "vitest";
import { sharedPageMemory } from "../src/4-rows/parquet/page-memory.ts";
import { batchesOf } from "../src/4-rows/parquet/row-sizes.ts";
import { dataPage, dictionaryPage, element, group, oddFile, REQUIRED, TYPES } from "./support/odd-parquet.ts";
import { plainText } from "./support/old-parquet.ts";
import { PLAIN_CSV, type ReadOptions } from "./support/formats.ts";

/** One run of the first entry, as often as wanted. */
function run(count: number): Buffer {
  const bytes = [1];
  let header = count * 2;
  for (; header >= 128; header = Math.floor(header / 128)) bytes.push((header % 128) | 128);
  return Buffer.from([...bytes, header, 0]);
}

/** Columns that repeat one text in every row. */
function repeating(columns: number, rows: number, text: string): Buffer {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  const pages = [dictionaryPage(1, plainText([text])), dataPage(rows, run(rows), 8)];
  return oddFile({
    schema: [group("root", columns), ...names.map((name) => element(name, { 1: TYPES.BYTE_ARRAY, 3: REQUIRED, 6: 0 }))],
    groups: [{ rows, columns: names.map((name) => ({ path: [name], type: TYPES.BYTE_ARRAY, values: rows, pages })) }],
  });
}

async function batchesIn(bytes: Buffer, options: ReadOptions = {}) {
  const found: { readonly rows: number; readonly first: unknown }[] = [];
  const read = async (start: number, end: number): Promise<Uint8Array> => bytes.subarray(start, end);
  const input = { kind: "ranges", size: bytes.length, read } as const;
  const settings = { fileType: "parquet", csv: PLAIN_CSV } as const;
  for await (const batch of readRows(input, { settings, place: { file: "test" }, ...options }))
    found.push({ rows: batch.count, first: batch.read(0) });
  return found;
}

const failureOf = (bytes: Buffer, options?: ReadOptions): Promise<unknown> =>
  batchesIn(bytes, options).catch((error: unknown) => (error instanceof StageFailure ? error : undefined));

test("the pages of all columns have one limit", async () => {
  const bytes = repeating(40, 1_000_000, "x");
  expect(bytes.length).toBeLessThan(20_000);
  expect(await failureOf(bytes, { pageMemory: sharedPageMemory(8_000_000, 16 * 1024 ** 2) })).toMatchObject({
    code: "rows/parquet-unsupported",
    message: expect.stringContaining("of the other columns take more than 16 MB at once") as string,
  });
});

test("the values that come out have the limit of unpacked bytes", async () => {
  const bytes = repeating(1, 100_000, "x".repeat(100_000));
  expect(await failureOf(bytes, { maxValueBytes: 50_000_000 })).toMatchObject({ code: "rows/too-large" });
});

test("batches and rows are as small as of other formats, whatever the pages say", async () => {
  const bytes = repeating(2, 50, "x".repeat(400));
  expect((await batchesIn(bytes, { maxBatchBytes: 2000 })).map(({ rows }) => rows)).toEqual(
    Array.from({ length: 25 }, () => 2),
  );
  const tooLong = await batchesIn(bytes, { maxRowBytes: 700 });
  expect(tooLong).toHaveLength(50);
  expect(tooLong[0]).toMatchObject({ rows: 1, first: { code: "row/too-long" } });
});

test("a row that is too long stands alone", () => {
  const limits = { maxBatchBytes: 100, maxRowBytes: 60 };
  expect(batchesOf(Float64Array.from([10, 20, 70, 10, 60, 10]), limits)).toEqual([
    [0, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ]);
  expect(batchesOf(Float64Array.from([]), limits)).toEqual([]);
});

const KEYS = { a: {}, b: {}, c: {} };

test("files wait for each other's pages, and one of them always goes on", async () => {
  const shared = sharedPageMemory(100, 300);
  const [first, second] = [shared.open(), shared.open()];
  await first.take(KEYS.a, 90);
  let hasTaken = false;
  const waiting = (async () => {
    await first.take(KEYS.b, 150);
    await second.take(KEYS.a, 20);
    hasTaken = true;
  })();
  await sleep(1);
  expect(hasTaken).toBe(false);
  await first.take(KEYS.b, 200);
  await expect(first.take(KEYS.c, 50)).rejects.toThrow("at once");
  first.close();
  await waiting;
  await second.take(KEYS.b, 200);
  await expect(second.take(KEYS.c, 100)).rejects.toThrow("at once");
  second.close();
});
