// In: the operators, file formats and compression types. Out: grammar/converter.ebnf with an alternative for each in its rules.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMPRESSIONS } from "../../packages/compiler/src/formats/compression.ts";
import { FILE_TYPES } from "../../packages/compiler/src/formats/formats.ts";
import type { OperatorDefinition, Parameter } from "../../packages/compiler/src/operators/define.ts";
import { OPERATORS } from "../../packages/compiler/src/operators/index.gen.ts";
import { type GeneratedFile, root } from "./generated.ts";

/** Where the right side of a rule begins. */
const INDENT = 22;
/** A longer right side has a line for each alternative. */
const MAX_LINE = 80;

const SYMBOLS: Readonly<Record<Parameter["kind"], string>> = {
  source: "source description",
  test: "test",
  string: "string",
  json: "json",
  boolean: '( "true" | "false" )',
  integer: "integer",
};

/** @throws Error when the grammar has no rule of one of these names. */
export function generateGrammar(): GeneratedFile {
  const path = "grammar/converter.ebnf";
  const rules = {
    "file type": FILE_TYPES.map(terminal),
    "compression type": COMPRESSIONS.map(({ name, extension }) =>
      extension === true ? `${terminal(name)} (* extension *)` : terminal(name),
    ),
    operation: OPERATORS.map(operationOf),
  };
  const text = Object.entries(rules).reduce(
    (before, [name, alternatives]) => withRule(before, name, alternatives),
    readFileSync(join(root, path), "utf8"),
  );
  return { path, text };
}

function withRule(text: string, name: string, alternatives: readonly string[]): string {
  const rule = new RegExp(`^${name} +=[^;]*;`, "m");
  if (!rule.test(text)) throw new Error(`the grammar has no rule "${name}"`);
  const line = alternatives.join(" | ");
  const right = line.length <= MAX_LINE ? line : alternatives.join(`\n${" ".repeat(INDENT)}| `);
  return text.replace(rule, () => `${name.padEnd(INDENT)}= ${right} ;`);
}

function terminal(name: string): string {
  return `'"${name}"'`;
}

function operationOf({ name, aliases = [], parameters, repeats, atLeastOnce }: OperatorDefinition): string {
  const names = [name, ...aliases].map(terminal);
  const group = argumentsOf(repeats ?? []);
  return [
    names.length === 1 ? names[0] : `( ${names.join(" | ")} )`,
    ...argumentsOf(parameters),
    ...(atLeastOnce === true ? group : []),
    ...(repeats === undefined ? [] : [`{ ${group.join(", ")} }`]),
  ].join(", ");
}

/** Each argument with the comma before it. */
function argumentsOf(parameters: readonly Parameter[]): readonly string[] {
  return parameters.flatMap(({ kind }) => ['","', SYMBOLS[kind]]);
}
