// The JSON Schema of converter files against good and bad ones, and against what the compiler says of the same files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { createCompiler } from "../src/index.ts";
import { CATALOG, EVENT_KEYS } from "../src/language.ts";
import { OPERATORS } from "../src/operators/index.gen.ts";
import { readCases } from "./support/diagnostic-cases.ts";

const root = join(import.meta.dirname, "../../..");
const schema = JSON.parse(readFileSync(join(root, "grammar/converter.schema.json"), "utf8")) as {
  definitions: Record<string, { enum?: readonly string[]; properties?: object }>;
};
const ajv = new Ajv({ strict: true, strictTuples: false, strictTypes: false, strictRequired: false, allErrors: true });
// Keywords that editors read beside those of the draft.
for (const keyword of [
  "enumDescriptions",
  "markdownEnumDescriptions",
  "markdownDescription",
  "defaultSnippets",
  "errorMessage",
])
  ajv.addKeyword(keyword);
const validate = ajv.compile(schema);
const compiler = createCompiler();

const filesOf = (folder: string): readonly { readonly name: string; readonly text: string }[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), "utf8") }));

const isConverter = (text: string): boolean => text.includes('"converterConfig"');

describe("files that it takes", () => {
  const files = [
    ...filesOf("fixtures/schema/good"),
    ...filesOf("fixtures/demo"),
    ...filesOf("fixtures/programs"),
  ].filter(({ text }) => isConverter(text));
  it.each(files)("$name", ({ text }) => {
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(compiler.analyse(text).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("files that it refuses, with the place", () => {
  it.each(filesOf("fixtures/schema/bad"))("$name", ({ text }) => {
    const { at, file } = JSON.parse(text) as { at: string; file: unknown };
    expect(validate(file)).toBe(false);
    expect(validate.errors?.map((error) => error.instancePath)).toContain(at);
    expect(compiler.analyse(JSON.stringify(file)).diagnostics.length).toBeGreaterThan(0);
  });
});

describe("schema and compiler", () => {
  const shapes = [
    "literal-as-source",
    "empty-list",
    "operator-not-a-name",
    "unknown-operator",
    "wrong-arity",
    "half-group",
    "wrong-literal",
    "envelope-not-an-object",
    "envelope-wrong-value",
  ];
  const parsed = readCases()
    .filter(({ code }) => !code.startsWith("syntax-") && CATALOG[code].file === undefined)
    .flatMap((one) => {
      try {
        return [{ ...one, file: JSON.parse(one.text) as unknown }];
      } catch {
        return [];
      }
    });

  it.each(parsed)("agree on $code $name", ({ text, file }) => {
    const codes = compiler.analyse(text).diagnostics.map(({ code }) => code);
    const refused = codes.some(
      (code) => shapes.includes(code) || code === "envelope-missing-key" || code === "envelope-unknown-key",
    );
    // The schema cannot compare settings with each other, and bounds groups of arguments one by one.
    expect(validate(file), JSON.stringify(validate.errors)).toBe(!refused);
  });

  it("knows every operator, alias and event key", () => {
    expect(schema.definitions["operator"]?.enum).toEqual(
      OPERATORS.flatMap((operator) => [operator.name, ...(operator.aliases ?? [])]),
    );
    expect(Object.keys(schema.definitions["eventObject"]?.properties ?? {})).toEqual(EVENT_KEYS.map((key) => key.name));
  });

  it("knows every operator's signature: an argument less and an argument more are refused", () => {
    for (const { name, parameters, repeats, atLeastOnce } of OPERATORS) {
      const least = atLeastOnce === true ? (repeats ?? []) : parameters;
      const literals = { source: "a", test: "a", string: "a", json: 1, boolean: true, integer: 1 } as const;
      const list = [name, ...least.map((parameter) => literals[parameter.kind])];
      const file = (source: unknown): unknown => ({ converterConfig: { convertToAmplitudeFunc: { a: source } } });
      expect(validate(file(list)), name).toBe(true);
      if (least.length > 0) expect(validate(file(list.slice(0, -1))), name).toBe(false);
      if (repeats === undefined) expect(validate(file([...list, "a"])), name).toBe(false);
    }
  });
});
