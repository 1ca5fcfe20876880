// Tables, widths, numbers and progress, as text.
import { describe, expect, it } from "vitest";
import { keyMatcher } from "../src/key-matcher.ts";
import { renderCounts } from "../src/report/counts.ts";
import { createProgress } from "../src/report/progress.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInstant,
  formatReasons,
  plural,
} from "../src/report/format.ts";
import { painter } from "../src/report/style.ts";
import { renderTable } from "../src/report/table.ts";
import { displayWidth, keepTogether, shorten, shortenStart, wrap, wrapTokens, wrapWords } from "../src/report/width.ts";
import { stripVTControlCharacters } from "node:util";
import type { JobReport, RowCounts } from "@heddle/runtime";
import { noRows } from "@heddle/runtime/local";
import { renderJobReport } from "../src/report/job.ts";
import { reportWidth, type TextOutput } from "../src/terminal.ts";

function recorder(isTty: boolean, columns = 100): TextOutput & { readonly written: () => string } {
  let text = "";
  return {
    isTty,
    color: false,
    columns,
    write: async (piece) => {
      text += piece;
    },
    written: () => text,
  };
}

describe("numbers", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [1_234_567, "1.23 MB"],
    [5e9, "5.00 GB"],
  ])("writes %d bytes as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [0, "0 ms"],
    [999.4, "999 ms"],
    [1234, "1.2 s"],
    [59_949, "59.9 s"],
    [59_950, "1 min 00 s"],
    [185_000, "3 min 05 s"],
  ])("writes %d ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("writes counts, reasons and instants", () => {
    expect(formatCount(1234567)).toBe("1,234,567");
    expect([plural(1, "row"), plural(2, "row")]).toEqual(["1 row", "2 rows"]);
    expect(formatReasons({ a: 1, b: 3 })).toBe("b 3, a 1");
    expect(formatInstant(0)).toBe("1970-01-01 00:00:00Z");
  });
});

describe("widths", () => {
  it.each([
    ["abc", 3],
    ["\u001b[31mred\u001b[0m", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["😀", 2],
  ])("of %j is %d", (text, width) => expect(displayWidth(text)).toBe(width));

  it("cuts at either end, and breaks", () => {
    expect(shorten("abcdef", 4)).toBe("abc…");
    expect(shortenStart("folder/file.json", 10)).toBe("…file.json");
    expect(shortenStart("日本語", 4)).toBe("…語");
    expect(wrap("abcdefg", 3)).toEqual(["abc", "def", "g"]);
    expect(wrap("", 3)).toEqual([""]);
    expect(wrapWords("one two threefour", 5)).toEqual(["one", "two", "three", "four"]);
    expect(shorten("👩‍👩‍👧‍👦 family", 3)).toBe("👩‍👩‍👧‍👦…");
  });
});

describe("text that is wrapped between words", () => {
  it("keeps tokens, commands and what is kept together whole", () => {
    expect(wrapTokens("run `heddle retry` now", 12)).toBe("run\n`heddle retry`\nnow");
    expect(wrapTokens("see s3://bucket/a/long/key", 10, "  ")).toBe("see\n  s3://bucket/a/long/key");
    expect(wrapTokens(`a b + ${keepTogether("set aside 3")}`, 12)).toBe("a b +\nset aside 3");
    expect(wrapTokens("ok       bucket   it exists", 18, "    ")).toBe("ok       bucket\n    it exists");
  });

  it("leaves names as they are spelt, with a letter and its mark apart", () => {
    const key = "cafe\u0301/\u1112\u1161\u11ab";
    expect(wrapTokens(`failed ${key}`, 8)).toBe(`failed\n${key}`);
    expect(wrap(key, 20).join("")).toBe(key);
  });
});

describe("tables", () => {
  it("align cells, with colours or without", () => {
    const columns = [{ title: "file" }, { title: "rows", align: "right" }] as const;
    const plain = renderTable(
      columns,
      [
        ["a", "1"],
        ["日本", "1,000"],
      ],
      { paint: painter(false), total: ["total", "1,001"] },
    );
    expect(plain).toBe(
      [
        "┌───────┬───────┐",
        "│ file  │  rows │",
        "├───────┼───────┤",
        "│ a     │     1 │",
        "│ 日本  │ 1,000 │",
        "├───────┼───────┤",
        "│ total │ 1,001 │",
        "└───────┴───────┘",
      ].join("\n"),
    );
    const coloured = renderTable(columns, [["a", painter(true)("red", "1")]], { paint: painter(true) });
    expect(new Set(coloured.split("\n").map(displayWidth)).size).toBe(1);
  });
});

describe("patterns of keys", () => {
  it.each([
    ["*", "any/thing", true],
    ["a*", "a", true],
    ["a*b", "ab", true],
    ["a*b", "aXbX", false],
    ["a*b*c", "a-b-b-c", true],
    ["a?c", "abc", true],
    ["a?c", "a😀c", true],
    ["a.c", "abc", false],
    ["*.gz", "x.gz.tmp", false],
    ["ab*ba", "aba", false],
    ["", "", true],
    ["", "a", false],
  ])("%j and %j: %s", (pattern, key, matches) => expect(keyMatcher([pattern])(key)).toBe(matches));

  it("answer at once, whatever the pattern", () => {
    expect(keyMatcher([`${"*a".repeat(500)}*b`])("a".repeat(1000))).toBe(false);
  });
});

describe("progress", () => {
  it("is plain lines where there is no terminal", () => {
    const out = recorder(false);
    const progress = createProgress(out);
    progress.update("a", { label: "a", share: 0.5, note: "" });
    progress.log("listed 1 object");
    progress.finish("a", "done a");
    progress.stop();
    expect(out.written()).toBe("listed 1 object\ndone a\n");
  });

  it("redraws bars on a terminal and leaves finished lines above them", () => {
    const out = recorder(true);
    const progress = createProgress(out);
    progress.update("a", { label: "a.json", share: 0.5, note: "5 rows" });
    progress.update("b", { label: "b.json", note: "" });
    progress.log("started");
    expect(out.written()).toContain(
      `started\na.json  ${"█".repeat(12)}${"░".repeat(12)}  50%  5 rows\nb.json  ${"·".repeat(24)}`,
    );
    progress.finish("a", "done a.json");
    progress.stop();
    expect(out.written()).toContain("\u001b[2A\r\u001b[Jdone a.json\nb.json");
    expect(out.written().endsWith("\u001b[1A\r\u001b[J")).toBe(true);
  });

  it.each([40, 69, 70, 100])("never fills a terminal of %d columns, nor its lines", (columns) => {
    const out = recorder(true, columns);
    const progress = createProgress(out);
    for (let i = 0; i < 30; i += 1)
      progress.update(`${i}`, {
        label: `folder/${"x".repeat(60)}/${i}.json`,
        share: i / 30,
        note: "1,234,567 rows, 12.3 MB of 45.6 MB",
      });
    progress.log("");
    const lines = out.written().split("\n").slice(1, -1);
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe("and 18 more");
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });
});

describe("counts", () => {
  it("name each reason, and do not lay duplicates at the converter's door", () => {
    const counts = {
      rows: 10,
      events: 4,
      ignored: 0,
      dropped: { "map/no-value": 1, "dedup/duplicate": 3 },
      setAside: { "row/not-json": 2 },
      changes: {},
    };
    expect(renderCounts(counts, { paint: painter(false), room: 100 }).split("\n")).toEqual([
      "rows 10 = events 4 + ignored 0 + dropped 4 + set aside 2",
      "  dropped: dedup/duplicate 3, map/no-value 1",
      "  set aside: row/not-json 2",
    ]);
  });
});

describe("a report", () => {
  const counts: RowCounts = { ...noRows(), rows: 1_234_567, events: 1_234_000, setAside: { "row/not-json": 567 } };
  const objectOf = (key: string): JobReport["objects"][number] => ({
    object: { bucket: "b", key, etag: "e", size: 1, lastModified: 0 },
    outcome: "done",
    counts,
    bytesRead: 123_456_789,
    bytesWritten: 1,
    files: [],
    ms: 65_000,
    findings: [],
    converterHash: "h",
  });
  const failed: JobReport["objects"][number] = {
    ...objectOf("exports/2026/11/24/failed.json.gz"),
    outcome: "failed",
    counts: noRows(),
    error: {
      code: "rows/not-json",
      message: "no row of s3://acme-events/exports/2026/11/24/failed.json.gz could be read",
      hint: "look at the file, correct the converter's `fileType`, then run `heddle retry source.json`",
      retryable: false,
    },
  };
  const report: JobReport = {
    source: { bucket: "b", prefix: "", region: "r" },
    startedAt: 0,
    endedAt: 70_000,
    objects: [
      objectOf("exports/2026/11/24/a-rather-long-name-of-a-file-as-warehouses-write-them-00000.json.gz"),
      failed,
    ],
    omitted: 0,
    changed: [],
    findings: [],
    outcomes: { done: 1, failed: 1, gone: 0, lost: 0 },
    listings: 1,
    totals: counts,
    aborted: false,
  };

  it.each([60, 80, 120, 200])("fits %i columns", (columns) => {
    const text = renderJobReport(report, { paint: painter(true), room: columns });
    const table = text.split("\n").filter((line) => /[│─]/.test(line));
    for (const line of table) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    // What is wrapped is cut between words alone.
    const words = (shown: string): string[] => stripVTControlCharacters(shown).split(/\s+/);
    for (const word of words(failed.error?.message ?? "")) expect(words(text)).toContain(word);
  });

  it.each([60, 80, 120])("is at %i columns as before", (columns) => {
    expect(renderJobReport(report, { paint: painter(false), room: columns })).toMatchSnapshot();
  });

  it("has whole names where nothing limits it", () => {
    expect(renderJobReport(report, { paint: painter(false), room: Infinity })).toContain(report.objects[0]?.object.key);
    expect(reportWidth({ isTty: false, columns: 100 })).toBe(Infinity);
    expect(reportWidth({ isTty: true, columns: 77 })).toBe(77);
  });
});
