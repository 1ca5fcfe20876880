// Pages of Parquet that other threads decode: the same batches, rows and failures as without, of sound files and of damaged ones.
import { readdirSync, readFileSync } from "node:fs";
import { readRows, type RowBatch, type RowOptions, StageFailure } from "@heddle/runtime";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { createTransferOpener, transferListOf } from "../src/4-rows/transfer-batch.ts";
import { PLAIN_CSV } from "./support/formats.ts";
import { elsewhere } from "./support/page-decoder.ts";
import { seeded } from "./support/random.ts";

type Options = Partial<RowOptions>;

function rowsIn(batch: RowBatch): unknown {
  const rows = Array.from({ length: batch.count }, (_, i) => [batch.read(i), batch.raw(i)]);
  return { firstRow: batch.firstRow, columns: batch.columns, rows };
}

/** Every batch as it is here and as another thread gets it, and the failure at the end. */
async function contentOf(bytes: Buffer, options: Options): Promise<unknown[]> {
  const read = async (start: number, end: number): Promise<Buffer> => bytes.subarray(start, end);
  const settings = { fileType: "parquet", csv: PLAIN_CSV } as const;
  const place = { bucket: "b", key: "k" };
  const opener = createTransferOpener();
  const found: unknown[] = [];
  try {
    for await (const batch of readRows(
      { kind: "ranges", size: bytes.length, read },
      { settings, place, maxRowsPerBatch: 7, ...options },
    )) {
      const transfer = batch.toTransfer?.();
      found.push(rowsIn(batch));
      if (transfer !== undefined)
        found.push(rowsIn(opener.open(structuredClone(transfer, { transfer: transferListOf(transfer) }))));
    }
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    found.push({ code: error.code, message: error.message, hint: error.hint, place: error.place });
  }
  return found;
}

/** How many pages were decoded elsewhere. */
async function expectSame(bytes: Buffer, options: Options = {}): Promise<number> {
  const decoder = elsewhere();
  const here = await contentOf(bytes, options);
  expect(await contentOf(bytes, { ...options, decoder })).toEqual(here);
  return decoder.decoded;
}

const TEXTS = ["", "plain", "größe", "東京 🗼", "x".repeat(127), "y".repeat(128), "é".repeat(90), "🗼".repeat(40)];
const DOUBLES = [0, -0, 0.1, -1.5, Number.NaN, 1e-300, 2 ** 52, 12345.678];

function file(codec: "SNAPPY" | "UNCOMPRESSED", pageSize: number, rows = 60): Buffer {
  const column = <Cell>(cell: (n: number) => Cell): Cell[] => Array.from({ length: rows }, (_, n) => cell(n));
  const columnData = [
    { name: "text", type: "STRING" as const, data: column((n) => TEXTS[(n * 7) % TEXTS.length]) },
    { name: "word", type: "STRING" as const, data: column((n) => (n % 5 === 2 ? null : `word ${n % 3}`)) },
    { name: "double", type: "DOUBLE" as const, data: column((n) => DOUBLES[n % DOUBLES.length]) },
    { name: "large", type: "DOUBLE" as const, data: column((n) => (n === 50 ? 2 ** 60 : n / 4)) },
    { name: "id", type: "INT64" as const, data: column((n) => BigInt(n) * 2n ** (n > 40 ? 50n : 20n)) },
    { name: "small", type: "INT32" as const, data: column((n) => (n % 3 === 0 ? null : -n)) },
    { name: "at", type: "TIMESTAMP" as const, data: column((n) => new Date(1.7e12 + n * 1001)) },
    { name: "flag", type: "BOOLEAN" as const, data: column((n) => n % 2 === 0) },
    { name: "json", type: "JSON" as const, data: column((n) => ({ n, list: [n, null, "é"] })) },
    { name: "nothing", type: "STRING" as const, data: column(() => null) },
  ];
  const written = parquetWriteBuffer({ columnData, codec, pageSize, rowGroupSize: 25, statistics: false });
  return Buffer.from(written);
}

test.each([120, 1e6])("texts and numbers come out as they went in, pages of %i bytes", async (pageSize) => {
  const bytes = file("SNAPPY", pageSize);
  const read = async (start: number, end: number): Promise<Buffer> => bytes.subarray(start, end);
  const settings = { fileType: "parquet", csv: PLAIN_CSV } as const;
  const rows: unknown[] = [];
  const options = { settings, place: {}, maxRowsPerBatch: 7, decoder: elsewhere(), columns: ["text", "double"] };
  for await (const batch of readRows({ kind: "ranges", size: bytes.length, read }, options))
    for (let i = 0; i < batch.count; i += 1) rows.push(batch.read(i));
  expect(rows).toEqual(
    Array.from({ length: 60 }, (_, n) => {
      const double = DOUBLES[n % DOUBLES.length] ?? 0;
      // JSON has neither NaN nor minus zero.
      return { text: TEXTS[(n * 7) % TEXTS.length], double: Number.isNaN(double) ? null : double + 0 };
    }),
  );
});

test.each(["SNAPPY", "UNCOMPRESSED"] as const)("memory that is used again changes no row, %s", async (codec) => {
  const texts = Array.from({ length: 1500 }, (_, n) => `${n} ${TEXTS[n % TEXTS.length]}`);
  const numbers = texts.map((text, n) => n * 1.5 - text.length);
  const columnData = [
    { name: "text", type: "STRING" as const, data: texts },
    { name: "number", type: "DOUBLE" as const, data: numbers },
    { name: "other", type: "STRING" as const, data: texts.toReversed() },
  ];
  const written = parquetWriteBuffer({ columnData, codec, pageSize: 6000, rowGroupSize: 500, statistics: false });
  for (const options of [{ maxRowsPerBatch: 130 }, { maxRowsPerBatch: 1000, maxBatchBytes: 20_000 }])
    expect(await contentOf(Buffer.from(written), { ...options, reusesMemory: true })).toEqual(
      await contentOf(Buffer.from(written), options),
    );
});

describe("sound files", () => {
  const folder = new URL("../../../fixtures/parquet/", import.meta.url);
  test.each(readdirSync(folder).filter((name) => name.endsWith(".parquet")))("%s", async (name) => {
    expect(await expectSame(readFileSync(new URL(name, folder)))).toBeGreaterThan(10);
  });

  test.each(["SNAPPY", "UNCOMPRESSED"] as const)("of many pages, %s", async (codec) => {
    expect(await expectSame(file(codec, 120))).toBeGreaterThan(30);
    expect(await expectSame(file(codec, 1e6), { maxRowsPerBatch: 1000 })).toBeGreaterThan(10);
  });

  test("whose rows and batches have limits", async () => {
    const bytes = file("SNAPPY", 1e6);
    for (const limits of [{ maxRowBytes: 280 }, { maxBatchBytes: 900 }, { maxValueBytes: 5000 }])
      expect(await expectSame(bytes, { maxRowsPerBatch: 1000, ...limits })).toBeGreaterThan(10);
  });
});

test.each(["SNAPPY", "UNCOMPRESSED"] as const)(
  "damaged files, %s: the same rows before the same failure",
  async (codec) => {
    const whole = file(codec, 400);
    const random = seeded(41);
    let failed = 0;
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(whole);
      const at = 4 + Math.floor(random() * (bytes.length - 2500));
      bytes[at] = Math.floor(random() * 256);
      await expectSame(bytes);
      const end = (await contentOf(bytes, {})).at(-1);
      if (end !== null && typeof end === "object" && "code" in end) failed += 1;
    }
    expect(failed).toBeGreaterThan(10);
  },
);
