// Time patterns against what a JVM said of them, and what is reported of patterns that are wrong, refused or without use.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileTimePattern, type TimePatternProblem } from "../src/java-time/compile.ts";
import type { TimePatternWarning } from "../src/java-time/warnings.ts";
import type { TimeProgram } from "../src/java-time/program.ts";
import { parseJavaTime } from "../src/java-time/runtime-parse.ts";

interface Vector {
  readonly pattern: string;
  readonly text: string;
  readonly ms?: number | null;
  readonly error?: true;
}

const vectors = readFileSync(new URL("../../../fixtures/java-time/vectors.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Vector);

/** The patterns among the vectors that Java takes and we refuse. */
const refused: string[] = ["uuuu M W E e", "YYYY w EEEE c", "YYYYYYYYYYYYYYYYYYYY-w-e"];

/** As a program comes out of a generated module: through its text. */
function program(pattern: string): TimeProgram {
  const compiled = compileTimePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.problems.map((problem) => problem.message).join(" "));
  return JSON.parse(JSON.stringify(compiled.program)) as TimeProgram;
}

function read(pattern: string, text: string): number | undefined {
  return parseJavaTime(program(pattern), text);
}

describe("the vectors of the JVM", () => {
  test("are many, and of every kind", () => {
    expect(vectors.length).toBeGreaterThan(3_000);
    expect(vectors.filter((vector) => typeof vector.ms === "number").length).toBeGreaterThan(1_000);
    expect(vectors.filter((vector) => vector.ms === null).length).toBeGreaterThan(500);
    expect(vectors.filter((vector) => vector.error).length).toBeGreaterThan(100);
    const letters = new Set(
      vectors
        .filter((vector) => typeof vector.ms === "number")
        .flatMap((vector) => [...vector.pattern.replace(/'[^']*'/g, "")]),
    );
    expect([..."GuyDMLdQqYwWEecFaBhKkHmsSAnNVvzOXxZpg"].filter((letter) => !letters.has(letter))).toEqual([]);
  });

  test("all agree, but for the patterns listed as refused", () => {
    const disagreeing: string[] = [];
    const unsupported = new Set<string>();
    for (const { pattern, text, ms, error } of vectors) {
      const compiled = compileTimePattern(pattern);
      if (!compiled.ok) {
        const kinds = new Set(compiled.problems.map((problem) => problem.kind));
        if (!kinds.has("syntax")) unsupported.add(pattern);
        if (error !== (kinds.has("syntax") ? true : undefined))
          disagreeing.push(`${pattern}: refused as ${[...kinds].join()}`);
        continue;
      }
      const ours = read(pattern, text) ?? null;
      if (error || !Object.is(ours, ms))
        disagreeing.push(`${pattern} on ${text}: ${ours}, not ${error ? "an error" : ms}`);
    }
    expect(disagreeing).toEqual([]);
    expect([...unsupported]).toEqual(refused);
  });
});

test("the example of the reference", () => {
  expect(read("M/d/yyyy H:mm:ss", "1/1/2021 5:06:07")).toBe(1609477567000);
});

test("formats of zones may be kept between calls, with the same answers", () => {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const zoned = program("uuuu-MM-dd HH:mm VV");
  for (const text of [
    "2021-03-14 02:30 America/New_York",
    "2021-11-07 01:30 America/New_York",
    "2021-07-01 00:00 Europe/Paris",
  ]) {
    const kept = parseJavaTime(zoned, text, formats);
    expect(kept).toBe(parseJavaTime(zoned, text));
    expect(kept).toBe(parseJavaTime(zoned, text, formats));
  }
  expect([...formats.keys()]).toEqual(["America/New_York", "Europe/Paris"]);
});

test("a program without zone letters is small, one with them carries the zones", () => {
  expect(JSON.stringify(program("M/d/yyyy H:mm:ss")).length).toBeLessThan(1_000);
  expect(program("uuuu VV").zones).toHaveLength(1);
});

describe("problems", () => {
  const problems = (pattern: string): [number, number, TimePatternProblem["kind"], string][] => {
    const compiled = compileTimePattern(pattern);
    return compiled.ok ? [] : compiled.problems.map(({ start, end, kind, message }) => [start, end, kind, message]);
  };

  test.each<[string, ...[number, number, TimePatternProblem["kind"], string][]]>([
    ["uuuu-MM-ddTHH:mm", [10, 11, "syntax", "`T` isn't a pattern letter."]],
    ["uuuu-MMMMMM", [5, 11, "syntax", "`M` can't be repeated 6 times."]],
    ["uuuu'x", [4, 6, "syntax", "This quoted text is missing its closing quote."]],
    ["uuuu]", [4, 5, "syntax", "Unmatched `]`: no optional section is open."]],
    [
      "{b#",
      [0, 1, "syntax", "`{` is reserved in time patterns."],
      [1, 2, "syntax", "`b` isn't a pattern letter."],
      [2, 3, "syntax", "`#` is reserved in time patterns."],
    ],
    ["uuuu pp", [5, 7, "syntax", "`p` must be followed by the letter that it pads."]],
    ["ppuuMM", [4, 6, "syntax", "Java doesn't allow a number right after a padded number."]],
    ["Y".repeat(20), [0, 20, "unsupported", "`Y` repeated 20 times isn't supported."]],
    [
      "uuuu M W E e",
      [11, 12, "unsupported", "A week-based date can't have its day of the week both as a name and as a number."],
    ],
  ])("of %s", (pattern, ...expected) => {
    expect(problems(pattern)).toEqual(expected);
  });
});

describe("warnings", () => {
  const warnings = (pattern: string): readonly TimePatternWarning[] => {
    const compiled = compileTimePattern(pattern);
    return compiled.ok ? compiled.warnings : [];
  };

  test.each<[string, number, number, RegExp]>([
    ["uuuu-MM-dd hh:mm", 11, 13, /without am\/pm/],
    ["KK uuuu-MM-dd", 0, 2, /without am\/pm/],
    ["YYYY-MM-dd", 0, 4, /full date.*`Y` is the week-based year; use `y`/],
    ["HH-Q-DD", 5, 7, /full date.*`D` is the day of the year; use `d`/],
    ["yyyy-mm-dd", 5, 7, /full date.*`m` is the minute; use `M`/],
    ["HH:mm", 0, 5, /full date/],
    ["", 0, 0, /full date/],
  ])("of %s", (pattern, start, end, message) => {
    const found = warnings(pattern);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ start, end, message: expect.stringMatching(message) });
  });

  test.each([
    "M/d/yyyy H:mm:ss",
    "uuuu-MM-dd hh:mm a",
    "uuuu-MM-dd h B",
    "g",
    "YYYY-ww-e",
    "uuuu M W E",
    "uuuu-DDD",
    "[uuuu][MM][dd]",
    "yyyy-MM-dd HH hh",
  ])("none of %s", (pattern) => {
    expect(warnings(pattern)).toEqual([]);
  });

  test("a pattern that is warned about yields no value for what the JVM makes of it", () => {
    const wrong = vectors.filter((vector) => typeof vector.ms === "number" && warnings(vector.pattern).length > 0);
    expect(wrong.map((vector) => vector.pattern)).toEqual([]);
  });
});

test("hostile patterns and texts get an answer", () => {
  const deep = `${"[".repeat(100_000)}uuuu-MM-dd${"]".repeat(100_000)}`;
  expect(read(deep, "2021-01-01")).toBe(1609459200000);
  expect(read(deep, "2021-01-")).toBeUndefined();
  expect(compileTimePattern("'".repeat(1_000_001)).ok).toBe(false);
  const wrongEverywhere = compileTimePattern("]".repeat(1_000_000));
  expect(wrongEverywhere.ok ? 0 : wrongEverywhere.problems.length).toBe(100);
  expect(compileTimePattern("d".repeat(5_000_000)).ok).toBe(false);
  expect(compileTimePattern("\ud800\u2028*/</script>'").ok).toBe(false);
  expect(read("uuuu-MM-dd VV", `2021-01-01 ${"A".repeat(1_000_000)}`)).toBeUndefined();
  expect(read("u-M-d", `${"9".repeat(1_000_000)}-1-1`)).toBeUndefined();
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    expect(read("uuuu-MM-dd VV", `2021-01-01 ${name}`)).toBeUndefined();
    expect(read("uuuu-MM-dd z", `2021-01-01 ${name}`)).toBeUndefined();
  }
});
