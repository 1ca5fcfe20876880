// Parquet files of other writers, every codec, page version and encoding: each value beside what DuckDB reads, and pages made by hand.
import { readdirSync, readFileSync } from "node:fs";
import type { Value } from "@heddle/compiler";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { RowError } from "@heddle/runtime";
import { plainTexts } from "../src/4-rows/parquet/texts.ts";
import { rowsOf } from "./support/formats.ts";
import { oldFile, type OldPage, plainInt32, plainText } from "./support/old-parquet.ts";

const folder = new URL("../../../fixtures/parquet/", import.meta.url);

interface Oracle {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

const oracleOf = (name: string): Oracle => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Oracle;
const files = readdirSync(folder).filter((name) => name.endsWith(".parquet"));

/** DuckDB's JSON of a value, of a type, in Heddle's form. */
function heddleForm(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type.startsWith('STRUCT("a"')) return value;
  if (type === "MAP(VARCHAR, INTEGER)")
    return Object.fromEntries((value as { key: string; value: unknown }[]).map((entry) => [entry.key, entry.value]));
  const text = String(value);
  switch (type) {
    case "FLOAT":
      return [1, 2, 3, 4, 5, 6, 7, 8, 9]
        .map((digits) => Number(Number(value).toPrecision(digits)))
        .find((short) => Math.fround(short) === Math.fround(Number(value)));
    case "DOUBLE":
      return Number.isFinite(Number(value)) ? value : null;
    case "UBIGINT":
    case "BIGINT":
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
    case "BLOB":
      return Buffer.from(
        text.replaceAll(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      ).toString("base64");
    case "TIMESTAMP":
    case "TIMESTAMP_NS":
    case "TIMESTAMP WITH TIME ZONE":
      return instant(text.replace(" ", "T").replace(/\+00$/, ""));
    default:
      return type.startsWith("DECIMAL") ? decimal(text, type) : value;
  }
}

/** The fraction in 0, 3, 6 or 9 digits. */
function instant(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = fraction.padEnd(9, "0").replace(/(000)+$/, "");
  return `${whole}${digits === "" ? "" : `.${digits}`}Z`;
}

/** A number where the precision is at most 15 or the scale 0, else the digits. */
function decimal(text: string, type: string): unknown {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? expect.fail(type);
  const short = text.replace(/\.?0+$/, "");
  return Number(precision) <= 15 || scale === "0" ? Number(short) : short;
}

test("every codec is here in both page versions", () => {
  for (const codec of ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"]) {
    for (const version of ["v1", "v2"]) expect(files).toContain(`types-${codec}-${version}.parquet`);
  }
});

test.each(files)("%s", async (name) => {
  const { columns, rows } = oracleOf(name.startsWith("types-") ? "types.json" : name.replace(".parquet", ".json"));
  const found = await rowsOf("parquet", readFileSync(new URL(name, folder)), { maxRowsPerBatch: 17 });
  expect(found.length).toBe(rows.length);
  for (const [c, column] of columns.entries()) {
    const values = found.map(({ value }) => (value as Record<string, Value>)[column.name]);
    expect(values, column.name).toEqual(rows.map((row) => heddleForm(row[c], column.type)));
    expect(
      values.some((value) => value !== null),
      column.name,
    ).toBe(column.name !== "nothing");
  }
});

describe("texts of a page", () => {
  const texts = (values: readonly Buffer[]): Buffer =>
    Buffer.concat(values.map((value) => Buffer.concat([Buffer.from(Uint32Array.of(value.length).buffer), value])));
  const SHORT = ["", "a", "é", "東京", "🗼", "a🗼é東b", "\ufffd", "x".repeat(127), "y".repeat(14), "é".repeat(63)];
  const LONG = [...SHORT, "z".repeat(128), "é".repeat(64), "🗼".repeat(100), "w".repeat(70_000)];

  test.each([
    ["short", SHORT],
    ["of any length", LONG],
  ] as const)("%s, any mixture, any piece at a time: as decoded one by one", (_what, kinds) => {
    const values = Array.from({ length: 2000 }, (_, i) => kinds[(i * i * 31 + (i >> 3)) % kinds.length] ?? "");
    const next = plainTexts(texts(values.map((value) => Buffer.from(value))), { found: false });
    const cells: unknown[] = [];
    for (let n = 1; cells.length < values.length; n = (n * 7) % 101)
      cells.push(...next(Math.min(n, values.length - cells.length)).levels());
    expect(cells).toEqual(values);
  });

  test("one that is not UTF-8 is a fault, and its neighbours are not, also where a length would complete it", () => {
    for (const bad of [[0xc3], [0x41, 0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x80], [0x80]]) {
      for (const after of ["b", "c".repeat(0xa9), "é"]) {
        const errors = { found: false };
        const cells = plainTexts(texts([Buffer.from("é"), Buffer.from(bad), Buffer.from(after)]), errors)(3).levels();
        expect(cells).toEqual(["é", expect.any(RowError) as unknown, after]);
        expect(errors.found).toBe(true);
      }
    }
  });
});

describe("what DuckDB does not read", () => {
  test.each([
    ["INT32", Array.from({ length: 100 }, (_, i) => 7 - i * 12345), (value: unknown) => value],
    [
      "INT64",
      Array.from({ length: 100 }, (_, i) => BigInt(i) * 2n ** 50n),
      (value: unknown) => (Number.isSafeInteger(Number(value)) ? Number(value) : value),
    ],
  ] as const)("BYTE_STREAM_SPLIT of %s", async (type, data, form) => {
    const bytes = parquetWriteBuffer({
      columnData: [{ name: "v", type, encoding: "BYTE_STREAM_SPLIT", data: [...data] }],
    });
    expect((await rowsOf("parquet", Buffer.from(bytes))).map(({ value }) => (value as { v: unknown }).v)).toEqual(
      data.map(form),
    );
  });

  test("BYTE_STREAM_SPLIT of bytes of a fixed length", async () => {
    const data = Array.from({ length: 50 }, (_, i) => new Uint8Array([i, 255 - i, 7]));
    const schema = [
      { name: "root", num_children: 1 },
      { name: "v", type: "FIXED_LEN_BYTE_ARRAY" as const, type_length: 3, repetition_type: "REQUIRED" as const },
    ];
    const bytes = parquetWriteBuffer({ schema, columnData: [{ name: "v", encoding: "BYTE_STREAM_SPLIT", data }] });
    expect((await rowsOf("parquet", Buffer.from(bytes))).map(({ value }) => (value as { v: unknown }).v)).toEqual(
      data.map((item) => Buffer.from(item).toString("base64")),
    );
  });

  const read = async (page: OldPage): Promise<readonly unknown[]> =>
    (await rowsOf("parquet", oldFile(page))).map(({ value }) => (value as { v: unknown }).v);

  test("levels in bits, the highest first", async () => {
    // Defined, defined, null, defined; null, null, defined, null; defined.
    const levels = Buffer.from([0b1101_0010, 0b1000_0000]);
    expect(
      await read({
        type: "INT32",
        levels: "BIT_PACKED",
        values: 9,
        body: Buffer.concat([levels, plainInt32([1, 2, 3, 4, 5])]),
      }),
    ).toEqual([1, 2, null, 3, null, null, 4, null, 5]);
    await expect(
      read({ type: "INT32", levels: "BIT_PACKED", values: 9, body: levels.subarray(1) }),
    ).rejects.toMatchObject({ code: "rows/parquet-corrupt" });
  });

  const runs = Buffer.from([2, 0, 0, 0, 6, 1]);

  test("PLAIN_DICTIONARY on pages of version 1", async () => {
    const body = Buffer.concat([runs, Buffer.from([1, 0x03, 0b101])]);
    expect(
      await read({
        type: "BYTE_ARRAY",
        levels: "RLE",
        values: 3,
        body,
        encoding: "PLAIN_DICTIONARY",
        dictionary: { count: 2, body: plainText(["é", "b"]) },
      }),
    ).toEqual(["b", "é", "b"]);
    const outside = Buffer.concat([runs, Buffer.from([2, 0x03, 0b11, 0])]);
    await expect(
      read({
        type: "BYTE_ARRAY",
        levels: "RLE",
        values: 3,
        body: outside,
        encoding: "PLAIN_DICTIONARY",
        dictionary: { count: 2, body: plainText(["é", "b"]) },
      }),
    ).rejects.toMatchObject({ code: "rows/parquet-corrupt" });
  });

  test("INT96", async () => {
    const stored = Buffer.from("AP6qCz41AAAwhCUA", "base64");
    expect(
      await read({ type: "INT96", levels: "RLE", values: 3, body: Buffer.concat([runs, stored, stored, stored]) }),
    ).toEqual(Array.from({ length: 3 }, () => stored.toString("base64")));
  });

  test("LZ4 as Hadoop frames it", async () => {
    const plain = Buffer.concat([runs, plainInt32([7, 8, 9])]);
    // One sequence of literals alone.
    const block = Buffer.concat([Buffer.from([0xf0, plain.length - 15]), plain]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(plain.length, 0);
    frame.writeUInt32BE(block.length, 4);
    expect(
      await read({
        type: "INT32",
        levels: "RLE",
        values: 3,
        body: Buffer.concat([frame, block]),
        codec: "LZ4",
        plainLength: plain.length,
      }),
    ).toEqual([7, 8, 9]);
  });

  test("LZO is refused by name", async () => {
    const body = Buffer.concat([runs, plainInt32([7, 8, 9])]);
    await expect(read({ type: "INT32", levels: "RLE", values: 3, body, codec: "LZO" })).rejects.toMatchObject({
      code: "rows/parquet-unsupported",
      message: expect.stringMatching(/column v of row group 0.*LZO/) as unknown,
    });
  });
});
