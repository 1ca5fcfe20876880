// In: the operators. Out: grammar/converter.ebnf with its rule `operation`, an alternative for each operator.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OperatorDefinition, Parameter } from "../../packages/compiler/src/operators/define.ts";
import { OPERATORS } from "../../packages/compiler/src/operators/index.gen.ts";
import { type GeneratedFile, root } from "./generated.ts";

const RULE = /^operation +=[^;]*;/m;
/** Where the right side of a rule begins. */
const INDENT = 22;

const SYMBOLS: Readonly<Record<Parameter["kind"], string>> = {
  source: "source description",
  test: "test",
  string: "string",
  json: "json",
  boolean: '( "true" | "false" )',
  integer: "integer",
};

/** @throws Error when the grammar has no such rule. */
export function generateGrammar(): GeneratedFile {
  const path = "grammar/converter.ebnf";
  const text = readFileSync(join(root, path), "utf8");
  if (!RULE.test(text)) throw new Error(`${path} has no rule "operation"`);
  const rule = `${"operation".padEnd(INDENT)}= ${OPERATORS.map(alternative).join(`\n${" ".repeat(INDENT)}| `)} ;`;
  return { path, text: text.replace(RULE, () => rule) };
}

function alternative({ name, aliases = [], parameters, repeats, atLeastOnce }: OperatorDefinition): string {
  const names = [name, ...aliases].map((each) => `'"${each}"'`);
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
