// Tests of converters: what they cover, how rows are chosen for them, how they are judged and brought up to date.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeRows, makeWideRows } from "../../../scripts/bench/rows.ts";
import { acceptEvent, createCompiler, type Dict, parseJson, type Value } from "../src/index.ts";
import {
  createRowChooser,
  createRowEvaluator,
  type Difference,
  differencesOf,
  expectationOf,
  failuresOf,
  pathText,
  readTestFile,
  runTests,
  testFileText,
  updateEdits,
} from "../src/testing.ts";

const compiler = createCompiler();
const tools = { validate: acceptEvent, now: 0 };
const converterOf = (event: unknown): string =>
  JSON.stringify({ converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: event } });

/** The pieces of a converter's text that rows do not reach. */
function uncovered(event: unknown, rows: readonly Value[]): readonly string[] {
  const text = converterOf(event);
  const evaluator = createRowEvaluator(compiler.analyse(text), tools) ?? expect.fail("the converter has errors");
  const reached = new Set(rows.flatMap((value) => evaluator.evaluate({ value }).reached));
  return evaluator.places.flatMap(({ span, isOpen }, i) =>
    reached.has(i) ? [] : [`${text.slice(span.start, span.end)}${isOpen ? " (none)" : ""}`],
  );
}

describe("coverage", () => {
  it.each([
    [["cond", "a", ["value", 1], "b", ["value", 2]], [{ a: true }], ['["value",2]', '"cond" (none)']],
    [["cond", "a", ["value", 1], "b", ["value", 2]], [{ a: true }, { b: true }, {}], []],
    // A list as a test spoils the whole: none of the branches is taken.
    [["cond", "a", ["value", 1], ["bool", true], ["value", 2]], [{ a: [] }], ['["value",1]', '["value",2]']],
    [["ifelse", "a", ["value", 1], ["any", "b", "c"]], [{}], ['["value",1]', '"b"']],
    [["ifelse", "a", ["value", 1], ["any", "b", "c"]], [{ a: true }, { b: 1 }, { c: 1 }], []],
    // What types rule out is no branch.
    [["cond", ["bool", false], ["value", 1], ["bool", true], ["value", 2]], [{}], []],
  ] as [unknown, Value[], string[]][])("of the branches of %j by %j leaves %j", (value, rows, expected) => {
    expect(uncovered({ event_type: ["value", "x"], time: value }, rows).filter((piece) => piece !== '"time"')).toEqual(
      expected,
    );
  });

  it("of keys asks for a value at each place where one is made", () => {
    const event = {
      event_type: "type",
      event_properties: ["ifelse", "a", { x: "x", deep: { y: "y" } }, { x: "z" }],
    };
    expect(uncovered(event, [{ type: "t", a: true, x: 1 }])).toEqual(['{"x":"z"}', '"y"', '"x"']);
    expect(uncovered(event, [{ type: "t", a: true, x: 1, y: 2 }, { z: 3 }])).toEqual([]);
  });
});

describe("rows chosen for tests", () => {
  const folder = join(import.meta.dirname, "../../../fixtures/bench");

  /** Rows of the bench, one of them without each of its keys, and one with a key that the others lack. */
  function sampleOf(name: string): readonly Value[] {
    const rows = [...(name.startsWith("wide") ? makeWideRows(20) : makeRows(0, 300))] as Dict[];
    const [first = {}] = rows;
    const lacking = Object.keys(first).map((key) => {
      const { [key]: _, ...rest } = first;
      return rest;
    });
    return [...rows, ...lacking, { ...first, client_event_time: "2024-01-01" }];
  }

  it.each(readdirSync(folder))("of %s reach every branch and key, with at most as many rows as branches", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const evaluator = createRowEvaluator(compiler.analyse(text), tools) ?? expect.fail("the converter has errors");
    const chooser = createRowChooser<Value>();
    for (const value of sampleOf(name)) chooser.add(value, evaluator.evaluate({ value }).reached);
    const chosen = chooser.chosen();
    const reached = new Set(chosen.flatMap((value) => evaluator.evaluate({ value }).reached));
    expect(evaluator.places.filter((_, i) => !reached.has(i))).toEqual([]);
    const branches = evaluator.places.filter(({ kind }) => kind === "branch").length;
    // A converter that never chooses is a branch by itself.
    expect(chosen.length).toBeLessThanOrEqual(Math.max(1, branches));
  });

  it("are in their order, and none is needless", () => {
    const chooser = createRowChooser<string>();
    chooser.add("a", [1, 2]);
    chooser.add("b", [3]);
    chooser.add("c", [2, 3, 4, 5]);
    chooser.add("d", [1, 6]);
    chooser.add("e", []);
    expect(chooser.chosen()).toEqual(["c", "d"]);
  });
});

describe("differences", () => {
  const paths = (found: readonly Difference[]): readonly string[] => found.map(({ path }) => pathText(path));

  it.each([
    ['{"a":1,"b":{"c":[1,2]}}', '{"b":{"c":[1,2]},"a":1}', []],
    ['{"a":1}', '{"a":1.5,"b":2}', ["a", "b"]],
    ['{"p":{"x y":1,"l":[1,{"z":1}]}}', '{"p":{"l":[1,{"z":2},3]}}', ['p."x y"', "p.l[1].z", "p.l[2]"]],
    ['{"a":{"constructor":1}}', '{"a":{"toString":1}}', ["a.constructor", "a.toString"]],
    ['{"a":12345678901234567890,"b":1e400}', '{"a":12345678901234567891,"b":1e400}', ["a"]],
    ['{"a":"1","b":null,"c":{}}', '{"a":1,"c":[]}', ["a", "b", "c"]],
    ["[1]", "2", [""]],
  ])("between %s and %s are at %j", (before, after, expected) => {
    expect(paths(differencesOf(parseJson(before), parseJson(after)))).toEqual(expected);
  });

  it("of a part are those of what it names", () => {
    const whole = parseJson('{"a":1,"p":{"x":1,"y":2},"l":[1,2]}');
    expect(differencesOf(parseJson('{"p":{"x":1},"l":[1,2]}'), whole, { subset: true })).toEqual([]);
    expect(paths(differencesOf(parseJson('{"p":{"x":2,"z":1},"l":[1]}'), whole, { subset: true }))).toEqual([
      "p.x",
      "p.z",
      "l[1]",
    ]);
  });
});

describe("a file of tests", () => {
  const event = { event_type: "type", user_id: "user", time: ["ms_time_now"], event_properties: { n: "n" } };
  const analysis = compiler.analyse(converterOf(event));
  const fileOf = (cases: unknown): string => JSON.stringify({ cases }, undefined, 2);
  const runOf = (text: string) => {
    const { file, diagnostics } = readTestFile(text);
    expect(diagnostics).toEqual([]);
    const { cases, now } = file ?? expect.fail("no file");
    const rowsOf = ({ rows = [] }: (typeof cases)[number]) => rows.map((value) => ({ value }));
    const run = runTests(analysis, cases, rowsOf, {
      now,
      // The rules of an import, in small: an id is needed, and one key is added.
      validate: (mapped) =>
        mapped["user_id"] === undefined
          ? { kind: "rejected", rule: "event/no-id", message: "no id" }
          : acceptEvent({ ...mapped, insert_id: "test/0" }),
    });
    return { cases, run: run ?? expect.fail("no run") };
  };
  const time = Date.UTC(2024, 0, 1);

  it("holds whole events, parts, rules and lists of rows", () => {
    const row = { type: "t", user: "u", n: 1 };
    const whole = { event_type: "t", user_id: "u", time, event_properties: { n: 1 } };
    const { run } = runOf(
      fileOf([
        { name: "whole", row, expect: { event: whole } },
        { name: "with a key that is added", row, expect: { event: { ...whole, insert_id: "test/0" } } },
        { name: "part", row, expect: [{ includes: { event_properties: {} } }] },
        { name: "rule", row: {}, expect: { noEvent: "event/no-id" } },
        { name: "several", rows: [row, {}], expect: [{ event: whole }, { noEvent: "event/no-id" }] },
        { name: "too little", row, expect: { event: { event_type: "t" } } },
        { name: "other rule", row: {}, expect: { noEvent: "event/no-event-type" } },
        { row: 1, expect: { ignored: true } },
        { row },
      ]),
    );
    expect(run.cases.map(({ name, passed }) => [name, passed])).toEqual([
      ["whole", true],
      ["with a key that is added", true],
      ["part", true],
      ["rule", true],
      ["several", true],
      ["too little", false],
      ["other rule", false],
      ["case 8", false],
      ["case 9", false],
    ]);
    expect(run.cases[8]?.problem).toMatch(/^the case expects nothing yet/);
    expect(run.uncovered).toEqual([]);
    const [failed] = run.cases[5]?.rows ?? [];
    const failures = failuresOf(failed ?? expect.fail("no row"), run.places, analysis);
    expect(failures.map(({ span, lines }) => [analysis.text.slice(span.start, span.end), ...lines])).toEqual([
      ['"user_id"', '+ user_id: "u"'],
      ['"time"', `+ time: ${time}`],
      ['"event_properties"', '+ event_properties: {"n":1}'],
    ]);
  });

  it("is brought up to date where cases fail, and written in full where nothing is expected", () => {
    const text = fileOf([
      { row: { type: "t", user: "u", n: 1 }, expect: { includes: { event_type: "old", event_properties: { n: 0 } } } },
      { rows: [{}, { user: "v" }], expect: [{ noEvent: "x" }, { event: { user_id: "v", time } }] },
      { rows: [{}, 1] },
      { row: {}, expect: { noEvent: "event/no-id" } },
    ]);
    const { cases, run } = runOf(text);
    const edits = updateEdits(text, cases, run.cases);
    const after = edits
      .toReversed()
      .reduce((now, { span, text: piece }) => now.slice(0, span.start) + piece + now.slice(span.end), text);
    expect(JSON.parse(after)).toEqual({
      cases: [
        {
          row: { type: "t", user: "u", n: 1 },
          expect: { includes: { event_type: "t", event_properties: { n: 1 } } },
        },
        {
          rows: [{}, { user: "v" }],
          expect: [{ noEvent: "event/no-id" }, { event: { user_id: "v", time, event_properties: {} } }],
        },
        { rows: [{}, 1], expect: [{ noEvent: "event/no-id" }, { noEvent: "event/no-id" }] },
        { row: {}, expect: { noEvent: "event/no-id" } },
      ],
    });
    expect(runOf(after).run.cases.every(({ passed }) => passed)).toBe(true);
  });

  it("that is written from rows passes, with numbers of any size", () => {
    const evaluator = createRowEvaluator(analysis, { ...tools, now: time }) ?? expect.fail("errors");
    const value = parseJson('{"type":"t","user":"u","n":[12345678901234567890, 1e400]}');
    const row = evaluator.evaluate({ value });
    const text = testFileText([{ name: "n", row: value, expected: expectationOf(row) }], { dataType: "event" });
    expect(text).toContain("12345678901234567890, 1e400");
    expect(runOf(text).run.cases.map(({ passed }) => passed)).toEqual([true]);
  });

  it.each([
    ["{", "syntax-"],
    [fileOf([{ expect: { ignored: true } }]), "A case has one of `row`, `rows` and `file`."],
    [fileOf([{ row: 1, file: "x" }]), "A case has one of `row`, `rows` and `file`."],
    [fileOf([{ row: 1, expect: {} }]), "A row is expected to be one of"],
    [fileOf([{ row: 1, expect: { ignored: true, noEvent: "x" } }]), "A row is expected to be one of"],
    [fileOf([{ row: 1, expect: { ignored: false } }]), "`ignored` is always true."],
    [fileOf([{ row: 1, expect: { event: 3 } }]), "An event is an object."],
    [fileOf([{ rows: [1, 2], expect: { ignored: true } }]), "The case has 2 rows, but expects something of 1."],
    [fileOf([{ row: 1, expected: {} }]), "Unknown key `expected`"],
    ['{"cases":[],"now":"2024-13-45T00:00:00Z"}', "`now` is not a time."],
    ["{}", "`cases`"],
  ])("%j has errors", (text, expected) => {
    const { file, diagnostics } = readTestFile(text);
    expect(file).toBeUndefined();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n")).toContain(expected);
  });
});
