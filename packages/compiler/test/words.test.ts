// The texts that users read, and the comments of the compiler, keep free of the words that fixtures/wording/forbidden.json lists.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linesOf, stringsOf, type UserText } from "./support/wording.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const files = (...patterns: string[]): readonly string[] =>
  globSync(patterns, { cwd: root })
    .filter((path) => !path.endsWith(".gen.ts") && !path.includes("node_modules"))
    .toSorted();

interface ForbiddenWord {
  readonly pattern: string;
  readonly reason: string;
  readonly better: string;
}

const { words } = JSON.parse(read("fixtures/wording/forbidden.json")) as {
  readonly words: readonly ForbiddenWord[];
};
const forbidden = words.map((word) => ({ ...word, regex: new RegExp(word.pattern, "i") }));

function findingsIn(path: string, texts: readonly UserText[]): readonly string[] {
  return texts.flatMap(({ line, text }) =>
    forbidden.flatMap(({ regex, reason, better }) => {
      const found = regex.exec(text)?.[0];
      return found === undefined
        ? []
        : [`${path}:${line}: "${found}" (${reason}); better: ${better}\n  ${text.trim()}`];
    }),
  );
}

function expectClean(path: string, texts: readonly UserText[]): void {
  expect(findingsIn(path, texts).join("\n")).toBe("");
}

describe("texts", () => {
  const sources = files("packages/*/src/**/*.ts", "scripts/gen/*.ts");
  const pages = files(
    "grammar/**/*.md",
    "grammar/*.json",
    "*.md",
    "packages/*/README.md",
    "packages/vscode/package.json",
    "packages/vscode/walkthrough/*.md",
    "scripts/*/README.md",
    "deploy/*.md",
  );

  it("are found in sources and pages", () => {
    expect(sources.length).toBeGreaterThan(250);
    expect(pages.length).toBeGreaterThan(50);
    expect(stringsOf('const a = "One " + `two ${"and three"} four`; const b: string = "five";')).toEqual([
      { line: 1, text: "One two X four" },
      { line: 1, text: "and three" },
    ]);
  });

  it.each(sources)("of %s", (path) => expectClean(path, stringsOf(read(path))));
  it.each(pages)("of %s", (path) => expectClean(path, linesOf(read(path))));
});

describe("the list of words", () => {
  it.each(forbidden)("$pattern finds what it is for, with a reason and a better form", ({ reason, better }) => {
    expect(reason).not.toBe("");
    expect(better).not.toBe("");
  });

  it.each([
    "0 is a literal; here a path must stand",
    "condition lacks its argument then",
    "lowercase can do nothing with dict as its text",
    "and this can only be dict",
    "Nothing behind a test is ever reached",
    'fileType is left out; "json" is taken',
    "A key that the job needs is not there",
  ])("catches %s", (text) => {
    expect(findingsIn("a.ts", [{ line: 1, text }])).not.toEqual([]);
  });
});
