// The compiled module: its text is as committed, stands alone, runs where code from strings is forbidden, and maps back to its source.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { eachMapping, TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createCompiler, type ModuleOutput } from "../src/compile.ts";
import { parseJson, stringifyJson } from "../src/values/json.ts";

const programs = join(import.meta.dirname, "../../../fixtures/programs");
const compiler = createCompiler();

function compileFixture(name: string): { text: string; output: ModuleOutput } {
  const text = readFileSync(join(programs, name, "converter.json"), "utf8");
  const { output, diagnostics } = compiler.compileModule(text, {
    sourceMap: { source: "converter.json", file: "expected.mjs" },
  });
  if (output === undefined) throw new Error(JSON.stringify(diagnostics));
  return { text, output };
}

/** Compares with a committed file; UPDATE=1 writes it, for a change of the emitted code that was meant. */
function expectCommitted(path: string, text: string): void {
  if (process.env["UPDATE"] === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

/** The module as a classic script that hands out its exports, to run it in a context of its own. */
function asScript(module: string): string {
  return `${module
    .replace(/^export \{.*$/m, "")
    .replace(/^export (?=function|const)/gm, "")
    .replace(/^\/\/# sourceMappingURL.*$/m, "")}\n;({ map, settings, inputPaths, parseJson, stringifyJson })`;
}

describe.each(readdirSync(programs))("%s", (name) => {
  test("is emitted as committed, the same each time", () => {
    const { output } = compileFixture(name);
    expectCommitted(join(programs, name, "expected.mjs"), output.module);
    expectCommitted(join(programs, name, "expected.d.ts"), output.types);
    expect(
      createCompiler().compileModule(readFileSync(join(programs, name, "converter.json"), "utf8"), {
        sourceMap: { source: "converter.json", file: "expected.mjs" },
      }).output,
    ).toEqual(output);
  });

  test("stands alone: no imports, no code from strings", () => {
    const tree = parse(compileFixture(name).output.module, { ecmaVersion: "latest", sourceType: "module" });
    expect(
      tree.body.filter((node) => node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration"),
    ).toEqual([]);
    const nodes = JSON.stringify(tree, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    const identifiers = new Set(
      [...nodes.matchAll(/"type":"Identifier","start":\d+,"end":\d+,"name":"([^"]+)"/g)].map((found) => found[1]),
    );
    // The names that the module does use show that names are found at all.
    expect([...identifiers]).toEqual(expect.arrayContaining(["map", "row", "JSON"]));
    for (const forbidden of ["eval", "Function", "require", "process", "globalThis"])
      expect([...identifiers]).not.toContain(forbidden);
    expect(nodes).not.toContain('"type":"ImportExpression"');
  });

  test("runs where code from strings is forbidden, as in this process", () => {
    const { text, output } = compileFixture(name);
    const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
    const module = runInContext(asScript(output.module), context) as {
      map: (row: unknown, context: { now: number }) => unknown;
      parseJson: (text: string) => unknown;
      stringifyJson: (value: unknown) => string;
    };
    const program = compiler.loadProgram(text).program;
    const rows = readFileSync(join(programs, name, "rows.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    const outcomes = rows.map((row) => [
      module.map(module.parseJson(row), { now: 0 }),
      program?.map(parseJson(row), { now: 0 }),
    ]);
    expect(outcomes.map(([found]) => module.stringifyJson(found))).toEqual(
      outcomes.map(([, wanted]) => stringifyJson(wanted as never)),
    );
    expectCommitted(
      join(programs, name, "expected.jsonl"),
      `${outcomes.map(([found]) => module.stringifyJson(found)).join("\n")}\n`,
    );
  });

  test("its source map leads from every line to the expression that it came from", () => {
    const { text, output } = compileFixture(name);
    const lines = output.module.split("\n");
    const source = text.split("\n");
    let mapped = 0;
    eachMapping(new TraceMap(output.sourceMap ?? ""), (mapping) => {
      mapped++;
      expect(lines[mapping.generatedLine - 1]?.slice(mapping.generatedColumn)).toMatch(/^\S/);
      expect(mapping.source).toBe("converter.json");
      expect(source[(mapping.originalLine ?? 0) - 1]?.slice(mapping.originalColumn ?? 0)).toMatch(/^["[{]/);
    });
    expect(mapped).toBeGreaterThan(10);
    expect(output.module).toMatch(/\n\/\/# sourceMappingURL=expected\.mjs\.map\n$/);
  });
});

test("no string of a converter becomes a property of a prototype", () => {
  const { text } = compileFixture("hostile-names");
  const program = compiler.loadProgram(text).program;
  const event = program?.map(
    parseJson('{"__proto__": {"__proto__": {"polluted": 1}}, "constructor": {"__proto__": 2}}'),
    { now: 0 },
  );
  expect(Object.hasOwn((event as { event_properties: object }).event_properties, "__proto__")).toBe(true);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(Object.getPrototypeOf((event as { event_properties: object }).event_properties)).toBe(Object.prototype);
});

test("compiles a converter whose yields double with each level, and leaves the deepest types open", () => {
  const doubled = (levels: number): unknown => {
    let expression: unknown = { k: "x" };
    for (let i = 0; i < levels; i++) expression = ["path", expression, { a: ["path"], b: ["path"] }];
    return expression;
  };
  for (const properties of [
    doubled(40),
    ["any", doubled(40), doubled(40)],
    ["merge_dicts", doubled(40), doubled(40)],
  ]) {
    const text = JSON.stringify({
      converterConfig: {
        fileType: "json",
        compressionType: "none",
        convertToAmplitudeFunc: { event_type: "t", user_id: "u", event_properties: properties },
      },
    });
    const { types = "" } = createCompiler().compileModule(text).output ?? {};
    expect(types).toMatch(/"[ab]"?: (?:Json|\{ readonly \[key: string\]: Json \})/);
    expect(types.length).toBeLessThan(3_000_000);
  }
});

test("the function of a program is made when a row asks for it", () => {
  const made: string[] = [];
  const construct = (target: FunctionConstructor, [code = ""]: string[]): object => {
    made.push(code);
    return Reflect.construct(target, [code]) as object;
  };
  vi.stubGlobal("Function", new Proxy(Function, { construct }));
  onTestFinished(() => void vi.unstubAllGlobals());
  const { program } = compiler.loadProgram(readFileSync(join(programs, "export-reimport", "converter.json"), "utf8"));
  expect(made).toEqual([""]);
  program?.map({}, { now: 0 });
  program?.map({}, { now: 0 });
  expect(made).toHaveLength(2);
});
