// Parquet files as other writers make them, habit by habit, and metadata in which any one field is missing or odd.
import { crc32, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { StageFailure } from "@heddle/runtime";
import { stringifyJson } from "@heddle/compiler";
import { describe, expect, test } from "vitest";
import { ENGINE_WORDS, rowsOf } from "./support/formats.ts";
import {
  CODECS,
  dataPage,
  dataPageV2,
  dictionaryPage,
  element,
  group,
  type OddFile,
  type OddColumn,
  oddFile,
  type OddPage,
  OPTIONAL,
  pageBytes,
  REPEATED,
  REQUIRED,
  TYPES,
} from "./support/odd-parquet.ts";
import { plainInt32, plainText } from "./support/old-parquet.ts";
import type { Thrift, ThriftFields } from "./support/thrift-writer.ts";

const valuesOf = async (file: OddFile): Promise<readonly unknown[]> =>
  (await rowsOf("parquet", oddFile(file))).map(({ value, error }) => error ?? value);

/** Levels of version 1: four bytes of length, then a run of `count` times `level`. */
const levels = (count: number, level: number): Buffer => Buffer.from([2, 0, 0, 0, count * 2, level]);

const root = (children = 1, fields: ThriftFields = {}): ThriftFields => group("schema", children, fields);
const required = (name: string, type: number, fields: ThriftFields = {}): ThriftFields =>
  element(name, { 1: type, 3: REQUIRED, ...fields });
const optional = (name: string, type: number, fields: ThriftFields = {}): ThriftFields =>
  element(name, { 1: type, 3: OPTIONAL, ...fields });

/** A file of one required INT32 column, `a`, with these pages. */
const integers = (pages: readonly OddPage[], values: number, meta: ThriftFields = {}): OddFile => ({
  schema: [root(), required("a", TYPES.INT32)],
  groups: [{ rows: values, columns: [{ path: ["a"], type: TYPES.INT32, values, pages, meta }] }],
});
const a = (...values: readonly number[]): readonly unknown[] => values.map((value) => ({ a: value }));

describe("the root of the schema", () => {
  test.each([
    ["nothing", {}],
    ["REQUIRED", { 3: REQUIRED }],
    ["OPTIONAL", { 3: OPTIONAL }],
    ["REPEATED, as arrow-go writes", { 3: REPEATED }],
    ["a repetition that does not exist", { 3: 9 }],
    ["a type", { 1: TYPES.INT32, 3: REPEATED }],
  ])("says %s: its columns are read", async (_what, fields) => {
    const nested: OddColumn = {
      path: ["l", "list", "element"],
      type: TYPES.INT32,
      values: 3,
      pages: [
        dataPage(
          3,
          Buffer.concat([
            Buffer.from([2, 0, 0, 0, 3, 0b010]),
            Buffer.from([2, 0, 0, 0, 3, 0b111111]),
            plainInt32([1, 2, 3]),
          ]),
        ),
      ],
    };
    const schema = [
      root(4, fields),
      required("a", TYPES.INT32),
      optional("b", TYPES.INT32),
      group("d", 1, { 3: OPTIONAL }),
      required("c", TYPES.INT32),
      group("l", 1, { 3: OPTIONAL, 6: 3 }),
      group("list", 1, { 3: REPEATED }),
      optional("element", TYPES.INT32),
    ];
    const columns = [
      { path: ["a"], type: TYPES.INT32, values: 2, pages: [dataPage(2, plainInt32([1, 2]))] },
      {
        path: ["b"],
        type: TYPES.INT32,
        values: 2,
        pages: [dataPage(2, Buffer.concat([Buffer.from([2, 0, 0, 0, 3, 0b10]), plainInt32([5])]))],
      },
      {
        path: ["d", "c"],
        type: TYPES.INT32,
        values: 2,
        pages: [dataPage(2, Buffer.concat([levels(2, 1), plainInt32([6, 7])]))],
      },
      nested,
    ];
    expect(await valuesOf({ schema, groups: [{ rows: 2, columns }] })).toEqual([
      { a: 1, b: null, d: { c: 6 }, l: [1, 2] },
      { a: 2, b: 5, d: { c: 7 }, l: [3] },
    ]);
  });

  test("a field without a repetition is required", async () => {
    const schema = [root(), element("a", { 1: TYPES.INT32 })];
    expect(await valuesOf({ ...integers([dataPage(2, plainInt32([1, 2]))], 2), schema })).toEqual(a(1, 2));
  });
});

describe("pages", () => {
  const half = (from: number): Buffer => plainInt32([from, from + 1]);

  test.each([
    ["two frames of zstd", CODECS.ZSTD, [zstdCompressSync(half(1)), zstdCompressSync(half(3))]],
    [
      "frames of zstd, some of them empty",
      CODECS.ZSTD,
      [
        zstdCompressSync(Buffer.alloc(0)),
        zstdCompressSync(half(1)),
        zstdCompressSync(Buffer.alloc(0)),
        zstdCompressSync(half(3)),
      ],
    ],
    [
      "a skippable frame of zstd",
      CODECS.ZSTD,
      [Buffer.from("502a4d1803000000010203", "hex"), zstdCompressSync(Buffer.concat([half(1), half(3)]))],
    ],
    ["two members of gzip", CODECS.GZIP, [gzipSync(half(1)), gzipSync(half(3))]],
    ["zlib under the name of gzip", CODECS.GZIP, [deflateSync(Buffer.concat([half(1), half(3)]))]],
  ])("of %s", async (_what, codec, parts) => {
    const body = Buffer.concat(parts);
    const page = dataPage(4, body, 0, { 2: 16 });
    expect(await valuesOf(integers([page], 4, { 4: codec }))).toEqual(a(1, 2, 3, 4));
    const v2 = dataPageV2(4, {}, body, { plainBytes: 16 });
    expect(await valuesOf(integers([v2], 4, { 4: codec }))).toEqual(a(1, 2, 3, 4));
  });

  test.each([
    ["too short", zstdCompressSync(half(1)), /its ZSTD data has 8 bytes where its header says 16/],
    ["too long", zstdCompressSync(Buffer.alloc(99)), /its ZSTD data cannot be unpacked: it has more than the 16 bytes/],
    ["damaged", Buffer.from("28b52ffd20", "hex"), /its ZSTD data cannot be unpacked: it is damaged/],
    ["something else", Buffer.from("plain"), /its ZSTD data cannot be unpacked: it is damaged/],
  ])("whose zstd is %s", async (_what, body, message) => {
    await expect(valuesOf(integers([dataPage(4, body, 0, { 2: 16 })], 4, { 4: CODECS.ZSTD }))).rejects.toThrow(message);
  });

  test("of version 2 that are not compressed though the column is", async () => {
    const v2 = (isCompressed: boolean): OddPage =>
      dataPageV2(2, {}, isCompressed ? gzipSync(half(1)) : half(3), { isCompressed, plainBytes: 8 });
    expect(await valuesOf(integers([v2(true), v2(false)], 4, { 4: CODECS.GZIP }))).toEqual(a(1, 2, 3, 4));
  });

  test("without values, of either version, in front, between and at the end", async () => {
    const pages = [
      dataPage(0, Buffer.alloc(0)),
      dataPage(2, half(1)),
      dataPageV2(0, {}, Buffer.alloc(0)),
      dataPage(0, Buffer.alloc(0)),
      dataPageV2(2, {}, half(3)),
      dataPage(0, Buffer.alloc(0)),
    ];
    expect(await valuesOf(integers(pages, 4))).toEqual(a(1, 2, 3, 4));
  });

  test("of an index, or of a kind that is not known, are passed over", async () => {
    const index: OddPage = { header: { 1: 1, 6: {} }, body: Buffer.from("index") };
    const later: OddPage = { header: { 1: 7 }, body: Buffer.from("later") };
    expect(await valuesOf(integers([index, dataPage(2, half(1)), later], 2))).toEqual(a(1, 2));
  });

  test("whose checksum fits, and whose does not", async () => {
    const body = half(1);
    const crc = crc32(body) | 0;
    expect(await valuesOf(integers([dataPage(2, body, 0, { 4: crc })], 2))).toEqual(a(1, 2));
    await expect(valuesOf(integers([dataPage(2, half(1)), dataPage(2, body, 0, { 4: crc + 1 })], 4))).rejects.toThrow(
      /column a of row group 0: page 1 \(at byte \d+\): its bytes do not fit its checksum/,
    );
  });

  test("of booleans in runs", async () => {
    const schema = [root(), required("a", TYPES.BOOLEAN)];
    const columns = [
      {
        path: ["a"],
        type: TYPES.BOOLEAN,
        values: 6,
        pages: [dataPage(3, levels(3, 1), 3), dataPageV2(3, {}, Buffer.from([2, 0, 0, 0, 3, 0b101]), { encoding: 3 })],
      },
    ];
    expect(
      (await valuesOf({ schema, groups: [{ rows: 6, columns }] })).map((row) => (row as { a: boolean }).a),
    ).toEqual([true, true, true, true, false, true]);
  });

  test("of an encoding that is not one for the type, or of an unknown one", async () => {
    for (const encoding of [3, 6]) {
      await expect(valuesOf(integers([dataPage(2, half(1), encoding)], 2))).rejects.toMatchObject({
        code: "rows/parquet-corrupt",
        message: expect.stringMatching(/page 0 \(at byte 4\): its encoding \w+ is not one for INT32/) as unknown,
      });
    }
    await expect(valuesOf(integers([dataPage(2, half(1), 11)], 2))).rejects.toMatchObject({
      code: "rows/parquet-unsupported",
      message: expect.stringContaining("unsupported encoding 11") as unknown,
    });
  });

  test("whose byte arrays reach beyond it", async () => {
    const schema = [root(), required("a", TYPES.BYTE_ARRAY)];
    const body = Buffer.from([200, 0, 0, 0, 1, 2, 3, 4]);
    const columns = [{ path: ["a"], type: TYPES.BYTE_ARRAY, values: 1, pages: [dataPage(1, body)] }];
    await expect(valuesOf({ schema, groups: [{ rows: 1, columns }] })).rejects.toThrow(/a value ends at byte 204 of 8/);
  });
});

describe("sizes and places of columns", () => {
  const texts = (meta: ThriftFields): OddColumn => ({
    path: ["a"],
    type: TYPES.BYTE_ARRAY,
    values: 3,
    pages: [dictionaryPage(3, plainText(["x", "yy", "zzz"])), dataPage(3, Buffer.from([2, 3, 0b100100, 0]), 8)],
    meta,
  });
  const text = (name: string): ThriftFields => required(name, TYPES.BYTE_ARRAY, { 6: 0 });
  const stored = texts({}).pages.reduce((sum, { header, body }) => sum + pageBytes(header, body).length, 0);
  const [dictionary] = texts({}).pages;
  const dictionaryHeader = pageBytes(dictionary?.header ?? {}, Buffer.alloc(9)).length - 9;

  test.each([
    ["without its dictionary's header", stored - dictionaryHeader],
    ["missing", undefined],
    ["0", 0],
  ])("a size that is %s, alone, before another column, and before another row group", async (_what, said) => {
    const columns: OddColumn[] = [texts({ 7: said }), { ...texts({ 7: said }), path: ["b"] }];
    const file = {
      schema: [root(2), text("a"), text("b")],
      groups: [
        { rows: 3, columns },
        { rows: 3, columns },
      ],
    };
    const expected = ["x", "yy", "zzz"].map((value) => ({ a: value, b: value }));
    expect(await valuesOf(file)).toEqual([...expected, ...expected]);
  });

  test("a size that ends in the middle of a column is noticed", async () => {
    const file = { schema: [root(), text("a")], groups: [{ rows: 3, columns: [texts({ 7: 5 })] }] };
    const long = {
      ...texts({ 7: 5 }),
      pages: [dictionaryPage(1, plainText(["x".repeat(500)])), dataPage(3, Buffer.from([0, 6, 0]), 8)],
    };
    expect((await valuesOf(file)).length).toBe(3);
    await expect(valuesOf({ ...file, groups: [{ rows: 3, columns: [long] }] })).rejects.toThrow(
      /column a of row group 0: page 0 \(at byte 4\): it ends at byte \d+, its column at byte 109/,
    );
  });

  test.each([
    ["path", { 3: undefined }],
    ["list of encodings", { 2: undefined }],
    ["uncompressed size", { 6: undefined }],
    ["type", { 1: undefined }],
    ["dictionary's place, the pages beginning there", { 9: 4, 11: undefined }],
    ["dictionary's place, 0", { 9: 4, 11: 0 }],
    ["first page's place", { 9: undefined }],
  ])("a column without its %s", async (_what, meta) => {
    const file = { schema: [root(), text("a")], groups: [{ rows: 3, columns: [texts(meta)] }] };
    expect(await valuesOf(file)).toEqual(["x", "yy", "zzz"].map((value) => ({ a: value })));
  });

  test("columns in another order than in the schema", async () => {
    const columns = [
      { path: ["b"], type: TYPES.INT32, values: 1, pages: [dataPage(1, plainInt32([2]))] },
      { path: ["a"], type: TYPES.INT32, values: 1, pages: [dataPage(1, plainInt32([1]))] },
    ];
    const schema = [root(2), required("a", TYPES.INT32), required("b", TYPES.INT32)];
    expect(await valuesOf({ schema, groups: [{ rows: 1, columns }] })).toEqual([{ a: 1, b: 2 }]);
  });

  test("a column whose type is not that of the schema", async () => {
    const columns = [{ path: ["a"], type: TYPES.INT64, values: 1, pages: [dataPage(1, plainInt32([2, 0]))] }];
    await expect(
      valuesOf({ schema: [root(), required("a", TYPES.INT32)], groups: [{ rows: 1, columns }] }),
    ).rejects.toThrow(/column a of row group 0: its type is INT64, in the schema INT32/);
  });

  test("what is wrong with a column matters only to who reads it", async () => {
    const columns: OddColumn[] = [
      { path: ["a"], type: TYPES.INT32, values: 1, pages: [dataPage(1, plainInt32([2]))] },
      { path: ["b"], type: TYPES.INT32, values: 1, pages: [dataPage(1, plainInt32([2]))], meta: { 4: 99 } },
      { path: ["c"], type: TYPES.INT32, values: 1, pages: [], meta: { 4: "text" } },
      { path: ["d"], type: TYPES.INT32, values: 1, pages: [], chunk: { 3: undefined } },
      { path: ["e"], type: TYPES.INT32, values: 1, pages: [], chunk: { 8: {} } },
      { path: ["f"], type: TYPES.INT32, values: 1, pages: [], chunk: { 1: "part-0.parquet" } },
    ];
    const names = ["a", "b", "c", "d", "e", "f"];
    const bytes = oddFile({
      schema: [root(6), ...names.map((name) => required(name, TYPES.INT32))],
      groups: [{ rows: 1, columns }],
    });
    expect((await rowsOf("parquet", bytes, { columns: ["a"] })).map(({ value }) => value)).toEqual([{ a: 2 }]);
    const failures = await Promise.all(
      names.slice(1).map((name) =>
        rowsOf("parquet", bytes, { columns: [name] }).then(
          () => "read",
          ({ code, message }: StageFailure) => `${code} ${message.replace(/^.*: column/, "column")}`,
        ),
      ),
    );
    expect(failures).toEqual([
      "rows/parquet-unsupported column b of row group 0: unsupported compression codec 99",
      "rows/parquet-corrupt column c of row group 0: its codec is not an integer",
      "rows/parquet-corrupt column d of row group 0: its row group says nothing about it",
      "rows/parquet-unsupported column e of row group 0: it is encrypted",
      "rows/parquet-unsupported column f of row group 0: it is in another file",
    ]);
  });
});

describe("shapes", () => {
  const id: OddColumn = { path: ["id"], type: TYPES.INT32, values: 2, pages: [dataPage(2, plainInt32([7, 8]))] };

  test.each([
    ["at the top", [group("empty", 0, { 3: OPTIONAL })], { empty: null }],
    ["required", [group("empty", 0, { 3: REQUIRED })], { empty: null }],
    ["repeated", [group("empty", 0, { 3: REPEATED })], { empty: null }],
    ["without a number of fields", [element("empty", { 3: OPTIONAL })], { empty: null }],
    [
      "in a list",
      [group("l", 1, { 3: OPTIONAL, 6: 3 }), group("list", 1, { 3: REPEATED }), group("element", 0, { 3: OPTIONAL })],
      { l: null },
    ],
    ["in a group", [group("g", 1, { 3: OPTIONAL }), group("empty", 0, { 3: OPTIONAL })], { g: null }],
  ])("a group without fields %s is null, and the other columns are read", async (_what, elements, expected) => {
    const file: OddFile = {
      schema: [root(2), required("id", TYPES.INT32), ...elements],
      groups: [{ rows: 2, columns: [id] }],
    };
    expect(await valuesOf(file)).toEqual([7, 8].map((value) => ({ id: value, ...expected })));
    const names = Object.keys(expected);
    expect((await rowsOf("parquet", oddFile(file), { columns: names })).map(({ value }) => value)).toEqual([
      expected,
      expected,
    ]);
  });

  test("a group without fields beside a field, and as the value of a map", async () => {
    const schema = [
      root(2),
      group("g", 2, { 3: REQUIRED }),
      group("empty", 0, { 3: OPTIONAL }),
      required("x", TYPES.INT32),
      group("m", 1, { 3: REQUIRED, 6: 1 }),
      group("key_value", 2, { 3: REPEATED }),
      required("key", TYPES.BYTE_ARRAY, { 6: 0 }),
      group("value", 0, { 3: OPTIONAL }),
    ];
    const columns: OddColumn[] = [
      { path: ["g", "x"], type: TYPES.INT32, values: 1, pages: [dataPage(1, plainInt32([1]))] },
      {
        path: ["m", "key_value", "key"],
        type: TYPES.BYTE_ARRAY,
        values: 1,
        pages: [dataPage(1, Buffer.concat([levels(1, 0), levels(1, 1), plainText(["k"])]))],
      },
    ];
    expect(await valuesOf({ schema, groups: [{ rows: 1, columns }] })).toEqual([
      { g: { empty: null, x: 1 }, m: { k: null } },
    ]);
  });

  test("a file whose only field is a group without fields, and one that claims endless rows of it", async () => {
    const file = (rows: number): OddFile => ({
      schema: [root(), group("empty", 0, { 3: OPTIONAL })],
      groups: [{ rows, columns: [] }],
    });
    expect(await valuesOf(file(2))).toEqual([{ empty: null }, { empty: null }]);
    await expect(valuesOf(file(2 ** 40))).rejects.toMatchObject({ code: "rows/parquet-corrupt" });
  });

  /** One row, `[[1, 2]]` or `[1, 2]`, in the lists of old writers. */
  test.each([
    ["a repeated field alone", [element("l", { 1: TYPES.INT32, 3: REPEATED })], 1, [1, 2]],
    [
      "two levels",
      [group("l", 1, { 3: REQUIRED, 6: 3 }), element("array", { 1: TYPES.INT32, 3: REPEATED })],
      1,
      [1, 2],
    ],
    [
      "Hive's bag",
      [group("l", 1, { 3: OPTIONAL, 6: 3 }), group("bag", 1, { 3: REPEATED }), optional("array_element", TYPES.INT32)],
      3,
      [1, 2],
    ],
    [
      "Avro's group of one field",
      [group("l", 1, { 3: REQUIRED, 6: 3 }), group("array", 1, { 3: REPEATED }), required("x", TYPES.INT32)],
      1,
      [{ x: 1 }, { x: 2 }],
    ],
    [
      "Thrift's tuple",
      [group("l", 1, { 3: REQUIRED, 6: 3 }), group("l_tuple", 1, { 3: REPEATED }), required("x", TYPES.INT32)],
      1,
      [{ x: 1 }, { x: 2 }],
    ],
  ])("lists: %s", async (_what, elements, definition, expected) => {
    const repetition = Buffer.from([2, 0, 0, 0, 3, 0b10]);
    const body = Buffer.concat([repetition, levels(2, definition), plainInt32([1, 2])]);
    const columns = [{ path: [], type: TYPES.INT32, values: 2, pages: [dataPage(2, body)], meta: { 3: undefined } }];
    expect(await valuesOf({ schema: [root(), ...elements], groups: [{ rows: 1, columns }] })).toEqual([
      { l: expected },
    ]);
  });

  test("lists of two levels in each other", async () => {
    const schema = [
      root(),
      group("l", 1, { 3: REQUIRED, 6: 3 }),
      group("list", 1, { 3: REPEATED }),
      element("item", { 1: TYPES.INT32, 3: REPEATED }),
    ];
    const body = Buffer.concat([Buffer.from([3, 0, 0, 0, 3, 0b011000, 0]), levels(3, 2), plainInt32([1, 2, 3])]);
    const columns = [{ path: ["l", "list", "item"], type: TYPES.INT32, values: 3, pages: [dataPage(3, body)] }];
    expect(await valuesOf({ schema, groups: [{ rows: 1, columns }] })).toEqual([
      { l: [{ item: [1, 2] }, { item: [3] }] },
    ]);
  });
});

describe("row groups", () => {
  const page = dataPage(2, plainInt32([1, 2]));
  const column: OddColumn = { path: ["a"], type: TYPES.INT32, values: 2, pages: [page] };

  test("without rows, in front, between and at the end", async () => {
    const none: OddColumn = { ...column, values: 0, pages: [] };
    const empty = { rows: 0, columns: [none] };
    const groups = [
      empty,
      { rows: 2, columns: [column] },
      empty,
      { rows: 2, columns: [column] },
      { rows: 0, columns: [] },
    ];
    expect(await valuesOf({ schema: [root(), required("a", TYPES.INT32)], groups })).toEqual(a(1, 2, 1, 2));
  });

  test("that are not there at all, where there are no rows", async () => {
    const schema = [root(), required("a", TYPES.INT32)];
    expect(await valuesOf({ schema, groups: [], footer: { 4: undefined } })).toEqual([]);
    await expect(valuesOf({ schema, groups: [], footer: { 3: 5, 4: undefined } })).rejects.toThrow(
      /no row groups for its 5 rows/,
    );
  });
});

test("columns of nulls alone, in either version, also with a dictionary", async () => {
  const schema = [root(2), optional("a", TYPES.INT32, { 10: { 11: {} } }), optional("b", TYPES.BYTE_ARRAY, { 6: 0 })];
  const nulls = (pages: readonly OddPage[], name: string, type: number): OddColumn => ({
    path: [name],
    type,
    values: 4,
    pages,
  });
  const v2 = dataPageV2(2, { definition: Buffer.from([4, 0]) }, Buffer.alloc(0), { encoding: 8 });
  const columns = [
    nulls([dataPage(4, levels(4, 0))], "a", TYPES.INT32),
    nulls([dictionaryPage(0, Buffer.alloc(0)), dataPage(2, levels(2, 0), 8), v2], "b", TYPES.BYTE_ARRAY),
  ];
  expect(await valuesOf({ schema, groups: [{ rows: 4, columns }] })).toEqual(
    Array.from({ length: 4 }, () => ({ a: null, b: null })),
  );
});

describe("decimals: one kind for a column", () => {
  const decimal = (precision: number | undefined, scale: number): ThriftFields => ({ 6: 5, 7: scale, 8: precision });
  test.each<[string, ThriftFields, number, Buffer, readonly string[]]>([
    ["INT32, 9 digits", decimal(9, 2), TYPES.INT32, plainInt32([115, 100, -5]), ["1.15", "1", "-0.05"]],
    [
      "INT64, 15 digits",
      decimal(15, 2),
      TYPES.INT64,
      plainInt64([115n, 999_999_999_999_999n]),
      ["1.15", "9999999999999.99"],
    ],
    [
      "INT64, 16 digits",
      decimal(16, 2),
      TYPES.INT64,
      plainInt64([115n, 100n, 0n, -5n]),
      ['"1.15"', '"1"', '"0"', '"-0.05"'],
    ],
    [
      "INT64, 18 digits, scale 0",
      decimal(18, 0),
      TYPES.INT64,
      plainInt64([5n, 2n ** 60n]),
      ["5", "1152921504606846976"],
    ],
    ["INT64 without a precision", decimal(undefined, 1), TYPES.INT64, plainInt64([5n]), ['"0.5"']],
    ["the logical type alone", { 10: { 5: { 1: 2, 2: 20 } } }, TYPES.INT64, plainInt64([5n]), ['"0.05"']],
    [
      "more digits than the column may have",
      decimal(4, 1),
      TYPES.INT64,
      plainInt64([15n, 12_345_678_901_234_567n]),
      ["1.5", '"1234567890123456.7"'],
    ],
    ["a negative scale", decimal(4, -2), TYPES.INT32, plainInt32([15]), ["1500"]],
  ])("%s", async (_what, fields, type, body, expected) => {
    const values = expected.length;
    const file = {
      schema: [root(), required("a", type, fields)],
      groups: [{ rows: values, columns: [{ path: ["a"], type, values, pages: [dataPage(values, body)] }] }],
    };
    const rows = await rowsOf("parquet", oddFile(file));
    expect(rows.map(({ value }) => stringifyJson((value as { a: never }).a))).toEqual(expected);
  });
});

describe("metadata in which one field is missing or odd", () => {
  const ODD: readonly (Thrift | undefined)[] = [undefined, 0, -1, 3, 2 ** 33, "x", true, [], [1], ["x"], {}, [{}]];

  const schema: ThriftFields[] = [
    root(4),
    required("a", TYPES.INT32),
    optional("b", TYPES.BYTE_ARRAY, { 6: 0, 10: { 1: {} } }),
    required("c", TYPES.INT64, { 6: 5, 7: 2, 8: 9, 10: { 5: { 1: 2, 2: 9 } } }),
    group("l", 1, { 3: OPTIONAL, 6: 3 }),
    group("list", 1, { 3: REPEATED }),
    optional("element", TYPES.INT64, { 10: { 8: { 1: true, 2: { 1: {} } } } }),
  ];
  const list = Buffer.concat([levels(2, 0), levels(2, 3), plainInt64([0n, 1n])]);
  const columns: OddColumn[] = [
    { path: ["a"], type: TYPES.INT32, values: 2, pages: [dataPage(2, plainInt32([1, 2]))] },
    {
      path: ["b"],
      type: TYPES.BYTE_ARRAY,
      values: 2,
      pages: [
        dictionaryPage(1, plainText(["x"])),
        dataPage(2, Buffer.concat([levels(2, 1), Buffer.from([0, 4, 0])]), 8),
      ],
    },
    { path: ["c"], type: TYPES.INT64, values: 2, pages: [dataPageV2(2, {}, plainInt64([1n, 2n]))] },
    { path: ["l", "list", "element"], type: TYPES.INT64, values: 2, pages: [dataPage(2, list)] },
  ];

  /** Every place of a field below, as the way to it. */
  const placesOf = (value: unknown, way: readonly string[] = []): readonly (readonly string[])[] =>
    typeof value !== "object" || value === null || value instanceof Uint8Array
      ? []
      : Object.entries(value).flatMap(([key, part]) => [[...way, key], ...placesOf(part, [...way, key])]);

  const withAt = <T>(value: T, [key = "", ...rest]: readonly string[], odd: Thrift | undefined): T => {
    const part = rest.length === 0 ? odd : withAt((value as Record<string, unknown>)[key], rest, odd);
    return (
      Array.isArray(value)
        ? value.map((item: unknown, i) => (String(i) === key ? part : item))
        : { ...value, [key]: part }
    ) as T;
  };

  /** The message of the failure; undefined where there is none. */
  const failureOf = async (file: OddFile): Promise<string | undefined> => {
    try {
      await valuesOf(file);
      return undefined;
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      expect(error.code).toMatch(/^rows\/parquet-(corrupt|unsupported)$/);
      return error.message;
    }
  };

  const file: OddFile = { schema, groups: [{ rows: 2, columns }] };

  test("the file is sound as it is", async () => {
    expect(await valuesOf(file)).toEqual([
      { a: 1, b: "x", c: 0.01, l: ["1970-01-01T00:00:00Z"] },
      { a: 2, b: "x", c: 0.02, l: ["1970-01-01T00:00:00.001Z"] },
    ]);
  });

  const check = async (
    make: (place: readonly string[], odd: Thrift | undefined) => OddFile,
    places: readonly (readonly string[])[],
  ): Promise<number> => {
    let failures = 0;
    for (const place of places) {
      for (const odd of ODD) {
        const message = await failureOf(make(place, odd));
        if (message === undefined) continue;
        failures += 1;
        expect(message, `${place.join(".")} = ${JSON.stringify(odd)}`).not.toMatch(ENGINE_WORDS);
        expect(message).not.toContain("its bytes do not follow");
      }
    }
    return failures;
  };

  test("in the schema", async () => {
    expect(
      await check(
        (place, odd) => ({ ...file, schema: withAt(schema, place, odd) }),
        placesOf(schema).filter(({ length }) => length > 1),
      ),
    ).toBeGreaterThan(100);
  });

  test("in the footer", async () => {
    const places = ["1", "2", "3", "4", "5", "6"].map((field) => [field]);
    expect(await check((place, odd) => ({ ...file, footer: withAt({}, place, odd) }), places)).toBeGreaterThan(15);
  });

  test("in a row group and its chunks", async () => {
    const ofGroup = (place: readonly string[], odd: Thrift | undefined): OddFile => ({
      schema,
      groups: [{ rows: 2, columns, fields: withAt({}, place, odd) }],
    });
    expect(
      await check(
        ofGroup,
        ["1", "2", "3"].map((field) => [field]),
      ),
    ).toBeGreaterThan(10);
    for (const [i, column] of columns.entries()) {
      const other = (change: Partial<OddColumn>): OddFile => ({
        schema,
        groups: [{ rows: 2, columns: columns.with(i, { ...column, ...change }) }],
      });
      await check(
        (place, odd) => other({ meta: withAt({}, place, odd) }),
        ["1", "2", "3", "4", "5", "6", "7", "9", "11"].map((field) => [field]),
      );
      await check(
        (place, odd) => other({ chunk: withAt({}, place, odd) }),
        ["1", "2", "3", "8"].map((field) => [field]),
      );
    }
  });

  test("in the header of a page", async () => {
    for (const [i, column] of columns.entries()) {
      for (const [k, { header, body }] of column.pages.entries()) {
        const sizes = { 2: body.length, 3: body.length, ...header };
        const other = (place: readonly string[], odd: Thrift | undefined): OddFile => ({
          schema,
          groups: [
            {
              rows: 2,
              columns: columns.with(i, {
                ...column,
                pages: column.pages.with(k, { header: withAt(sizes, place, odd), body }),
              }),
            },
          ],
        });
        expect(await check(other, placesOf(sizes))).toBeGreaterThan(10);
      }
    }
  });
});

function plainInt64(values: readonly bigint[]): Buffer {
  return Buffer.from(BigInt64Array.from(values).buffer);
}
