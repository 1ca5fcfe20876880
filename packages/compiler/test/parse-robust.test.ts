// Whatever stands in a converter, the compiler answers: half-written, cut, mixed up, deep, large or hostile text never throws.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { type Analysis, createCompiler, createLineIndex, renderDiagnostic } from "../src/index.ts";
import { createTokeniser } from "../src/phases/1-parse/tokens.ts";

const root = join(import.meta.dirname, "../../..");
const compiler = createCompiler();
const tokenise = createTokeniser();

const converters = ["fixtures/demo", "fixtures/schema/good", "fixtures/programs"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => readFileSync(join(root, folder, name), "utf8"))
    .filter((text) => text.includes("convertToAmplitudeFunc")),
);

/** Analyses a text and holds the answer to what every answer must be. */
function examine(text: string): Analysis {
  const analysis = compiler.analyse(text);
  const lines = createLineIndex(text);
  let before = 0;
  for (const diagnostic of analysis.diagnostics) {
    const { span, fixes = [], related = [] } = diagnostic;
    for (const { start, end } of [
      span,
      ...related.map((place) => place.span),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
    ]) {
      if (!(start >= 0 && start <= end && end <= text.length))
        throw new Error(`${diagnostic.code} has the span ${start}-${end} in a text of ${text.length}`);
    }
    if (span.start < before) throw new Error(`${diagnostic.code} is out of order`);
    before = span.start;
    renderDiagnostic(diagnostic, { file: "f", lines, color: true });
  }
  let strict = true;
  try {
    JSON.parse(text);
  } catch {
    strict = false;
  }
  const hasSyntaxError = analysis.diagnostics.some(({ code }) => code.startsWith("syntax-"));
  if (strict === hasSyntaxError)
    throw new Error(
      `JSON.parse says ${strict ? "JSON" : "no JSON"}, the parser another thing, of ${JSON.stringify(text.slice(0, 2000))}`,
    );
  return analysis;
}

describe("cut and mixed texts", () => {
  it("finds converters to work on", () => expect(converters.length).toBeGreaterThan(8));

  it("answers to every beginning of a converter, token by token", () => {
    for (const text of converters.filter((one) => one.length < 4_000)) {
      for (const token of tokenise(text).tokens) examine(text.slice(0, token.startOffset + token.image.length));
    }
  });

  it("answers to every ending of a converter, token by token", () => {
    const text = converters[0] ?? "";
    for (const token of tokenise(text).tokens) examine(text.slice(token.startOffset));
  });

  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const piece = fc.oneof(
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "'",
      "\\",
      "//",
      "/*",
      "*/",
      "\n",
      "null",
      "True",
      "-",
      "01",
      "1e999",
      "\u0000",
      "\u2028",
      "\ud800",
      "__proto__",
      '"$ignore"',
      '["any"',
      '"event_type": ',
    ),
    fc.string({ unit: "binary", maxLength: 6 }),
  );
  const mutation = fc.oneof(
    fc.record({ kind: fc.constant("insert" as const), place, piece }),
    fc.record({ kind: fc.constant("delete" as const), place, length: fc.nat(40) }),
    fc.record({ kind: fc.constant("swap" as const), place, other: place, length: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant("truncate" as const), place }),
  );

  const { rounds, seed } = campaign("broken");

  it(`answers to ${rounds} mutated converters (seed ${seed})`, { tags: "broken" }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...converters),
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        (converter, mutations) => {
          let text = converter;
          for (const change of mutations) {
            const at = Math.floor(change.place * text.length);
            switch (change.kind) {
              case "insert":
                text = text.slice(0, at) + change.piece + text.slice(at);
                break;
              case "delete":
                text = text.slice(0, at) + text.slice(at + change.length);
                break;
              case "swap": {
                const [first, second] = [at, Math.floor(change.other * text.length)].toSorted((a, b) => a - b) as [
                  number,
                  number,
                ];
                const length = Math.min(change.length, second - first);
                text =
                  text.slice(0, first) +
                  text.slice(second, second + length) +
                  text.slice(first + length, second) +
                  text.slice(first, first + length) +
                  text.slice(second + length);
                break;
              }
              case "truncate":
                text = text.slice(0, at);
                break;
              default:
                return change satisfies never;
            }
          }
          examine(text);
        },
      ),
      { numRuns: rounds, seed },
    );
  });

  it("answers to any text at all", { tags: "broken" }, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void examine(text)),
      { numRuns: rounds, seed },
    );
  });
});

describe("deep and large texts", () => {
  const inConverter = (source: string): string =>
    `{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":${source}}}`;
  const deep = 10_000;

  it.each([
    ["lists", '["path",'.repeat(deep) + '"a"' + "]".repeat(deep)],
    ["objects", '{"a":'.repeat(deep) + '"a"' + "}".repeat(deep)],
    ["lists never closed", '["any",'.repeat(deep)],
    ["brackets alone", "[".repeat(deep)],
    ["closing brackets alone", "]".repeat(deep)],
    ["a deep literal", `["value",${"[".repeat(deep)}${"]".repeat(deep)}]`],
  ])("answers to 10,000 levels of %s", (_, source) => {
    for (const text of [source, inConverter(source)]) {
      const { diagnostics, hasErrors } = compiler.analyse(text);
      expect(hasErrors).toBe(true);
      expect(diagnostics.some(({ code }) => code.startsWith("syntax-"))).toBe(true);
      expect(compiler.loadProgram(text).program).toBeUndefined();
    }
  });

  it("takes nesting up to the limit through every phase", () => {
    for (const source of [
      '["path",'.repeat(390) + '"a"' + "]".repeat(390),
      '{"a":'.repeat(390) + '"a"' + "}".repeat(390),
    ]) {
      expect(compiler.analyse(inConverter(source)).hasErrors).toBe(false);
      expect(compiler.compileModule(inConverter(source)).output).toBeDefined();
    }
  });

  const { rounds: megabytes } = campaign("large");
  const members = (count: number, member: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => member(index)).join(",\n");

  it.each([
    [
      "event properties",
      (n: number) =>
        `{"event_type":"t","user_id":"u","event_properties":{${members(n, (i) => `"property_${i}":["any","column_${i}",["value","none"]]`)}}}`,
    ],
    [
      "unknown event keys",
      (n: number) => `{${members(n, (i) => `"property_number_${i}":"a_column_of_that_name_${i}"`)}}`,
    ],
    [
      "the same key",
      (n: number) => `{${members(n, () => '"event_type":"a rather long name of a column in the row"')}}`,
    ],
    [
      "branches",
      (n: number) =>
        `["cond",${members(n, (i) => `["equals","t",["value",${i}]],{"event_type":["value","e${i}"],"user_id":"u"}`)}]`,
    ],
    [
      "unknown operators",
      (n: number) =>
        `{"event_type":"t","user_id":"u","event_properties":{${members(n, (i) => `"p${i}":["operator_without_name","a","b"]`)}}}`,
    ],
    ["a literal", (n: number) => `["value",[${members(n, (i) => `{"key number ${i}":"some text that takes room"}`)}]]`],
    [
      "merged dicts",
      (n: number) => `["merge_dicts",${members(n, (i) => `["ifelse","c",{"k${i}":"v"},{"l${i}":"v"}]`)}]`,
    ],
    ["broken members", (n: number) => `{${members(n, (i) => `"property ${i}" "column of the row", ]`)}}`],
  ])(`answers to ${megabytes} MB of %s`, { tags: "large" }, (_, make) => {
    const unit = make(1_000).length / 1_000;
    const text = inConverter(make(Math.ceil((megabytes * 1_000_000) / unit)));
    expect(text.length).toBeGreaterThan(megabytes * 900_000);
    // The time limit of the test bounds what this may take.
    const { tree, diagnostics } = compiler.analyse(text);
    expect(tree).toBeDefined();
    expect(Array.isArray(diagnostics)).toBe(true);
  });
});

describe("hostile names", () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "prototype",
    "",
    " ",
    'a"b',
    "a\\b",
    "\u2028",
    "*/",
    "</script>",
    "${x}",
    "\ud800",
    "\u0000",
  ];

  it.each(names.map((name) => JSON.stringify(name)))("%s is a name as any other", (spelled) => {
    const converter = (source: string, settings = ""): string =>
      `{"converterConfig":{"fileType":"json","compressionType":"none"${settings},"convertToAmplitudeFunc":${source}}}`;
    expect(compiler.analyse(converter(`[${spelled},"a"]`)).diagnostics.map(({ code }) => code)).toEqual([
      "unknown-operator",
    ]);
    const { program, diagnostics } = compiler.loadProgram(
      converter(
        `{"event_type":"t","user_id":"u","event_properties":{${spelled}:${spelled}}}`,
        `,"ignoreEventFlag":${spelled}`,
      ),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["envelope-ignore-flag"]);
    expect(program?.map({}, { now: 0 })).toEqual({ event_properties: {} });
    const row = JSON.parse(`{${spelled}:1}`) as { [key: string]: number };
    expect(JSON.stringify(program?.map(row, { now: 0 }))).toBe(
      JSON.stringify({ event_properties: JSON.parse(`{${spelled}:1}`) as object }),
    );
    expect(compiler.analyse(`{"converterConfig":{${spelled}:1}}`).diagnostics.map(({ code }) => code)).toContain(
      "envelope-unknown-key",
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
