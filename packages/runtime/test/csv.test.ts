// CSV to rows and errors: quotes, settings, headers, ragged rows; and the same records as csv-parse on any text.
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { assert, asyncProperty, constantFrom, array, integer, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { chunks, outcomes, PLAIN_CSV, rowsFrom, rowsOf } from "./support/formats.ts";

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/formats/${name}`, import.meta.url));

describe("the fixture", () => {
  test("every kind of row", async () => {
    const bytes = fixture("rows.csv");
    const rows = await rowsOf("csv", bytes);
    expect(outcomes(rows)).toEqual([
      { id: "1", name: "Zoë", column_3: "x", name_2: "y", note: 'said "hi", left' },
      { id: "2", name: "東京, 🗼", column_3: "", name_2: "", note: "first line\r\nsecond line" },
      { id: "3", name: "short" },
      "! row/too-many-cells",
      { id: "5", name: "a", column_3: "b", name_2: "c", note: "d" },
      "! row/bad-quote",
      { id: "7", name: '6" pipe', column_3: "b", name_2: "c", note: "d" },
      "! row/open-quote",
      { id: "9", name: "a", column_3: "b", name_2: "c", note: "last" },
    ]);
    for (const { offset, raw } of rows)
      expect(bytes.toString("utf8", offset, (offset ?? 0) + Buffer.byteLength(raw))).toBe(raw);
    expect(rows[1]?.raw).toContain("first line\r\nsecond line");
  });

  test("a quote and an escape of one's own", async () => {
    const rows = await rowsOf("csv", fixture("rows-semicolon.csv"), {
      csv: { delimiter: ";", quote: "'", escape: "\\" },
    });
    expect(outcomes(rows)).toEqual([
      { a: "1", b: "it's; fine", c: "3" },
      { a: "4", b: "back\\slash", c: "6" },
      { a: "7", b: "two\nlines", c: "9" },
    ]);
  });

  test("characters of several bytes", async () => {
    const rows = await rowsOf("csv", fixture("rows-wide-delimiter.csv"), {
      csv: { delimiter: "¦", quote: "§", escape: "§" },
    });
    expect(outcomes(rows)).toEqual([
      { a: "1", b: "q¦q", c: "3" },
      { a: "4", b: "§5", c: "6" },
    ]);
  });

  test("lines that end with CR alone", async () => {
    expect(outcomes(await rowsOf("csv", fixture("rows-cr.csv")))).toEqual([
      { a: "1", b: "x\ry" },
      { a: "2", b: "z" },
    ]);
  });
});

describe("header", () => {
  test("columns of the settings: the first line is a row", async () => {
    const rows = await rowsOf("csv", "1,2\n3", { csv: { ...PLAIN_CSV, columns: ["a", "b"] } });
    expect(outcomes(rows)).toEqual([{ a: "1", b: "2" }, { a: "3" }]);
  });

  test("made names never take the place of a real one", async () => {
    expect(outcomes(await rowsOf("csv", "a,a_2,a,,column_4,a\n1,2,3,4,5,6"))).toEqual([
      { a: "1", a_2: "2", a_3: "3", column_4_2: "4", column_4: "5", a_4: "6" },
    ]);
  });

  test("a column named __proto__ is a column", async () => {
    const [row] = await rowsOf("csv", "__proto__,constructor\nx,y");
    expect(Object.entries(row?.value as object)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  test("only a header: no rows", async () => {
    expect(await rowsOf("csv", "a,b\n")).toEqual([]);
    expect(await rowsOf("csv", "a,b")).toEqual([]);
    expect(await rowsOf("csv", "")).toEqual([]);
  });

  test.each([
    ["a quote that is never closed", '"a,b\n1,2\n'],
    ["text after a closing quote", '"a"x,b\n1,2\n'],
    ["no UTF-8", Buffer.from([0x61, 0xff, 0x0a, 0x31])],
  ])("%s in it is a failure of the file", async (_what, text) => {
    await expect(rowsOf("csv", text)).rejects.toMatchObject({ code: "rows/bad-header", place: { file: "test" } });
  });

  test("only the columns that are read", async () => {
    expect(outcomes(await rowsOf("csv", 'a,b,c\n1,"2",3\n4,5,6', { columns: ["c", "x"] }))).toEqual([
      { c: "3" },
      { c: "6" },
    ]);
  });
});

describe("records that cannot be read", () => {
  test("quotes that never close cost the lines that they open in", async () => {
    const text = `a,b\n1,"open\n${Array.from({ length: 50 }, (_, i) => `${i},x`).join("\n")}`;
    const rows = await rowsOf("csv", text);
    expect(outcomes(rows)).toEqual([
      "! row/open-quote",
      ...Array.from({ length: 50 }, (_, i) => ({ a: String(i), b: "x" })),
    ]);
  });

  test.each([10, 300, 1e6])("many of them are a failure of the file, in chunks of %i", async (size) => {
    const text = (times: number): Buffer => Buffer.from(`a,b\n${`1,"x\n${"2,3\n".repeat(40)}`.repeat(times)}`);
    const read = (times: number): ReturnType<typeof rowsFrom> =>
      rowsFrom("csv", chunks(text(times), size), { maxRowBytes: 100 });
    const few = outcomes(await read(20));
    expect(few).toHaveLength(20 * 41);
    expect(few.filter((row) => row === "! row/open-quote")).toHaveLength(20);
    await expect(read(150)).rejects.toMatchObject({ code: "rows/open-quotes", place: { file: "test", row: 100 * 41 } });
  });

  test.each([1, 7, 64, 5000])("a record over the limit, in chunks of %i", async (size) => {
    const text = `a,b\n1,2\n3,${"x".repeat(500)}\n"4","${"y\n".repeat(200)}"\n5,6`;
    const rows = await rowsFrom("csv", chunks(Buffer.from(text), size), { maxRowBytes: 450 });
    expect(outcomes(rows)).toEqual([
      { a: "1", b: "2" },
      "! row/too-long",
      { a: "4", b: "y\n".repeat(200) },
      { a: "5", b: "6" },
    ]);
  });

  test("bytes that are not UTF-8 cost only their row", async () => {
    const rows = await rowsOf(
      "csv",
      Buffer.concat([Buffer.from("a,b\n1,2\n3,"), Buffer.from([0xe9]), Buffer.from("\n5,é\n")]),
    );
    expect(outcomes(rows)).toEqual([{ a: "1", b: "2" }, "! row/not-utf8", { a: "5", b: "é" }]);
  });
});

describe("as csv-parse reads it", () => {
  const { rounds, seed } = campaign("csv");
  /** Outside quotes, csv-parse knows no escapes; and bad quotes it refuses. */
  const pieces = array(
    constantFrom(
      "a",
      "b",
      ",",
      ",",
      '"',
      '"',
      '""',
      "\n",
      "\r\n",
      "\r",
      "é",
      "🗼",
      " ",
      '"x,y"',
      '"\n"',
      '"x\\"y"',
      '"\\\\"',
    ),
    { maxLength: 40 },
  );

  /** Its records, or undefined where it refuses the text. */
  const theirs = (text: string, options: object): string[][] | undefined => {
    try {
      return parse(text, { relax_column_count: true, skip_empty_lines: true, relax_quotes: false, ...options });
    } catch {
      return undefined;
    }
  };

  test.each([
    ["quotes doubled", '"'],
    ["quotes escaped with a backslash", "\\"],
  ])("any text that it accepts, in any chunks: %s", { tags: "csv" }, async (_what, escape) => {
    const columns = Array.from({ length: 60 }, (_, i) => `c${i}`);
    let compared = 0;
    await assert(
      asyncProperty(pieces, integer({ min: 1, max: 9 }), async (parts, size) => {
        const text = parts.join("");
        const records = theirs(text, { escape, record_delimiter: ["\r\n", "\n", "\r"] });
        if (records === undefined) return;
        compared += 1;
        const rows = await rowsFrom("csv", chunks(Buffer.from(text), size), { csv: { ...PLAIN_CSV, escape, columns } });
        expect(rows.map(({ value, error }) => error ?? Object.values(value as object))).toEqual(records);
      }),
      { numRuns: rounds, seed },
    );
    expect(compared).toBeGreaterThan(rounds / 3);
  });

  test("what is written comes back", { tags: "csv" }, async () => {
    await assert(
      asyncProperty(
        array(array(string({ unit: "grapheme" }), { minLength: 2, maxLength: 5 }), { maxLength: 8 }),
        integer({ min: 1, max: 20 }),
        async (records, size) => {
          const text = records
            .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","))
            .join("\r\n");
          const rows = await rowsFrom("csv", chunks(Buffer.from(text), size), {
            csv: { ...PLAIN_CSV, columns: ["a", "b", "c", "d", "e"] },
          });
          expect(rows.map(({ value }) => Object.values(value as object))).toEqual(
            records.map((cells) => cells.map((cell) => cell.toWellFormed())),
          );
        },
      ),
      { numRuns: Math.ceil(rounds / 10), seed },
    );
  });
});
