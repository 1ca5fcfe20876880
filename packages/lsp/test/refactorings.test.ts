// Formatting and refactorings change how a converter is written, never what it yields: on random converters, before and after.
import { type Compiler, createCompiler, type Result, type Value } from "@heddle/compiler";
import fc from "fast-check";
import { expect, test } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { ACTIONS, applyEdits, format, offersOf, openDocument } from "../src/index.ts";

const compiler = createCompiler();
const keys = fc.constantFrom("a", "b", "c", "d");

/** Random expressions of the operators that refactorings touch. */
const { expression } = fc.letrec<{ expression: Value; object: Value }>((tie) => ({
  object: fc
    .uniqueArray(fc.tuple(keys, tie("expression")), { minLength: 1, maxLength: 4, selector: ([key]) => key })
    .map((members) => Object.fromEntries(members)),
  expression: fc.oneof(
    { depthSize: "small" },
    keys,
    fc.constantFrom<Value>(["value", 1], ["value", null], ["value", { a: { b: "x" } }]),
    fc
      .tuple(fc.constantFrom("any", "path", "concat"), tie("expression"), tie("expression"), tie("expression"))
      .map((list): Value => list),
    fc.tuple(fc.constantFrom("any", "path", "concat"), tie("expression")).map((list): Value => list),
    tie("object"),
    fc
      .uniqueArray(fc.tuple(keys, tie("expression")), { minLength: 1, maxLength: 3, selector: ([key]) => key })
      .map((pairs): Value => ["dict", ...pairs.flat()]),
    fc.tuple(tie("object"), tie("object")).map((objects): Value => ["merge_dicts", ...objects]),
  ),
}));

const rows = fc.array(
  fc.dictionary(
    keys,
    fc.oneof(fc.constantFrom<Value>(null, 1, "x", true), fc.dictionary(keys, fc.constantFrom<Value>(null, 2, "y"))),
  ),
  { minLength: 1, maxLength: 4 },
);

function yields(using: Compiler, text: string, row: Value): Result {
  const { program, diagnostics } = using.interpretProgram(text);
  if (program === undefined) throw new Error(`${text}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return program.map(row, { now: 0 });
}

const wholeText = (body: Value, indent: number): string =>
  JSON.stringify(
    { converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: body } },
    undefined,
    indent,
  );

const { rounds, seed } = campaign("actions");

test(
  `refactorings leave the meaning of ${rounds} random converters as it is (seed ${seed})`,
  { tags: "actions" },
  () => {
    let tried = 0;
    fc.assert(
      fc.property(
        expression,
        rows,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(40),
        fc.constantFrom(0, 2),
        (body, data, at, length, indent) => {
          const text = wholeText(body, indent);
          const document = openDocument(compiler, { text, kind: "converter" });
          const start =
            text.indexOf("convertToAmplitudeFunc") +
            25 +
            Math.floor(at * (text.length - text.indexOf("convertToAmplitudeFunc") - 30));
          for (const action of ACTIONS.filter(({ keepsMeaning }) => keepsMeaning)) {
            for (const { title, edits } of offersOf(action, document, { start, end: start + length })) {
              tried += 1;
              const after = applyEdits(text, edits);
              for (const row of data)
                expect([title, yields(compiler, after, row)]).toEqual([title, yields(compiler, text, row)]);
            }
          }
        },
      ),
      { numRuns: rounds, seed },
    );
    expect(tried).toBeGreaterThan(rounds * 0.08);
  },
);

test("formatting is lossless and stable", { tags: "actions" }, () => {
  fc.assert(
    fc.property(expression, fc.constantFrom(0, 1, 2), (body, indent) => {
      const text = wholeText(body, indent);
      const once = applyEdits(text, format(openDocument(compiler, { text, kind: "converter" }), { indent: "  " }));
      expect(JSON.stringify(JSON.parse(once))).toBe(JSON.stringify(JSON.parse(text)));
      expect(format(openDocument(compiler, { text: once, kind: "converter" }), { indent: "  " })).toEqual([]);
    }),
    { numRuns: rounds, seed },
  );
});
