// The fast reader and the grammar say the same of every text: the tree, and what is wrong with it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createReporter } from "../src/diagnostics/reporter.ts";
import { readFast } from "../src/phases/1-parse/fast-reader.ts";
import { createParser, MAX_NESTING } from "../src/phases/1-parse/parse.ts";

const root = join(import.meta.dirname, "../../..");
const parser = createParser();

const texts = ["fixtures/demo", "fixtures/programs"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => readFileSync(join(root, folder, name), "utf8"))
    .filter((text) => text.length < 20_000),
);

/** What a reader makes of a text, in a form that can be compared. */
function read(how: "parse" | "parseWithGrammar", text: string): unknown {
  const reporter = createReporter();
  const tree = parser[how](text, reporter);
  const found = reporter
    .sorted()
    .map(({ code, span, message, fixes }) => JSON.stringify([span.start, span.end, code, message, fixes]));
  // What stands at the same place is in no order.
  return { tree, found: found.sort() };
}

const pieces = fc.constantFrom(
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  '""',
  "\\",
  "\n",
  " ",
  "\t",
  "null",
  "tru",
  "None",
  "-",
  "01",
  "1.",
  "-0",
  "1e999",
  "12345678901234567890",
  "a\u00e9",
  "\u0000",
  "\u00a0",
  "'x'",
  "//c",
  "/*",
  "@",
  '"a": ',
  '["any", ',
  '"\\u12"',
  '"\\x"',
  "key: ",
  '\n"k": ',
  '\n  "k": ["any", ',
  '\n "v"',
  '"a": "b": ',
  '{"x": [',
  'key": ',
  'key"',
  '\n  key" :',
  'k\u00e9": 1',
  'true":',
  '"a" "b"',
  '"a" ["b"',
  ": : ",
  "=",
  "=>",
  ";",
  "\u201cq\u201d",
  '\u201cq"',
  '"q\u201d: ',
  "\uff0c",
  "\uff1a",
  "# note",
  '"r]',
  '"[r]},',
);

test("the same tree and findings for texts with random edits", () => {
  let fast = 0;
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(12),
    piece: fc.oneof(pieces, fc.constant("")),
  });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { maxLength: 2 }), (text, edits) => {
      const edited = edits.reduce(
        (now, { at, cut, piece }) =>
          now.slice(0, Math.floor(at * now.length)) + piece + now.slice(Math.floor(at * now.length) + cut),
        text,
      );
      if (readFast(edited, MAX_NESTING, () => {}) !== undefined) fast++;
      expect(read("parse", edited)).toEqual(read("parseWithGrammar", edited));
    }),
    { numRuns: 1_500 },
  );
  // Most edits leave a text to the fast reader; otherwise nothing was compared.
  expect(fast).toBeGreaterThan(200);
});

test("the same tree and findings for random strings of tokens", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (tokens) => {
      const text = tokens.join("");
      expect(read("parse", text)).toEqual(read("parseWithGrammar", text));
    }),
    { numRuns: 8_000 },
  );
});

test("a key without its opening quote is one finding, with a fix, and needs no grammar", () => {
  for (const text of [
    '{"a": {\n  user_id": ["any", "b"],\n  "c": 1\n}}',
    '{user_id" : 1}',
    '{"a": 1, user_id": {"c": 2}}',
  ]) {
    expect(readFast(text, MAX_NESTING, () => {})).toBeDefined();
    const reporter = createReporter();
    parser.parse(text, reporter);
    const [finding, ...others] = reporter.sorted();
    expect(finding).toMatchObject({ code: "syntax-key", message: "The key `user_id` is missing its opening quote." });
    expect(others).toEqual([]);
    const [edit] = finding?.fixes?.[0]?.edits ?? [];
    const fixed = text.slice(0, edit?.span.start) + (edit?.text ?? "") + text.slice(edit?.span.end);
    expect(JSON.parse(fixed)).toEqual(JSON.parse(text.replace("user_id", '"user_id')));
  }
});

test("nesting beyond the limit is left to the grammar", () => {
  const deep = "[".repeat(MAX_NESTING + 1);
  expect(readFast(deep, MAX_NESTING, () => {})).toBeUndefined();
  expect(read("parse", deep)).toEqual(read("parseWithGrammar", deep));
});
