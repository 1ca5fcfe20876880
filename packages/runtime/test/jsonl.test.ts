// JSON lines to rows and errors: line ends, encodings, limits.
import { readFileSync } from "node:fs";
import { readRows } from "@heddle/runtime";
import { stringifyJson, type Value } from "@heddle/compiler";
import { describe, expect, test } from "vitest";
import { findJsonError } from "../src/4-rows/json/json-error.ts";
import { chunks, outcomes, PLAIN_CSV, rowsFrom, rowsOf } from "./support/formats.ts";

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/formats/${name}`, import.meta.url));

describe("lines", () => {
  test("LF, CRLF, a byte-order mark, blank lines and no last newline", async () => {
    const bytes = fixture("lines.json");
    const rows = await rowsOf("json", bytes);
    for (const { offset, raw } of rows)
      expect(bytes.toString("utf8", offset, (offset ?? 0) + Buffer.byteLength(raw))).toBe(raw);
    expect(rows.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(outcomes(rows)).toEqual([
      { id: 1, name: "Zoë", at: "2024-05-01T10:00:00Z" },
      expect.objectContaining({ id: 12345678901234567890n, name: "東京 🗼" }),
      "! row/not-json",
      [1, 2, 3],
      "text",
      null,
      { id: 4, text: "a\nbé" },
    ]);
    expect(rows[2]?.error).toBe(
      "row/not-json: not JSON at column 16: a value is missing; each line must be one JSON value",
    );
    expect(rows[2]?.raw).toBe('{"id":3,"name":}');
  });

  test("every number leaves as it came, wherever it stands", async () => {
    const lines = [
      '{"a":[{"b":9007199254740993}]}',
      "[-9223372036854775809]",
      '{"a":1e400,"b":0.1}',
      "12345678901234567890",
      '{"x":1.5e3}',
    ];
    const rows = await rowsOf("json", lines.join("\n"));
    expect(rows.map(({ value }) => stringifyJson(value ?? null))).toEqual([...lines.slice(0, 4), '{"x":1500}']);
  });

  test("every number in the columns that are read leaves as it came", async () => {
    const lines = [
      '{"a":{"b":9007199254740993},"c":1}',
      '{"c":9007199254740993}',
      "[9007199254740993]",
      '{"__proto__":9007199254740993}',
      "9007199254740993",
      '{"a":null}',
      "null",
    ];
    const bytes = chunks(Buffer.from(lines.join("\n")), 7);
    const read: string[] = [];
    for await (const batch of readRows(
      { kind: "stream", bytes },
      { settings: { fileType: "json", csv: PLAIN_CSV }, columns: ["a", "__proto__", "constructor"], place: {} },
    )) {
      for (let i = 0; i < batch.count; i += 1) read.push(stringifyJson(batch.read(i) as Value));
    }
    expect(read).toEqual([lines[0], '{"c":9007199254740992}', ...lines.slice(2)]);
  });

  test("a key named __proto__ is a key", async () => {
    const [row] = await rowsOf("json", '{"__proto__":{"polluted":1}}');
    expect(Object.keys(row?.value as object)).toEqual(["__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("a byte-order mark at the start of a line, as where files were joined, is passed over", async () => {
    expect(outcomes(await rowsOf("json", '\ufeff{"a":1}\n\ufeff{"a":2}\n{"a":\ufeff3}'))).toEqual([
      { a: 1 },
      { a: 2 },
      "! row/not-json",
    ]);
  });

  test("an empty file and a file of blank lines have no rows", async () => {
    expect(await rowsOf("json", "")).toEqual([]);
    expect(await rowsOf("json", "\ufeff")).toEqual([]);
    expect(await rowsOf("json", "\n\r\n  \n\t")).toEqual([]);
  });

  test("the bytes of a row are those of its line", async () => {
    for await (const batch of readRows(
      { kind: "stream", bytes: chunks(Buffer.from('{"a":"é"}\r\n[2]'), 5) },
      { settings: { fileType: "json", csv: PLAIN_CSV }, place: {} },
    )) {
      for (let i = 0; i < batch.count; i += 1)
        expect(Buffer.from(batch.bytes?.(i) ?? []).toString()).toBe(batch.raw(i));
    }
  });
});

describe("errors", () => {
  test("bytes that are not UTF-8 are named, and cost only their row", async () => {
    const rows = await rowsOf("json", fixture("lines-bad-utf8.json"));
    expect(outcomes(rows)).toEqual([{ id: 1 }, "! row/not-utf8", { id: 2 }]);
    expect(rows[1]?.error).toContain("byte 10 of the row (byte 19 of the file)");
  });

  test.each([
    ["an overlong form", [0xc0, 0x80], 1],
    ["a surrogate", [0xed, 0xa0, 0x80], 1],
    ["past U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 1],
    ["a character cut off", [0xc3, 0xa9, 0xe2, 0x82], 3],
  ])("%s is not UTF-8", async (_what, bytes, at) => {
    const rows = await rowsOf("json", Buffer.concat([Buffer.from('"'), Buffer.from(bytes), Buffer.from('"')]));
    expect(rows[0]?.error).toContain(`byte ${at} of the row`);
  });

  test.each([
    ['{"a":1', 7, '"}" is missing'],
    ['{"a":1}}', 8, "something follows the value"],
    ["{'a':1}", 2, "\"'a'\" is not a JSON value"],
    ['{"a" 1}', 6, "a colon is missing after the key"],
    ['{"a":1,}', 8, "a comma before the end"],
    ["[1 2]", 4, "a comma is missing"],
    ["[1,]", 4, "a comma before the end"],
    ['{"a":"x', 6, "the string that starts here has no end"],
    ['["a\\x"]', 2, "the string that starts here holds an escape that JSON does not have"],
    ['["a\tb"]', 2, "the string that starts here holds a control character (code 9), which must be escaped"],
    ["[01]", 2, '"01" is not a JSON value'],
    ["NaN", 1, '"NaN" is not a JSON value'],
    ["{1:2}", 2, "a key must be a string in double quotes"],
    ["[", 2, "the text ends too early"],
    ["[1}", 3, '"}" closes nothing that is open'],
  ])("%s", async (text, column, what) => {
    expect(findJsonError(text)).toMatchObject({ column, what });
    const [row] = await rowsOf("json", text);
    expect(row?.error).toMatch(new RegExp(`^row/not-json: not JSON at column ${column}: `));
  });

  const many = 20_000_000;
  test.each([
    ["a string", () => `{"a":"${"x".repeat(many)}"`, many + 8, '"}" is missing'],
    ["a string of escapes", () => `{"a":"${"\\n".repeat(many / 2)}"`, many + 8, '"}" is missing'],
    ["a string that does not end", () => `["${"x".repeat(many)}`, 2, "the string that starts here has no end"],
    ["a key", () => `{"${"k".repeat(many)}" 1}`, many + 5, "a colon is missing after the key"],
    ["blanks", () => `[1${" ".repeat(many)}`, many + 3, '"]" is missing'],
    ["digits", () => `[${"1".repeat(many)}`, many + 2, '"]" is missing'],
    ["a word", () => "x".repeat(many), 1, '"xxxxxxxxxxxxxxxxxxxx" is not a JSON value'],
    ["values", () => `[${"1,".repeat(many / 20)}`, many / 10 + 2, "the text ends too early"],
    ["lists", () => "[".repeat(many / 20), many / 20 + 1, "the text ends too early"],
  ])("a long way to the error: %s", (_what, make, column, what) => {
    expect(findJsonError(make())).toMatchObject({ column, what });
  });

  test("a row that nests too deep is an error or a value, never a crash", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const rows = await rowsOf("json", `1\n${deep}\n2`);
    expect(outcomes(rows)).toEqual([1, "! row/too-deep", 2]);
  });

  test.each([1, 10, 64, 1000])(
    "a line over the limit is an error and the rest goes on, in chunks of %i",
    async (size) => {
      const text = `{"a":1}\n"${"x".repeat(300)}"\n{"a":2}\n"${"y".repeat(98)}"\n"${"z".repeat(99)}"\n3`;
      const rows = await rowsFrom("json", chunks(Buffer.from(text), size), { maxRowBytes: 100 });
      expect(outcomes(rows)).toEqual([{ a: 1 }, "! row/too-long", { a: 2 }, "y".repeat(98), "! row/too-long", 3]);
      expect(rows.map(({ offset }) => offset)).toEqual([0, 8, 311, 319, 420, 522]);
      expect(rows[1]?.error).toContain("302 bytes, more than the 100");
    },
  );
});

describe("batches", () => {
  test("are bounded by rows and by bytes; a last line without an end comes by itself", async () => {
    const text = Array.from({ length: 25 }, (_, i) => `"${"x".repeat(i % 5)}"`).join("\n");
    const sizes = async (options: object): Promise<number[]> => {
      const counts: number[] = [];
      for await (const batch of readRows(
        { kind: "stream", bytes: chunks(Buffer.from(text), 1e6) },
        { settings: { fileType: "json", csv: PLAIN_CSV }, place: {}, ...options },
      ))
        counts.push(batch.count);
      return counts;
    };
    expect(await sizes({ maxRowsPerBatch: 10 })).toEqual([10, 10, 4, 1]);
    expect(Math.max(...(await sizes({ maxBatchBytes: 12 })))).toBeLessThan(6);
  });

  test("memory stays bounded while a line without an end goes by", async () => {
    const piece = Buffer.alloc(1024 * 1024, "x");
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('"');
      for (let i = 0; i < 400; i += 1) yield piece;
      yield Buffer.from("\n1\n");
    };
    const before = process.memoryUsage().arrayBuffers;
    const rows = await rowsFrom("json", endless(), { maxRowBytes: 8 * 1024 * 1024 });
    expect(outcomes(rows)).toEqual(["! row/too-long", 1]);
    expect(rows[0]?.raw.length).toBe(4096);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
  });
});

test.each([
  ["UTF-16", Buffer.from('\ufeff{"a":1}', "utf16le"), "rows/utf-16"],
  ["Parquet", fixture("events.parquet"), "rows/not-text"],
  ["gzip", fixture("lines.json.gz"), "rows/not-text"],
])("a file that is %s is refused", async (_what, bytes, code) => {
  await expect(rowsOf("json", bytes)).rejects.toMatchObject({ code, scope: "object" });
});
