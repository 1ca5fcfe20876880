// The conformance cases of every operator, on every engine; and that definition, file, fixture and examples agree.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OPERATORS } from "../src/operators/index.gen.ts";
import { always, ANY, typeOfValue } from "../src/operators/kinds.ts";
import { createOperatorTable } from "../src/operators/table.ts";
import { deepEqual } from "../src/values/equal.ts";
import { stringifyJson } from "../src/values/json.ts";
import type { Result, Value } from "../src/values/value.ts";
import { createCompiler, type Engines, enginesFor } from "./support/agreement.ts";
import { converterOf, folded, type OperatorCase, readFixtures, spell, unfolded } from "./support/cases.ts";

const compiler = createCompiler();
const fixtures = readFixtures();
const now = 1_700_000_000_123;

function expectResult(
  engines: Engines | undefined,
  { row, result }: { readonly row: Value; readonly result?: Value },
  expression: Value,
): void {
  expect(engines, `${stringifyJson(expression)} compiles`).toBeDefined();
  for (const [engine, map] of engines ?? []) {
    const found = map(row, { now });
    const same = found === undefined || result === undefined ? found === result : deepEqual(found, result);
    expect(
      same
        ? "as expected"
        : `${engine} yields ${spell(found)} instead of ${spell(result)} for ${stringifyJson(expression)} on ${stringifyJson(row)}`,
    ).toBe("as expected");
  }
}

/** What is inferred of an expression must hold of its results. */
function expectSoundType(expression: Value, result: Result): void {
  const { inference, converter } = compiler.analyse(converterOf(expression));
  const type = inference === undefined || converter === undefined ? always(ANY) : inference.typeOf(converter.body);
  const fits = result === undefined ? type.none : (typeOfValue(result).kinds & ~type.kinds) === 0;
  expect(
    fits ? "sound" : `${stringifyJson(expression)} is inferred as kinds ${type.kinds}, but yields ${spell(result)}`,
  ).toBe("sound");
}

describe.each(fixtures)("$operator", ({ cases }) => {
  const valid = cases.filter((found) => found.error === undefined);

  test("cases", async () => {
    for (const found of valid) {
      expectResult(await enginesFor(compiler, converterOf(found.expression), true), found, found.expression);
      expectSoundType(found.expression, found.result);
    }
  });

  test("cases with their constants in the row", async () => {
    for (const found of valid) {
      const moved = unfolded(found);
      if (moved !== undefined)
        expectResult(
          await enginesFor(compiler, converterOf(moved.expression), false),
          { ...found, ...moved },
          moved.expression,
        );
    }
  });

  test("cases with the row in their constants", async () => {
    for (const found of valid) {
      const moved = folded(found);
      if (moved === undefined || isRefused(moved.expression, found)) continue;
      expectResult(
        await enginesFor(compiler, converterOf(moved.expression), false),
        { ...found, ...moved },
        moved.expression,
      );
      expectSoundType(moved.expression, found.result);
    }
  });

  test.each(cases.filter((found) => found.error !== undefined))("$name", ({ expression, error }) => {
    const text = converterOf(expression);
    const { diagnostics, program } = compiler.loadProgram(text);
    expect(diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([error]);
    expect(program).toBeUndefined();
    expect(compiler.compileModule(text).output).toBeUndefined();
    expect(compiler.interpretProgram(text).program).toBeUndefined();
  });
});

/** What has no value in a row can be an error as a constant. */
function isRefused(expression: Value, { result }: OperatorCase): boolean {
  const errors = compiler.analyse(converterOf(expression)).diagnostics.filter(({ severity }) => severity === "error");
  return result === undefined && errors.length > 0 && errors.every(({ code }) => code === "bad-argument");
}

describe("definitions", () => {
  const folder = new URL("../src/operators/", import.meta.url);
  const names = OPERATORS.map(({ name }) => name);

  test("every operator has its file, every file with a definition its operator", () => {
    const files = readdirSync(folder).filter((file) =>
      readFileSync(new URL(file, folder), "utf8").includes("= defineOperator({"),
    );
    expect(files.toSorted()).toEqual(names.map((name) => `${name.replaceAll("_", "-")}.ts`).toSorted());
  });

  test("every operator has its fixture, every fixture its operator", () => {
    expect(fixtures.map(({ operator }) => operator).toSorted()).toEqual([...names, "key", "object"].toSorted());
    for (const { file, operator } of fixtures) expect(file).toBe(`${operator}.json`);
  });

  test("no two cases of a fixture have the same name", () => {
    for (const { operator, cases } of fixtures)
      expect(new Set(cases.map(({ name }) => name)).size, operator).toBe(cases.length);
  });

  test("names and aliases are all different, and are found", () => {
    const all = OPERATORS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
    const table = createOperatorTable(OPERATORS);
    for (const operator of OPERATORS) {
      for (const name of [operator.name, ...(operator.aliases ?? [])]) expect(table.get(name)).toBe(operator);
    }
  });

  test.each(OPERATORS)("$name and its aliases stand in its cases", ({ name, aliases = [] }) => {
    const text = readFileSync(new URL(`../../../fixtures/operators/${name}.json`, import.meta.url), "utf8");
    for (const called of [name, ...aliases]) expect(text).toContain(`[${JSON.stringify(called)}`);
  });

  test.each(OPERATORS)("the examples of $name", async ({ examples }) => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples) {
      expectResult(await enginesFor(compiler, converterOf(example.expression), true), example, example.expression);
      expectSoundType(example.expression, example.result);
    }
  });
});

describe("findings of the operators", () => {
  /** Severity, code and the guilty text of each finding about the expression itself. */
  const findings = (expression: string): readonly string[] => {
    const text = `{"converterConfig": {"fileType": "json", "compressionType": "none", "convertToAmplitudeFunc": {"event_type": "t", "user_id": "u", "event_properties": {"p": ${expression}}}}}`;
    return compiler
      .analyse(text)
      .diagnostics.map(({ severity, code, span }) => `${severity} ${code} ${text.slice(span.start, span.end)}`);
  };

  test.each<[string, readonly string[]]>([
    // A fraction that integer arithmetic drops: said where a constant has one, hinted at where the data may have one.
    ['["multiply", "a", ["value", 0.5]]', ['warning fraction-lost ["value", 0.5]']],
    ['["multiply", "a", ["value", "0.50"]]', ['warning fraction-lost ["value", "0.50"]']],
    ['["multiply", "a", ["int", 100]]', ['info fraction-lost "multiply"']],
    ['["multiply", ["value", 0.5], ["int", 4]]', []],
    ['["multiply", ["ms_time_now"], ["int", 4]]', []],
    ['["subtract", ["ms_time_now"], ["int", 4]]', []],
    ['["subtract", "a", ["value", 1.5]]', ['warning fraction-lost ["value", 1.5]']],
    ['["subtract", ["value", 2.5], ["value", 1.5]]', []],
    ['["-", ["round", "a"], ["round", "b"]]', []],
    ['["divide", ["ms_time_now"], ["int", 1000]]', ['info fraction-lost "divide"']],
    ['["divide", ["ms_time_now"], ["int", 1]]', []],
    ['["divide", ["int", 6], ["int", 3]]', []],
    ['["divide", ["int", 7], ["int", 2]]', ['info fraction-lost "divide"']],
    ['["divide", "a", ["int", 0]]', ['warning never-valued "divide"']],
    ['["add", "a", ["value", 0.5]]', []],
    // What can never be.
    ['["add", "a", ["iso_time_now"]]', ['warning never-valued "add"']],
    ['["add", "a", ["array", "b"]]', ['warning wrong-kind ["array", "b"]']],
    ['["lower", ["array", "b"]]', ['warning wrong-kind ["array", "b"]']],
    ['["merge_dicts", "a", ["array", "b"]]', ['warning wrong-kind ["array", "b"]']],
    ['["exclude_keys", ["split", ",", "a"], "b"]', ['warning wrong-kind ["split", ",", "a"]']],
    ['["path", ["exclude_keys", {"a": "x", "b": "y"}, "a"], "a"]', ['warning never-valued "a"']],
    ['["path", ["merge_dicts", {"a": "x"}, {"b": "y"}], "c"]', ['warning never-valued "c"']],
    // Tests that decide nothing, or everything.
    ['["and", "a", ["bool", false], "b"]', ['warning constant-test ["bool", false]', 'warning unreachable "b"']],
    ['["or", "a", ["bool", true]]', ['warning constant-test ["bool", true]']],
    ['["not", ["not", "a"]]', []],
    // Patterns, at the guilty piece of the literal.
    ['["replace_with", "\\\\d(", "", "a"]', ["error bad-pattern ("]],
    ['["replace_with", "a", "b$", "a"]', ["error bad-pattern $"]],
    ['["replace_with", "x(a+)+y", "", "a"]', ["warning slow-pattern (a+)+"]],
    ['["parse_time_to_ms", "yyyy-MM-dd bb", "a"]', ["error bad-pattern bb"]],
    ['["parse_time_to_ms", "yyyy-MM-dd hh:mm", "a"]', ["warning partial-pattern hh"]],
    ['["split", "", "a"]', ['error bad-argument ""']],
    ['["flatten_dict", ".", ["int", 0], "a"]', ['error bad-argument ["int", 0]']],
  ])("%s", (expression, expected) => {
    expect(findings(expression)).toEqual(expected);
  });
});

test.each(["add", "multiply", "concat", "and", "or", "array", "merge_dicts"])("%s takes 5,000 arguments", (name) => {
  for (const [argument, count] of [
    ["a", 5_000],
    [["value", 1.5], 5_000],
    [["bool", true], 5_000],
    // A product of more has hundreds of thousands of digits, which take seconds.
    [["value", 12345678901234567890n], 2_000],
  ] as readonly (readonly [Value, number])[]) {
    const engines = [compiler.loadProgram, compiler.interpretProgram].map(
      (load) => load(converterOf([name, ...Array.from({ length: count }, () => argument)])).program,
    );
    const [compiled, interpreted] = engines.map((program) => spell(program?.map({ a: 2 }, { now })));
    expect(compiled === interpreted, name).toBe(true);
  }
});
