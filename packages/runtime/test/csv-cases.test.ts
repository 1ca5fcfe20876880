// Every rule of CSV by its cases, in one piece, cut at every byte, and in small chunks; and any text as a plain reading of the rules has it.
import { readFileSync } from "node:fs";
import type { CsvSettings, Value } from "@heddle/compiler";
import { array, assert, asyncProperty, constantFrom, integer } from "fast-check";
import { describe, expect, test } from "vitest";
import { chunks, cutAt, outcomes, PLAIN_CSV, rowsFrom } from "./support/formats.ts";

interface Case {
  readonly name: string;
  readonly csv?: CsvSettings;
  readonly maxRowBytes?: number;
  readonly text: string;
  /** The value of each row, or "! " and the code of its error. */
  readonly rows: readonly Value[];
}

const cases = JSON.parse(
  readFileSync(new URL("../../../fixtures/rows/csv.json", import.meta.url), "utf8"),
) as readonly Case[];

test.each(cases)("$name", async ({ csv = PLAIN_CSV, maxRowBytes = 1000, text, rows }) => {
  const bytes = Buffer.from(text);
  const options = { csv, maxRowBytes };
  const whole = await rowsFrom("csv", chunks(bytes, bytes.length), options);
  expect(outcomes(whole)).toEqual(rows);
  for (const { offset = 0, raw } of whole) expect(bytes.toString("utf8", offset).startsWith(raw)).toBe(true);
  for (let at = 1; at < bytes.length; at += 1)
    expect(await rowsFrom("csv", cutAt(bytes, at), options), `cut at byte ${at}`).toEqual(whole);
  for (const size of [1, 2, 3, 7])
    expect(await rowsFrom("csv", chunks(bytes, size), options), `pieces of ${size}`).toEqual(whole);
});

test("a first line for Excel with another delimiter than the converter's is a failure that names both", async () => {
  await expect(rowsFrom("csv", chunks(Buffer.from("sep=;\r\na;b\r\n1;2\r\n"), 4))).rejects.toMatchObject({
    code: "rows/bad-header",
    message: 'the first line says that ";" separates the cells, the converter says ","',
    hint: 'set `csv.delimiter` to ";"',
  });
});

/** A cell, where it ends, and whether its quotes are sound. */
interface Cell {
  readonly text: string;
  readonly end: number;
  readonly problem?: "bad-quote" | "open-quote";
}

/** The rules, plainly, for tokens of one character: the cells of each record, or what is wrong with its quotes. */
function plainRecords(
  text: string,
  { delimiter, quote, escape }: CsvSettings,
): readonly (readonly string[] | string)[] {
  const own = escape === quote ? "" : escape;
  const lineEndAt = (at: number): string => /^(?:\r\n|\r|\n)/.exec(text.slice(at, at + 2))?.[0] ?? "";
  const endsCell = (at: number): boolean => at >= text.length || text[at] === delimiter || lineEndAt(at) !== "";

  const bare = (from: number): Cell => {
    let cell = "";
    let at = from;
    while (!endsCell(at)) {
      const next = own !== "" && text[at] === own ? at + 1 : -1;
      const literal =
        next < 0 || next >= text.length
          ? ""
          : lineEndAt(next) || ([delimiter, quote, own].includes(text[next] ?? "") ? (text[next] ?? "") : "");
      cell += literal === "" ? text[at] : literal;
      at += 1 + literal.length;
    }
    return { text: cell, end: at };
  };
  const quoted = (from: number): Cell => {
    let cell = "";
    for (let at = from; at < text.length; at += 1) {
      if (own !== "" && text[at] === own) {
        at += 1;
        cell += text[at] ?? "";
      } else if (text[at] !== quote) cell += text[at];
      else if (own === "" && text[at + 1] === quote) {
        at += 1;
        cell += quote;
      } else if (endsCell(at + 1)) return { text: cell, end: at + 1 };
      else
        return {
          text: cell,
          end: bare(at + 1).end,
          problem: /[\r\n]/.test(text.slice(start, at + 1)) ? "open-quote" : "bad-quote",
        };
    }
    return { text: cell, end: text.length, problem: "open-quote" };
  };

  const records: (readonly string[] | string)[] = [];
  let start = 0;
  while (start < text.length) {
    const cells: string[] = [];
    let problem: string | undefined;
    let at = start;
    for (;;) {
      const cell = quote !== "" && text[at] === quote ? quoted(at + 1) : bare(at);
      cells.push(cell.text);
      at = cell.end;
      problem = cell.problem === "open-quote" ? cell.problem : (problem ?? cell.problem);
      if (problem === "open-quote" || text[at] !== delimiter) break;
      at += 1;
    }
    if (problem !== undefined) {
      records.push(problem);
      // The first line alone is lost.
      at = start;
      while (at < text.length && lineEndAt(at) === "") at += 1;
    } else if (cells.length > 1 || at > start) records.push(cells);
    start = at + lineEndAt(at).length;
  }
  return records;
}

describe("any text, in any chunks, as the rules read plainly", () => {
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
      ',"',
      '",',
      "\\",
      "\\\n",
      "\\,",
      '\\"',
      " ",
      '"x,y"',
      '"\n"',
    ),
    { maxLength: 40 },
  );
  test.each<[string, Partial<CsvSettings>]>([
    ["quotes doubled", {}],
    ["an escape character", { escape: "\\" }],
    ["no quotes", { quote: "", escape: "" }],
    ["no quotes, an escape character", { quote: "", escape: "\\" }],
  ])("%s", async (_what, settings) => {
    const csv = { ...PLAIN_CSV, ...settings, columns: Array.from({ length: 90 }, (_, i) => `c${i}`) };
    await assert(
      asyncProperty(pieces, integer({ min: 1, max: 9 }), async (parts, size) => {
        const text = parts.join("");
        const rows = await rowsFrom("csv", chunks(Buffer.from(text), size), { csv });
        expect(rows.map(({ value, error }) => error?.split(/[/:]/)[1] ?? Object.values(value as object))).toEqual(
          plainRecords(text, csv),
        );
      }),
      { numRuns: 3000, seed: 21 },
    );
  });
});
