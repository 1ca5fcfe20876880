// In: the vectors that a Java 17 answered, fixtures/java-regex; out: each agrees with our translation, or is on the list of what we refuse.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareCase, readVector } from "../../../scripts/jvm/regex-compare.ts";
import {
  findCatastrophicBacktracking,
  javaReplaceAll,
  parseReplacement,
  searchCost,
  translateRegex,
  type RegexProblem,
} from "../src/java-regex/index.ts";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/java-regex/${name}`, import.meta.url), "utf8");

function replaceAll(pattern: string, replacement: string, text: string): string {
  const regex = translateRegex(pattern);
  if (!regex.ok) throw new Error(JSON.stringify(regex.problems));
  const parsed = parseReplacement(replacement, regex);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return javaReplaceAll(new RegExp(regex.source, regex.flags), parsed.parts, text);
}

function problemsOf(pattern: string, use: "find" | "matches" = "find"): readonly RegexProblem[] {
  const regex = translateRegex(pattern, { use });
  return regex.ok ? [] : regex.problems;
}

/** Each problem as its kind and the piece of the pattern that it points at. */
function guilty(pattern: string): readonly string[] {
  return problemsOf(pattern).map((problem) => `${problem.kind}: ${pattern.slice(problem.start, problem.end)}`);
}

describe("the vectors of a Java 17", () => {
  const vectors = fixture("vectors.jsonl").trimEnd().split("\n").map(readVector);
  const known = new Map<string, ReturnType<typeof translateRegex>>();
  const translateOnce: typeof translateRegex = (pattern, options) => {
    const key = `${options?.use} ${pattern}`;
    const translation = known.get(key) ?? translateRegex(pattern, options);
    known.set(key, translation);
    return translation;
  };
  const verdicts = vectors.map(({ one, answer }) => ({ one, verdict: compareCase(one, answer, translateOnce) }));

  test("are many", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(3000);
  });

  test("all agree, but for those we refuse", () => {
    expect(verdicts.filter(({ verdict }) => verdict.kind === "disagrees" || verdict.kind === "incomparable")).toEqual(
      [],
    );
  });

  test("we refuse exactly the listed ones, for the listed reasons", () => {
    const refused = new Map(
      verdicts
        .filter(({ verdict }) => verdict.kind === "refuses")
        .map(({ one, verdict }) => [one.pattern, verdict.detail]),
    );
    expect([...refused]).toEqual(JSON.parse(fixture("refused.json")));
  });
});

describe("problems", () => {
  test.each([
    ["a(b", ["syntax: (b"]],
    ["ab)", ["syntax: )"]],
    ["x\\y", ["syntax: \\y"]],
    ["[b-a]", ["syntax: b-a"]],
    ["a**", ["syntax: *"]],
    ["\\p{Foo}b", ["syntax: \\p{Foo}"]],
    ["😀(?<1>a)", ["syntax: (?<1"]],
    ["a{2,1}", ["syntax: {2,1}"]],
    ["(?:(a)|b)\\1", ["untranslatable: \\1"]],
    [
      "x\\b{g}|\\N{BOX DRAWINGS LIGHT HORIZONTAL}",
      ["untranslatable: \\b{g}", "untranslatable: \\N{BOX DRAWINGS LIGHT HORIZONTAL}"],
    ],
  ])("%s points at the guilty piece", (pattern, expected) => {
    expect(guilty(pattern)).toEqual(expected);
  });

  test("a pattern of 5 MB, deep nesting and huge counts end in a problem", () => {
    for (const pattern of [
      "a".repeat(5_000_000),
      "(".repeat(10_000),
      "[".repeat(10_000),
      `${"(".repeat(5_000)}a${")".repeat(5_000)}`,
      "(?:a{99999}){99999}{2147483647}",
      "\\b".repeat(10_000),
      "\\p{L}".repeat(4_000),
      "\\X".repeat(9_000),
      `(?<=${"(a".repeat(190)}`,
    ]) {
      for (const use of ["find", "matches"] as const) {
        expect(problemsOf(pattern, use).length).toBeGreaterThan(0);
      }
    }
  });

  test("a long pattern of nested nullable repetitions is translated or refused, not fatal", () => {
    const nested = `${"(?:".repeat(150)}a?${")*".repeat(150)}`;
    expect(translateRegex(nested).ok || problemsOf(nested)[0]?.kind === "untranslatable").toBe(true);
  });
});

describe("replacements", () => {
  test("name the groups they insert and mend their problems' places", () => {
    const regex = translateRegex("(?<first>a)(b)?");
    if (!regex.ok) throw new Error("refused");
    expect(parseReplacement("\\$<$2${first}$2>", regex)).toEqual({
      ok: true,
      parts: ["$<", 2, 1, 2, ">"],
      groups: [2, 1],
    });
    const bad = parseReplacement("x$9$", regex);
    expect(bad.ok ? [] : bad.problems.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ["syntax", 1, 3],
      ["syntax", 3, 4],
    ]);
  });

  test("count Java's groups, whatever captures the translation needs of its own", () => {
    expect(replaceAll("(?>a|ab)(c)", "[$1]", "acabc")).toBe("[c]abc");
    expect(replaceAll("a++(b)", "[$1]", "aab")).toBe("[b]");
  });

  test("a group whose text Java and ECMAScript see differently is a problem only when it is used", () => {
    const regex = translateRegex("(?:(a)|b)+");
    if (!regex.ok) throw new Error("refused");
    expect(parseReplacement("-", regex).ok).toBe(true);
    const used = parseReplacement("<$1>", regex);
    expect(used.ok ? [] : used.problems.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ["untranslatable", 1, 3],
    ]);
  });
});

describe("matching goes by code point", () => {
  test("an empty match never splits a pair of surrogates", () => {
    expect(replaceAll("x*", "-", "😀a")).toBe("-😀-a-");
    expect(replaceAll("\\B", "-", "𝒜1,c")).toBe("𝒜-1,c");
  });

  test("\\G goes on only where the last match ended", () => {
    expect(replaceAll("\\G\\d", "#", "12a3")).toBe("##a3");
  });

  test("a shared regex keeps no state between texts", () => {
    const regex = /a/gu;
    expect([javaReplaceAll(regex, ["b"], "aa"), javaReplaceAll(regex, ["b"], "a"), regex.lastIndex]).toEqual([
      "bb",
      "b",
      0,
    ]);
  });
});

describe("findCatastrophicBacktracking", () => {
  test.each([
    ["^(a+)+$", "(a+)+"],
    ["(?:a|ab|b)*c", "(?:a|ab|b)*"],
    ["(a*)*b", "(a*)*"],
    ["x(?:\\w+\\s?)*;", "(?:\\w+\\s?)*"],
    ["(?:\\d{1,3})+x", "(?:\\d{1,3})+"],
    ["(?=(a+)+b)", "(a+)+"],
    ["(?i)(?:a|A)*b", "(?:a|A)*"],
    ["(a{0,10}){10}b", "(a{0,10}){10}"],
    ["(a?){25}b", "(a?){25}"],
    ["((a?){10}){10}b", "((a?){10}){10}"],
    ["(a|aa){30}b", "(a|aa){30}"],
    ["(x{0,5}y{0,5}){10}z", "(x{0,5}y{0,5}){10}"],
    ["((a{1,20}){1,20}){1,20}b", "((a{1,20}){1,20}){1,20}"],
    ["(\\w+\\s?){1,5}x", "(\\w+\\s?){1,5}"],
  ])("%s: the repetition %s", (pattern, guilty) => {
    const found = findCatastrophicBacktracking(pattern);
    expect(found && pattern.slice(found.start, found.end)).toBe(guilty);
  });

  test.each([
    "\\d+\\.\\d+",
    "^(?:[a-z]+\\.)*[a-z]+@",
    "(?>a+)+b",
    "(?:a++)+b",
    "([^,]*,)*x",
    "(\\d{1,3}\\.){3}\\d{1,3}",
    "(\\w+)*",
    "(?:a|b)*c",
    "(\\d{4}){10}x",
    "(abc){30}x",
    "(a|b){30}x",
    "(a?){0,30}x",
    "(\\w{1,10}){3}x",
    "((\\d{1,2}){2}){2}x",
    "([^,]*,){20}x",
    "(",
    "a".repeat(1000),
  ])("%s has none", (pattern) => {
    expect(findCatastrophicBacktracking(pattern)).toBeUndefined();
  });

  test("what follows decides: a repetition at the end of a search never fails, one that must reach the end does", () => {
    expect(findCatastrophicBacktracking("(\\w+)*", { use: "find" })).toBeUndefined();
    expect(findCatastrophicBacktracking("(\\w+)*", { use: "matches" })?.start).toBe(0);
  });
});

describe("searchCost", () => {
  test.each([
    ["abc", 1],
    ["[^0-9.]+", 1],
    ["(?:www\\.|m\\.)?shop", 1],
    ["^\\s*(?:x|y)", 1],
    ["\\d{1,3}x", 1],
    ["a+|b+", 1],
    ["[?#].*$", 2],
    ["\\s+$", 2],
    ["(\\w+), (\\w+)", 2],
    ["a*b*c", 3],
    ["(?>a+)b", 2],
    ["(a)\\1x", 2],
  ])("%s: about the length to the power of %i", (pattern, degree) => {
    expect(searchCost(pattern)?.degree).toBe(degree);
  });

  test.each(["(a+)+$", "(?:a|ab|b)*c", "(?:\\w+\\s?)*;", "(?:a*)*", "(", "(?:\\d{1,3})+x"])(
    "of %s nothing is said",
    (pattern) => {
      expect(searchCost(pattern)).toBeUndefined();
    },
  );

  test("alternatives that start apart are one way, others several", () => {
    expect(searchCost("(?:a|b)*c")?.degree).toBe(2);
    expect(searchCost("(?:a|ab)*c")).toBeUndefined();
  });
});
