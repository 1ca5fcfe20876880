// Parquet to rows: every type by what it must come out as, nested shapes, columns and ranges, broken files.
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { gzipSync } from "node:zlib";
import { parquetParts, readRows, RowError, StageFailure } from "@heddle/runtime";
import { parseJson, stringifyJson, type Value } from "@heddle/compiler";
import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { converterOf } from "../src/4-rows/parquet/values.ts";
import { chunks, outcomes, PLAIN_CSV, rowsFrom, rowsOf } from "./support/formats.ts";

const events = readFileSync(new URL("../../../fixtures/formats/events.parquet", import.meta.url));

/** The values of one column, written with the given physical type and annotation. */
async function column(
  element: Omit<SchemaElement, "name">,
  data: readonly unknown[],
  options: object = {},
): Promise<readonly unknown[]> {
  const bytes = parquetWriteBuffer({
    schema: [
      { name: "root", num_children: 1 },
      { name: "v", repetition_type: "OPTIONAL", ...element },
    ],
    columnData: [{ name: "v", data: [...data] }],
    statistics: false,
    ...options,
  });
  const rows = await rowsOf("parquet", Buffer.from(bytes));
  return rows.map(({ value, error }) => (error === undefined ? (value as { v: Value }).v : error));
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

describe("types", () => {
  test.each<[string, Omit<SchemaElement, "name">, readonly unknown[], readonly unknown[]]>([
    ["BOOLEAN", { type: "BOOLEAN" }, [true, null, false], [true, null, false]],
    ["INT32", { type: "INT32" }, [1, -2147483648, null], [1, -2147483648, null]],
    [
      "INT64",
      { type: "INT64" },
      [5n, -5n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 63n), 2n ** 52n + 1n, -(2n ** 53n) + 1n],
      [5, -5, 2 ** 53 - 1, 2n ** 53n, -(2n ** 63n), 2 ** 52 + 1, -(2 ** 53) + 1],
    ],
    ["DOUBLE", { type: "DOUBLE" }, [0.1, -0, NaN, Infinity, 1e20, 3], [0.1, 0, null, null, 100000000000000000000n, 3]],
    [
      "FLOAT",
      { type: "FLOAT" },
      [0.1, 1.1754944e-38, 16777216, 3.4028235e38, -2.5].map(Math.fround),
      [0.1, 1.1754944e-38, 16777216, 340282346638528859811704183484516925440n, -2.5],
    ],
    [
      "STRING",
      { type: "BYTE_ARRAY", converted_type: "UTF8" },
      ["é🗼", "", "\ufffd", null],
      ["é🗼", "", "\ufffd", null],
    ],
    ["ENUM", { type: "BYTE_ARRAY", converted_type: "ENUM" }, [hex("41")], ["A"]],
    ["bytes", { type: "BYTE_ARRAY" }, [hex("00ff10"), hex("")], ["AP8Q", ""]],
    ["BSON", { type: "BYTE_ARRAY", converted_type: "BSON" }, [hex("0500000000")], ["BQAAAAA="]],
    ["bytes of a fixed length", { type: "FIXED_LEN_BYTE_ARRAY", type_length: 3 }, [hex("010203")], ["AQID"]],
    [
      "UUID",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
      [hex("00112233445566778899aabbccddeeff")],
      ["00112233-4455-6677-8899-aabbccddeeff"],
    ],
    [
      "INTERVAL",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 12, converted_type: "INTERVAL" },
      [hex("010000000200000003000000")],
      [{ months: 1, days: 2, milliseconds: 3 }],
    ],
    [
      "DATE",
      { type: "INT32", converted_type: "DATE" },
      [0, -1, 19782, -719529],
      ["1970-01-01", "1969-12-31", "2024-02-29", "-000001-12-31"],
    ],
    [
      "TIMESTAMP in milliseconds",
      { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
      [0n, -1n, 1709210096789n, 9223372036854775807n],
      ["1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2024-02-29T12:34:56.789Z", 9223372036854775807n],
    ],
    [
      "TIMESTAMP in microseconds",
      { type: "INT64", converted_type: "TIMESTAMP_MICROS" },
      [1709210096789000n, 1709210096000001n, -1n],
      ["2024-02-29T12:34:56.789Z", "2024-02-29T12:34:56.000001Z", "1969-12-31T23:59:59.999999Z"],
    ],
    [
      "TIMESTAMP in nanoseconds",
      { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" } },
      [1709210096000000001n, 1709210096500000000n],
      ["2024-02-29T12:34:56.000000001Z", "2024-02-29T12:34:56.500Z"],
    ],
    [
      "TIME in microseconds",
      { type: "INT64", converted_type: "TIME_MICROS" },
      [0n, 86399999999n, 3600000000n],
      ["00:00:00", "23:59:59.999999", "01:00:00"],
    ],
  ])("%s", async (_what, element, data, expected) => {
    expect(await column(element, data)).toEqual(expected);
    // Many of the same: written with a dictionary, which is converted once.
    const many = Array.from({ length: 40 }, () => data).flat();
    expect(await column(element, many)).toEqual(Array.from({ length: 40 }, () => expected).flat());
  });

  // The writer takes these in another form, so their stored values are given to the converter itself.
  test.each<[string, Omit<SchemaElement, "name">, readonly unknown[], readonly unknown[]]>([
    ["UINT_32", { type: "INT32", converted_type: "UINT_32" }, [-1, 1], [4294967295, 1]],
    ["UINT_64", { type: "INT64", converted_type: "UINT_64" }, [-1n, 1n], [18446744073709551615n, 1]],
    [
      "JSON",
      { type: "BYTE_ARRAY", converted_type: "JSON" },
      [hex(Buffer.from('{"a":1}').toString("hex"))],
      ['{"a":1}'],
    ],
    [
      "FLOAT16",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } },
      ["0000", "003c", "662e", "007c", "00c0", "0100", "ff7b"].map(hex),
      [0, 1, 0.1, null, -2, 5.96e-8, 65504],
    ],
    [
      "DECIMAL in INT32",
      { type: "INT32", converted_type: "DECIMAL", precision: 9, scale: 2 },
      [115, -5, 100, 0],
      [1.15, -0.05, 1, 0],
    ],
    [
      "DECIMAL in INT64",
      { type: "INT64", converted_type: "DECIMAL", precision: 18, scale: 4 },
      [123456789012345678n, 1n, 900719925474099300n, 123456789012340000n],
      ["12345678901234.5678", "0.0001", "90071992547409.93", "12345678901234"],
    ],
    [
      "DECIMAL of 38 digits",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL", precision: 38, scale: 4 },
      [
        hex("00000000000000000000000000000064"),
        hex("ffffffffffffffffffffffffffffff9c"),
        hex("0fffffffffffffffffffffffffffffff"),
        hex("00000000000000000000000000002710"),
      ],
      ["0.01", "-0.01", "2126764793255865396646091296448551.3215", "1"],
    ],
    [
      "DECIMAL in bytes of any length",
      { type: "BYTE_ARRAY", converted_type: "DECIMAL", precision: 38, scale: 0 },
      [hex("80"), hex("0100000000000000000000")],
      [-128, 2n ** 80n],
    ],
  ])("%s, as stored", (_what, element, stored, expected) => {
    expect(converterOf({ name: "v", ...element })([...stored])).toEqual(expected);
  });

  test("a string that is not UTF-8 is an error of its row", async () => {
    const values = await column({ type: "BYTE_ARRAY", logical_type: { type: "ENUM" } }, [
      hex("41"),
      hex("41ff"),
      hex("42"),
    ]);
    expect(values).toEqual(["A", expect.stringMatching(/^row\/not-utf8: byte 1 of a string/) as unknown, "B"]);
  });

  test("what JSON cannot hold exactly leaves exactly", async () => {
    const [row] = await rowsOf("parquet", events);
    expect(stringifyJson(row?.value ?? null)).toContain('"id":1152921504606846976');
    expect(parseJson(row?.raw ?? "")).toEqual(row?.value);
  });
});

describe("shapes", () => {
  const list = (name: string, children: readonly SchemaElement[], repeated: SchemaElement): SchemaElement[] => [
    { name, repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
    repeated,
    ...children,
  ];
  const text = (name: string, repetition: SchemaElement["repetition_type"] = "OPTIONAL"): SchemaElement => ({
    name,
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    repetition_type: repetition,
  });

  async function nested(
    schema: readonly SchemaElement[],
    data: readonly unknown[],
    name = "v",
  ): Promise<readonly unknown[]> {
    const bytes = parquetWriteBuffer({
      schema: [{ name: "root", num_children: 1 }, ...schema],
      columnData: [{ name, data: [...data] }],
      pageSize: 60,
      statistics: false,
    });
    return (await rowsOf("parquet", Buffer.from(bytes), { maxRowsPerBatch: 3 })).map(
      ({ value }) => (value as Record<string, unknown>)[name],
    );
  }

  test("lists: null, empty, with nulls, across pages", async () => {
    const data = [
      ["a"],
      null,
      [],
      ["b", null, "c"],
      [null],
      ...Array.from({ length: 50 }, (_, i) => Array.from({ length: i % 9 }, (__, k) => `row ${i} item ${k}`)),
    ];
    expect(
      await nested(list("v", [text("element")], { name: "list", repetition_type: "REPEATED", num_children: 1 }), data),
    ).toEqual(data);
  });

  test("dicts in lists in dicts", async () => {
    const schema: SchemaElement[] = [
      { name: "v", repetition_type: "OPTIONAL", num_children: 2 },
      text("name"),
      ...list(
        "items",
        [
          { name: "element", repetition_type: "OPTIONAL", num_children: 2 },
          text("x"),
          { name: "n", type: "INT32", repetition_type: "REQUIRED" },
        ],
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
      ),
    ];
    const data = [
      { name: "a", items: [{ x: "1", n: 1 }, null, { x: null, n: 2 }] },
      null,
      { name: null, items: [] },
      { name: "b", items: null },
    ];
    expect(await nested(schema, data)).toEqual(data);
  });

  test("names that could be a prototype's", async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "__proto__", data: ["x"], type: "STRING" },
        { name: "constructor", data: ["y"], type: "STRING" },
      ],
    });
    const [row] = await rowsOf("parquet", Buffer.from(bytes));
    expect(Object.entries(row?.value as object)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });
});

describe("reading", () => {
  test("the fixture, row group by row group", async () => {
    const rows = await rowsOf("parquet", events, { maxRowsPerBatch: 7 });
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(rows[10]?.value).toEqual({
      id: 1152921504606846986n,
      name: "name 10 é",
      at: "2023-11-14T22:13:30.010Z",
      score: 2.5,
      flag: false,
      tags: null,
    });
    expect(rows[7]?.value).toEqual({
      id: 7,
      name: null,
      at: "2023-11-14T22:13:27.007Z",
      score: 1.75,
      flag: false,
      tags: ["tag 0", "tag 1", "tag 2"],
    });
  });

  test("only the columns asked for are read, and only their bytes", async () => {
    const big = Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: "small", data: Array.from({ length: 2000 }, (_, i) => i), type: "INT32" },
          {
            name: "large",
            data: Array.from({ length: 2000 }, (_, i) => `${i} ${Math.sin(i)}`.repeat(300)),
            type: "STRING",
          },
        ],
        rowGroupSize: 500,
        codec: "UNCOMPRESSED",
      }),
    );
    let bytesRead = 0;
    const read = async (start: number, end: number): Promise<Uint8Array> => {
      bytesRead += end - start;
      return big.subarray(start, end);
    };
    let sum = 0;
    for await (const batch of readRows(
      { kind: "ranges", size: big.length, read },
      { settings: { fileType: "parquet", csv: PLAIN_CSV }, columns: ["small", "missing"], place: {} },
    )) {
      for (let i = 0; i < batch.count; i += 1) {
        const row = batch.read(i);
        expect(Object.keys(row as object)).toEqual(["small"]);
        sum += (row as { small: number }).small;
      }
    }
    expect(sum).toBe((2000 * 1999) / 2);
    expect(big.length).toBeGreaterThan(8_000_000);
    expect(bytesRead).toBeLessThan(400_000);
  });

  describe("requests", () => {
    const large = (size: number): string[] => Array.from({ length: 200 }, (_, i) => `${i}`.padEnd(size, "x"));
    const fileOf = (columns: Readonly<Record<string, string[]>>, rowGroupSize: number): Buffer =>
      Buffer.from(
        parquetWriteBuffer({
          columnData: Object.entries(columns).map(([name, data]) => ({
            name,
            data,
            type: "STRING",
            encoding: "PLAIN",
          })),
          rowGroupSize,
          codec: "UNCOMPRESSED",
          statistics: false,
          pageSize: 100_000,
        }),
      );

    /** Reads all rows; what was asked for, with the number of rows that had come by then. */
    async function requestsOf(
      bytes: Buffer,
      columns?: readonly string[],
    ): Promise<{ readonly start: number; readonly end: number; readonly rows: number }[]> {
      const requests: { start: number; end: number; rows: number }[] = [];
      let rows = 0;
      const read = async (start: number, end: number): Promise<Uint8Array> => {
        requests.push({ start, end, rows });
        return bytes.subarray(start, end);
      };
      for await (const batch of readRows(
        { kind: "ranges", size: bytes.length, read },
        {
          settings: { fileType: "parquet", csv: PLAIN_CSV },
          place: {},
          maxRowsPerBatch: 10,
          ...(columns === undefined ? {} : { columns }),
        },
      ))
        rows += batch.count;
      expect(rows).toBe(200);
      // The head and the footer.
      return requests.slice(2);
    }

    test("small columns of a row group come in one, before the row group in front of it is done", async () => {
      const requests = await requestsOf(fileOf({ a: large(10), b: large(20), c: large(30) }, 100));
      expect(requests.map(({ rows }) => rows)).toEqual([0, 0]);
    });

    test("a column between, if it is large, is not read", async () => {
      const requests = await requestsOf(fileOf({ a: large(10), b: large(5000), c: large(30) }, 100), ["a", "c"]);
      expect(requests.length).toBe(4);
      expect(requests.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(20_000);
    });

    test("a large column comes window by window, each byte once, one window ahead", async () => {
      const bytes = fileOf({ a: large(100_000) }, 100);
      const requests = await requestsOf(bytes);
      // Ten megabytes a row group, windows of four.
      expect(requests.length).toBe(6);
      expect(requests.every(({ start, end }) => end - start <= 4 * 1024 * 1024)).toBe(true);
      const mapConcurrentOrdered = requests.toSorted((x, y) => x.start - y.start);
      for (const [i, { start }] of mapConcurrentOrdered.entries())
        if (i > 0) expect(start).toBeGreaterThanOrEqual(mapConcurrentOrdered[i - 1]?.end ?? 0);
      expect(requests.map(({ rows }) => rows > 0)).toEqual([false, false, true, true, true, true]);
      // Never more than the window that is being decoded and the one after it.
      for (const { start, rows } of requests) expect(start - rows * 100_000).toBeLessThanOrEqual(8.5 * 1024 * 1024);
    });

    test("a page larger than a window comes whole", async () => {
      const requests = await requestsOf(
        Buffer.from(
          parquetWriteBuffer({
            columnData: [{ name: "a", data: large(50_000), type: "STRING", encoding: "PLAIN" }],
            codec: "UNCOMPRESSED",
            statistics: false,
            pageSize: 20_000_000,
          }),
        ),
      );
      expect(requests.length).toBe(3);
    });
  });

  test("row groups one by one, in any order, at once: the rows of the whole, with their numbers", async () => {
    const data = Array.from({ length: 2500 }, (_, i) => `row ${i}`);
    const bytes = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: "v", data, type: "STRING" }], rowGroupSize: [1000, 700] }),
    );
    const input = {
      kind: "ranges",
      size: bytes.length,
      read: async (start: number, end: number) => bytes.subarray(start, end),
    } as const;
    const parts = await parquetParts(input, { place: {} });
    expect(parts.map(({ rowGroup, firstRow, rows }) => [rowGroup, firstRow, rows])).toEqual([
      [0, 0, 1000],
      [1, 1000, 700],
      [2, 1700, 700],
      [3, 2400, 100],
    ]);
    expect(parts.every(({ storedBytes }) => storedBytes > 100 && storedBytes < bytes.length)).toBe(true);
    const read = async (rowGroups: readonly number[]): Promise<[number, Value][]> => {
      const rows: [number, Value][] = [];
      for await (const batch of readRows(input, {
        settings: { fileType: "parquet", csv: PLAIN_CSV },
        place: {},
        rowGroups,
        maxRowsPerBatch: 64,
      })) {
        for (let i = 0; i < batch.count; i += 1) rows.push([batch.firstRow + i, batch.read(i) as Value]);
      }
      return rows;
    };
    const [last, first, middle] = await Promise.all([read([3]), read([0]), read([2, 1])]);
    expect([...first, ...middle, ...last]).toEqual(data.map((v, i) => [i, { v }]));
    expect(await read([])).toEqual([]);
  });

  test("a stream is spooled first, to a file without a name", async () => {
    const named = (): number => readdirSync(tmpdir()).filter((name) => /^heddle-rows-/.test(name)).length;
    const before = named();
    const settings = { fileType: "parquet", csv: PLAIN_CSV } as const;
    const input = { kind: "stream", bytes: chunks(events, 100) } as const;
    for await (const batch of readRows(input, { settings, place: { file: "test" } }))
      expect([named(), batch.count > 0]).toEqual([before, true]);
    expect(outcomes(await rowsFrom("parquet", chunks(events, 100)))).toEqual(outcomes(await rowsOf("parquet", events)));
  });

  test.each(["SNAPPY", "UNCOMPRESSED"] as const)("%s", async (codec) => {
    const data = Array.from({ length: 3000 }, (_, i) => `value ${i % 100}`);
    const bytes = parquetWriteBuffer({ columnData: [{ name: "v", data, type: "STRING" }], codec, pageSize: 1000 });
    expect((await rowsOf("parquet", Buffer.from(bytes))).map(({ value }) => (value as { v: string }).v)).toEqual(data);
  });
});

describe("broken files", () => {
  async function countByRanges(bytes: Buffer): Promise<number> {
    let count = 0;
    const read = async (start: number, end: number): Promise<Uint8Array> => bytes.subarray(start, end);
    for await (const batch of readRows(
      { kind: "ranges", size: bytes.length, read },
      { settings: { fileType: "parquet", csv: PLAIN_CSV }, place: { file: "test" } },
    )) {
      for (let i = 0; i < batch.count; i += 1) expect(batch.read(i)).toBeDefined();
      count += batch.count;
    }
    return count;
  }

  test("cut short at any byte", async () => {
    for (let end = 1; end < events.length; end += 1) {
      await expect(countByRanges(events.subarray(0, end)), `cut to ${end}`).rejects.toMatchObject({
        scope: "object",
        place: { file: "test" },
        code: expect.stringMatching(/^rows\/(truncated|not-parquet|parquet-corrupt)$/) as unknown,
      });
    }
  });

  test("any byte wrong: rows or a failure of the object, nothing else", async () => {
    let failures = 0;
    for (let at = 0; at < events.length; at += 1) {
      for (const flip of [0xff, 0x01]) {
        const bytes = Buffer.from(events);
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        try {
          await countByRanges(bytes);
        } catch (error) {
          if (!(error instanceof StageFailure)) throw new Error(`byte ${at} ^ ${flip}`, { cause: error });
          failures += 1;
        }
      }
    }
    expect(failures).toBeGreaterThan(1000);
  }, 120_000);

  test.each([
    ["text", Buffer.from('{"a":1}\n'), "rows/not-parquet", /plain text/],
    ["gzip", gzipSync(events), "rows/not-parquet", /starts like gzip/],
    [
      "encrypted",
      Buffer.concat([Buffer.from("PARE"), events.subarray(4, -4), Buffer.from("PARE")]),
      "rows/parquet-unsupported",
      /encrypted/,
    ],
  ])("%s", async (_what, bytes, code, message) => {
    await expect(rowsOf("parquet", bytes)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as unknown,
      hint: expect.any(String) as unknown,
    });
  });

  test("an object without bytes has no rows", async () => {
    expect(await rowsOf("parquet", Buffer.alloc(0))).toEqual([]);
  });

  test("a row error differs from a value by its class", async () => {
    expect(new RowError("row/not-utf8", "y")).not.toBeInstanceOf(Error);
  });
});
