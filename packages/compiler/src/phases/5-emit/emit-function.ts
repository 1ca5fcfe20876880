// In: an optimised expression. Out: the lines of a function that evaluates it on a row, and the library functions and constants it needs.
import { type Code, js } from "../../codegen/code.ts";
import type { Constant } from "../../codegen/constant.ts";
import type { OptimisedExpression } from "../4-optimise/optimise.ts";
import { createEmission, type EmittedLine, statement } from "./emission.ts";
import { evaluate } from "./emit-expression.ts";

export interface EmittedFunction {
  readonly lines: readonly EmittedLine[];
  readonly constants: readonly { readonly name: Code; readonly value: Constant }[];
  readonly library: ReadonlySet<string>;
  readonly usesClock: boolean;
  /** Whether one function has more variables than a stack may hold. */
  readonly tooLarge: boolean;
}

/** Emits the body of `function map(row, context)`. */
export function emitFunction(program: OptimisedExpression): EmittedFunction {
  const emission = createEmission(program);
  const result = evaluate(emission, program.root);
  statement(emission, js`return ${result.code};`);
  const { hoisted, lines, constants, library, usesClock, tooLarge } = emission;
  return { lines: [...hoisted, ...lines], constants, library, usesClock, tooLarge };
}
