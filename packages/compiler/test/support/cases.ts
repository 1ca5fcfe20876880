// In: the fixtures of the operators. Out: their cases, and the same cases with constants moved into the row or out of it.
import { readdirSync, readFileSync } from "node:fs";
import { OPERATORS } from "../../src/operators/index.gen.ts";
import { createOperatorTable } from "../../src/operators/table.ts";
import { setKey } from "../../src/values/dict.ts";
import { parseJson, stringifyJson } from "../../src/values/json.ts";
import { type Dict, isDict, type Result, type Value } from "../../src/values/value.ts";

const folder = new URL("../../../../fixtures/operators/", import.meta.url);
const operators = createOperatorTable(OPERATORS);

export interface OperatorCase {
  readonly name: string;
  readonly expression: Value;
  readonly row: Value;
  /** Left out: no value. */
  readonly result?: Value;
  /** The code of the error that keeps the expression from compiling. */
  readonly error?: string;
}

export interface Fixture {
  readonly file: string;
  readonly operator: string;
  readonly cases: readonly OperatorCase[];
}

export function readFixtures(): readonly Fixture[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => {
      const fixture = parseJson(readFileSync(new URL(file, folder), "utf8")) as unknown as Omit<Fixture, "file">;
      return { file, operator: fixture.operator, cases: fixture.cases };
    });
}

/** The text of a converter whose function is the expression. */
export function converterOf(expression: Value): string {
  return stringifyJson({
    converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: expression },
  });
}

/** The same case with the constants of the expression in the row, so that nothing is computed while compiling. */
export function unfolded({ expression, row }: OperatorCase): Pick<OperatorCase, "expression" | "row"> | undefined {
  if (!isDict(row) || stringifyJson(expression).includes('["path"]')) return undefined;
  const moved: Dict = { ...row };
  let count = 0;
  const rewritten = rewrite(expression, (part) => {
    const [name, literal] = Array.isArray(part) ? part : [];
    if (name !== "value" && name !== "int" && name !== "bool") return part;
    const key = `literal ${++count}`;
    setKey(moved, key, literal as Value);
    return key;
  });
  return count === 0 ? undefined : { expression: rewritten, row: moved };
}

/** The same case with what the row has in the expression, so that as much as possible is computed while compiling. */
export function folded({ expression, row }: OperatorCase): Pick<OperatorCase, "expression" | "row"> | undefined {
  if (!isDict(row)) return undefined;
  let count = 0;
  const rewritten = rewrite(expression, (part) => {
    if (typeof part !== "string" || !Object.hasOwn(row, part)) return part;
    count++;
    return ["value", row[part] as Value];
  });
  return count === 0 ? undefined : { expression: rewritten, row };
}

/** Changes the parts of an expression that are evaluated on the row itself. */
function rewrite(expression: Value, change: (part: Value) => Value): Value {
  const changed = change(expression);
  if (changed !== expression) return changed;
  if (isDict(expression)) {
    const dict: Dict = {};
    for (const [key, inner] of Object.entries(expression)) setKey(dict, key, rewrite(inner, change));
    return dict;
  }
  if (!Array.isArray(expression)) return expression;
  const [name, ...args] = expression;
  const operator = operators.get(String(name));
  if (name === undefined || operator === undefined) return expression;
  const { parameters, repeats = [] } = operator;
  return [
    name,
    ...args.map((arg, index) => {
      const parameter = parameters[index] ?? repeats[(index - parameters.length) % repeats.length];
      const isSource = parameter?.kind === "source" || parameter?.kind === "test";
      return isSource && (operator.chained !== true || index === 0) ? rewrite(arg, change) : arg;
    }),
  ];
}

export function spell(result: Result): string {
  return result === undefined ? "no value" : stringifyJson(result);
}
