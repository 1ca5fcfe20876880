// A text that is edited step by step: what is taken over from the analysis before is what a fresh analysis finds.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { type Analysis, createCompiler } from "../src/index.ts";
import { always, type Type } from "../src/operators/kinds.ts";
import type { JsonNode } from "../src/phases/1-parse/tree.ts";
import type { Expr } from "../src/phases/2-resolve/expression.ts";
import { rowTypeOf } from "../src/phases/3-check/sample.ts";

const root = join(import.meta.dirname, "../../..");
const compiler = createCompiler();

const SETTINGS = [
  '"fileType": "json"',
  '"fileType": "csv"',
  '"fileType": "csv", "csv": {"columns": ["a", "b", "payload"]}',
  '"fileType": "parquet"',
];
/** A converter of many members, of which those far apart look alike. */
function manyMembers(settings: string): string {
  const members = Array.from(
    { length: 14 },
    (_, i) =>
      `        "property_${i}": ["any", ["path", "payload", "field_${i}"],\n          ["ifelse", ["equals", "kind", ["value", "k"]], "b", {"x": ["concat", "a", ["value", "-"]], "y": ["path", "payload", {"z": ["any", "u", "v"]}]}]]`,
  );
  return `{"converterConfig": {${settings}, "compressionType": "none", "convertToAmplitudeFunc": {\n  "event_type": "type", "user_id": ["path", "payload", "uid"],\n  "event_properties": {\n${members.join(",\n")}\n}}}}`;
}

/** Members of which each ends where another letter would make it something else. */
const PLAIN = `{"converterConfig": {"fileType": "json", "compressionType": "none", "convertToAmplitudeFunc": {"event_type": "type", "user_id": "uid",
  "event_properties": {"a": "b" , "c": 12, "d": true,
    "e": ["value", {"n": 1, "m": "x"
}], "f": "g"\n , "h": 1.5 }}}}`;

const texts = [
  PLAIN,
  ...SETTINGS.map(manyMembers),
  ...readdirSync(join(root, "fixtures/demo"))
    .filter((name) => name.endsWith(".converter.json"))
    .map((name) => readFileSync(join(root, "fixtures/demo", name), "utf8")),
];

/** A tree as plain data; its parts may be made on demand. */
function plainTree(node: JsonNode | undefined): unknown {
  if (node === undefined) return undefined;
  switch (node.kind) {
    case "object":
      return [
        node.kind,
        node.span,
        node.members.map(({ key, value, span }) => [key.span, key.value, plainTree(value), span]),
      ];
    case "array":
      return [node.kind, node.span, node.items.map(plainTree)];
    case "missing":
      return [node.kind, node.span];
    default:
      return [node.kind, node.span, node.value];
  }
}

/** An expression with the type of every part. */
function plainExpr(expr: Expr, typeOf: (expr: Expr) => Type): unknown {
  const common = [expr.kind, expr.span, typeOf(expr)];
  if (expr.kind === "key") return [...common, expr.key];
  if (expr.kind !== "call") return common;
  const args = expr.args.map((arg) => [
    arg.span,
    arg.parameter.name,
    arg.kind === "expr" ? plainExpr(arg.expr, typeOf) : [arg.value, plainTree(arg.node)],
  ]);
  return [...common, expr.operator.name, expr.prepared, expr.nameSpan, expr.sugar, args];
}

function plain({ text, diagnostics, hasErrors, tree, converter, inference }: Analysis): unknown {
  const typeOf = inference?.typeOf ?? (() => always(0));
  return {
    text,
    diagnostics,
    hasErrors,
    tree: plainTree(tree),
    settings: converter?.settings,
    flag: converter?.ignoreEventFlagSpan,
    body: converter && plainExpr(converter.body, typeOf),
  };
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
  "\r\n",
  " ",
  "1",
  "null",
  "tru",
  "'x'",
  "// c\n",
  "\u00a0",
  "\ud800",
  "😀",
  "\\u12",
  '["any", ',
  '["path", "payload", ',
  '"user_properties": {',
  '"event_type": "x",',
  '\n "property_3": ["value", {"a": [1, 2]}],',
  '"fileType": "csv"',
  '"a",',
  'key": ',
  "__proto__",
  '["path", "payload", "field_1"]',
  "[".repeat(200),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const edit = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      at: share,
      cut: fc.nat(14),
      piece: fc.oneof(pieces, fc.constant("")),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      at: share,
      piece: fc.constantFrom(":", " :", "3", "x", ".5", '"', '":', '" :', "e1", "//"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const), at: share, to: share }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("copy" as const), at: share, from: share, length: fc.nat(400) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const), steps: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const) }) },
);
type Edit = typeof edit extends fc.Arbitrary<infer Kind> ? Kind : never;

function edited(text: string, change: Edit, before: readonly string[]): string {
  switch (change.kind) {
    case "put": {
      const at = Math.floor(change.at * text.length);
      return text.slice(0, at) + change.piece + text.slice(at + change.cut);
    }
    case "append": {
      // Behind a part, before what separates it from the next.
      const ends = [...text.matchAll(/[\w"}\]](?=\s*[,}\]])/g)];
      const at = (ends[Math.floor(change.at * ends.length)]?.index ?? 0) + 1;
      return text.slice(0, at) + change.piece + text.slice(at);
    }
    case "cut": {
      const [from, to] = [change.at, change.to]
        .toSorted((a, b) => a - b)
        .map((place) => Math.floor(place * text.length));
      return text.slice(0, from) + text.slice(to);
    }
    case "copy": {
      const [at, from] = [change.at, change.from].map((place) => Math.floor(place * text.length));
      return text.slice(0, at) + text.slice(from, (from ?? 0) + change.length) + text.slice(at);
    }
    case "undo":
      return before.at(-change.steps) ?? text;
    case "clear":
      return "";
    default:
      return change satisfies never;
  }
}

function follows(start: string, edits: readonly Edit[], sample: Type | undefined): void {
  const follower = compiler.createIncrementalAnalyser();
  const options = sample === undefined ? {} : { sample };
  const before: string[] = [];
  const kept: { readonly analysis: Analysis; readonly was: unknown }[] = [];
  let text = start;
  const check = (): void => {
    const analysis = follower.analyse(text, options);
    const was = plain(analysis);
    expect(was).toEqual(plain(compiler.analyse(text, options)));
    kept.push({ analysis, was });
  };
  check();
  for (const change of edits) {
    const next = edited(text, change, before);
    before.push(text);
    text = next;
    check();
  }
  // Those that came before are as they were.
  for (const { analysis, was } of kept) expect(plain(analysis)).toEqual(was);
}

const { rounds, seed } = campaign("edits");

test(
  `the tree, expressions, types and findings of a fresh analysis, after any edits (seed ${seed})`,
  { tags: "edits" },
  () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 10 }), (text, edits) =>
        follows(text, edits, undefined),
      ),
      { numRuns: rounds, seed },
    );
  },
);

test("a letter put behind any part", () => {
  for (const piece of [":", " :", "3", "x", '"', "]", "}"]) {
    for (let at = 0; at <= PLAIN.length; at++) {
      const follower = compiler.createIncrementalAnalyser();
      for (const text of [PLAIN, PLAIN.slice(0, at) + piece + PLAIN.slice(at), PLAIN])
        expect(plain(follower.analyse(text))).toEqual(plain(compiler.analyse(text)));
    }
  }
});

test("the same with a sample", { tags: "edits" }, () => {
  const sample = rowTypeOf([{ type: "x", payload: { uid: "u", field_1: 1, u: "2", kind: "k" }, a: "b" }]);
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 8 }), (text, edits) =>
      follows(text, edits, sample),
    ),
    { numRuns: Math.ceil(rounds / 4), seed },
  );
});

test("a text typed letter by letter, in a file whose other lines are broken", () => {
  const start = manyMembers(SETTINGS[0] ?? "")
    .replace('"field_3"]', '"field_3",]')
    .replace('"property_9":', "property_9:");
  const at = start.indexOf('        "property_6"');
  const follower = compiler.createIncrementalAnalyser();
  const typed = '"added": ["any", "uid", {"k": ["value", null]}],\n';
  for (let length = 0; length <= typed.length; length++) {
    const text = start.slice(0, at) + typed.slice(0, length) + start.slice(at);
    expect(plain(follower.analyse(text))).toEqual(plain(compiler.analyse(text)));
  }
});

test("a sample that comes and goes, and the same text again", () => {
  const follower = compiler.createIncrementalAnalyser();
  const text = manyMembers(SETTINGS[0] ?? "");
  const sample = rowTypeOf([{ payload: { uid: 1 } }]);
  for (const options of [{}, { sample }, { sample }, {}, { sample: rowTypeOf([{ payload: { uid: 1 } }]) }, {}]) {
    expect(plain(follower.analyse(text, options))).toEqual(plain(compiler.analyse(text, options)));
  }
});
