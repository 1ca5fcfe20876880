// Files that lie: seeded damage to every fixture, and claims made by hand; always rows or a clear failure, never memory without end.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { decompress, readRows, RowError, StageFailure } from "@heddle/runtime";
import type { CompressionType, FileType } from "@heddle/compiler";
import { describe, expect, test } from "vitest";
import { deltaBytes } from "../src/4-rows/parquet/delta.ts";
import { readThrift } from "../src/4-rows/parquet/thrift.ts";
import { converterOf } from "../src/4-rows/parquet/values.ts";
import { chunks, ENGINE_WORDS, PLAIN_CSV, rowsOf } from "./support/formats.ts";
import { oldFile, plainInt32, plainText } from "./support/old-parquet.ts";

/** A small generator of numbers below 2^32, so that damage can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.imul(state ^ (state >>> 15), 2_246_822_519) >>> 0;
  };
}

/** One to four pieces of damage: a byte, a bit, a run of the same byte, a piece copied elsewhere, or the end cut off. */
function damaged(bytes: Buffer, next: () => number): Buffer {
  let copy = Buffer.from(bytes);
  for (let n = 1 + (next() % 4); n > 0; n -= 1) {
    // Half of it in the last part, where footers lie.
    const at = next() % 2 === 0 ? next() % copy.length : Math.max(0, copy.length - 1 - (next() % 2000));
    const length = Math.min(1 + (next() % 9), copy.length - at);
    switch (next() % 6) {
      case 0:
        copy[at] = next() & 255;
        break;
      case 1:
        copy[at] = (copy[at] ?? 0) ^ (1 << (next() % 8));
        break;
      case 2:
        copy.fill(next() % 2 === 0 ? 0xff : 0x80, at, at + length);
        break;
      case 3:
        copy.copyWithin(at, next() % copy.length, copy.length);
        break;
      case 4:
        copy.fill(0, at, at + length);
        break;
      default:
        if (next() % 8 === 0 && at > 0) copy = copy.subarray(0, at);
    }
  }
  return copy;
}

interface Outcome {
  readonly rows: number;
  readonly failure?: unknown;
}

async function outcomeOf(bytes: Buffer, fileType: FileType, compression: CompressionType): Promise<Outcome> {
  let rows = 0;
  try {
    const read = async (start: number, end: number): Promise<Uint8Array> => bytes.subarray(start, end);
    const place = { file: "test" };
    const input =
      fileType === "parquet"
        ? ({ kind: "ranges", size: bytes.length, read } as const)
        : ({ kind: "stream", bytes: decompress(chunks(bytes, 512), compression, { maxBytes: 1e6, place }) } as const);
    for await (const batch of readRows(input, {
      settings: { fileType, csv: PLAIN_CSV },
      place,
      maxRowBytes: 100_000,
    })) {
      for (let i = 0; i < batch.count; i += 1) {
        const value = batch.read(i);
        if (value === undefined) throw new Error("a row without a value");
        if (value instanceof RowError) expect(value.code).toMatch(/^row\//);
        batch.raw(i);
      }
      rows += batch.count;
      // A lie about the number of rows may be kept to in bounded batches.
      if (rows > 1_000_000) break;
    }
    return { rows };
  } catch (failure) {
    return { rows, failure };
  }
}

const formats = new URL("../../../fixtures/formats/", import.meta.url);
const parquet = new URL("../../../fixtures/parquet/", import.meta.url);
const compressionOf = (name: string): CompressionType =>
  name.endsWith(".gz")
    ? "gzip"
    : name.endsWith(".zst")
      ? "zstd"
      : name.endsWith(".br")
        ? "brotli"
        : name.includes(".deflate")
          ? "deflate"
          : "none";
const files = [
  ...readdirSync(formats).map((name) => ({ name, at: new URL(name, formats), rounds: 300 })),
  ...readdirSync(parquet)
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => ({ name, at: new URL(name, parquet), rounds: 150 })),
];

describe("damage", () => {
  test.each(files)(
    "$name",
    async ({ name, at, rounds }) => {
      const bytes = readFileSync(at);
      const fileType: FileType = name.endsWith(".parquet") ? "parquet" : name.includes(".csv") ? "csv" : "json";
      const next = seeded(bytes.length);
      let failures = 0;
      const before = process.memoryUsage().rss;
      for (let round = 0; round < rounds; round += 1) {
        const { failure } = await outcomeOf(damaged(bytes, next), fileType, compressionOf(name));
        if (failure === undefined) continue;
        if (!(failure instanceof StageFailure)) throw new Error(`round ${round}`, { cause: failure });
        expect(failure.scope).toBe("object");
        expect(failure.hint).toBeTruthy();
        expect(failure.message).not.toMatch(ENGINE_WORDS);
        failures += 1;
      }
      if (fileType === "parquet" || compressionOf(name) !== "none") expect(failures).toBeGreaterThan(0);
      // What a lie makes us take at once is bounded, and let go of.
      expect(process.memoryUsage().rss - before).toBeLessThan(1.5e9);
    },
    120_000,
  );
});

describe("claims", () => {
  test("metadata: lists longer than their bytes, integers without end, depth", () => {
    expect(() => readThrift(Buffer.from([0x19, 0xf5, 0xff, 0xff, 0xff, 0x0f, 0]), 0)).toThrow(
      /a list of 33554431 in 1 bytes/,
    );
    expect(() => readThrift(Buffer.alloc(100_000, 0x80).fill(0x16, 0, 1), 0)).toThrow(/64 bits/);
    expect(() => readThrift(Buffer.alloc(100_000, 0x1c), 0)).toThrow(/deeper than 64/);
    expect(() => readThrift(Buffer.alloc(100_000, 0x19), 0)).toThrow(/deeper than 64/);
    expect(() => readThrift(Buffer.from([0x18, 5, 1]), 0)).toThrow(/ends early/);
    expect(readThrift(Buffer.from([9, 0x15, 2, 0x29, 0x21, 1, 2, 0x3c, 0, 0]), 1).end).toBe(10);
  });

  const runs = Buffer.from([2, 0, 0, 0, 6, 1]);
  const optional = { type: "INT32", levels: "RLE", values: 3 } as const;

  test.each([
    [
      "a page of more values than it has bytes for",
      oldFile({ ...optional, values: 3, body: Buffer.concat([runs, plainInt32([1, 2])]) }),
      "rows/parquet-corrupt",
    ],
    [
      "a dictionary of more texts than it has bytes for",
      oldFile({
        ...optional,
        type: "BYTE_ARRAY",
        encoding: "PLAIN_DICTIONARY",
        body: Buffer.concat([runs, Buffer.from([1, 3, 5])]),
        dictionary: { count: 30_000_000, body: plainText(["a", "b"]) },
      }),
      "rows/parquet-corrupt",
    ],
    [
      "a Snappy page that cannot become so large",
      oldFile({ ...optional, body: Buffer.alloc(100), codec: "SNAPPY", plainLength: 200_000_000 }),
      "rows/parquet-corrupt",
    ],
    [
      "an LZ4 page that cannot become so large",
      oldFile({ ...optional, body: Buffer.alloc(100), codec: "LZ4_RAW", plainLength: 200_000_000 }),
      "rows/parquet-corrupt",
    ],
    [
      "a page that unpacks to more than it says",
      oldFile({ ...optional, body: gzipSync(Buffer.alloc(50_000_000)), codec: "GZIP", plainLength: 1000 }),
      "rows/parquet-corrupt",
    ],
    [
      "a page over the limit",
      oldFile({ ...optional, body: zstdCompressSync(Buffer.alloc(1000)), codec: "ZSTD", plainLength: 300_000_000 }),
      "rows/parquet-unsupported",
    ],
  ])("%s", async (_what, bytes, code) => {
    await expect(rowsOf("parquet", bytes)).rejects.toMatchObject({ code, scope: "object" });
  });

  test("rows that no column has are noticed, also when none is read", async () => {
    const bytes = oldFile({
      ...optional,
      values: 3,
      body: Buffer.concat([runs, plainInt32([1, 2, 3])]),
      rows: 2 ** 45,
    });
    await expect(rowsOf("parquet", bytes)).rejects.toMatchObject({ code: "rows/parquet-corrupt" });
    await expect(rowsOf("parquet", bytes, { columns: [] })).rejects.toMatchObject({ code: "rows/parquet-corrupt" });
  });

  test("byte arrays that grow on one another", () => {
    const count = 20_000;
    const first = Array.from({ length: count }, (_, i) => (i === 0 ? 1000 : 0));
    const page = Buffer.concat([deltas(first.map((length) => 1000 - length)), deltas(first), Buffer.alloc(1000, 97)]);
    expect(deltaBytes(page, count, 20_000_000).at(-1)).toEqual(new Uint8Array(1000).fill(97));
    expect(() => deltaBytes(page, count, 19_999_999)).toThrow(/unsupported: byte arrays of 20000000 bytes/);
  });

  test("decimals of any scale or length", () => {
    expect(() => converterOf({ name: "v", type: "INT32", converted_type: "DECIMAL", scale: -100_000_000 })).toThrow(
      /scale/,
    );
    expect(() =>
      converterOf({ name: "v", type: "BYTE_ARRAY", converted_type: "DECIMAL", scale: 2 })([Buffer.alloc(5_000_000, 1)]),
    ).toThrow(/bytes/);
  });

  test.each<[CompressionType, Buffer]>([
    ["gzip", gzipSync(Buffer.alloc(20_000_000, 10))],
    ["zstd", zstdCompressSync(Buffer.alloc(20_000_000, 10))],
    ["brotli", brotliCompressSync(Buffer.alloc(20_000_000, 10))],
  ])("%s that unpacks to more than is allowed", async (compression, bytes) => {
    const { failure } = await outcomeOf(bytes, "json", compression);
    expect(failure).toBeInstanceOf(StageFailure);
  });
});

/** Small integers in DELTA_BINARY_PACKED, each difference in 32 bits. */
function deltas(values: readonly number[]): Buffer {
  const differences = values.slice(1).map((value, i) => value - (values[i] ?? 0));
  const blocks: Buffer[] = [
    Buffer.from([...varint(128), 1, ...varint(values.length), ...varint(2 * (values[0] ?? 0))]),
  ];
  for (let at = 0; at < differences.length; at += 128) {
    const packed = Buffer.alloc(512);
    // The least difference is -1000, in zigzag 1999.
    for (const [i, difference] of differences.slice(at, at + 128).entries())
      packed.writeUInt32LE(difference + 1000, 4 * i);
    blocks.push(Buffer.from([...varint(1999), 32]), packed);
  }
  return Buffer.concat(blocks);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
