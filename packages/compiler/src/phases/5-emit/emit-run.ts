// In: the call of an operator without inline code. Out: the call of its `run`, once its operands have the values that it needs.
import { type Code, join, js, literal, type Operand } from "../../codegen/code.ts";
import type { EmitCall } from "../../operators/define.ts";
import { RUN_NAMES } from "../../codegen/library.gen.ts";
import type { CallExpr, Expr } from "../2-resolve/expression.ts";
import { addConstant, declareVariable, define, type Emission, link, statement, when } from "./emission.ts";

/** More operands than this are all evaluated first instead of in nested blocks, so that code stays shallow. */
const MAX_NESTED_OPERANDS = 4;

type Evaluate = (operand: Expr) => Operand;
/** The call of `run` with these operands. */
type CallOf = (read: readonly Operand[]) => Code;

export function emitRun(emission: Emission, call: EmitCall, evaluate: Evaluate): Operand {
  const { operator } = call.expr;
  if (operator.clock === true) emission.usesClock = true;
  if (operator.operands === "lazy") throw new TypeError(`${operator.name} is lazy and must have its own emit`);
  const run = link(emission, RUN_NAMES[operator.name] ?? operator.name);
  const callOf: CallOf = (read) => js`${run}(${join(runArguments(emission, call.expr, read), js`, `)})`;
  if (operator.operands !== "required")
    return { code: define(emission, callOf(call.operands.map(evaluate))), type: call.type };
  if (call.operands.length > MAX_NESTED_OPERANDS) return emitGuarded(emission, call, evaluate, callOf);
  if (call.operands.every((operand) => !emission.program.typeOf(operand).none))
    return { code: define(emission, callOf(call.operands.map(evaluate))), type: call.type };
  return emitNested(emission, call, evaluate, callOf);
}

/** Evaluates all operands, and calls if none of them is missing. */
function emitGuarded(emission: Emission, { operands, type }: EmitCall, evaluate: Evaluate, callOf: CallOf): Operand {
  const read = operands.map(evaluate);
  const missing = read.filter((operand) => operand.type.none).map((operand) => js`${operand.code} === undefined`);
  const call = callOf(read);
  const code = missing.length === 0 ? call : js`${join(missing, js` || `)} ? undefined : ${call}`;
  return { code: define(emission, code), type };
}

/** Evaluates each operand only if those before it have a value. */
function emitNested(emission: Emission, { operands, type }: EmitCall, evaluate: Evaluate, callOf: CallOf): Operand {
  const result = declareVariable(emission);
  const read: Operand[] = [];
  const next = (index: number): void => {
    const operand = operands[index];
    if (operand === undefined) return statement(emission, js`${result} = ${callOf(read)};`);
    const value = evaluate(operand);
    read.push(value);
    if (value.type.none) when(emission, js`${value.code} !== undefined`, () => next(index + 1));
    else next(index + 1);
  };
  next(0);
  return { code: result, type };
}

/** The arguments of `run`, in the order that its contract says (see `OperatorDefinition.run`). */
function runArguments(emission: Emission, expr: CallExpr, read: readonly Operand[]): Code[] {
  const { operator, prepared } = expr;
  const before: Code[] = operator.clock === true ? [js`now`] : [];
  if (prepared !== undefined) before.push(addConstant(emission, prepared));
  let next = 0;
  const all: Code[] = [];
  for (const arg of expr.args) {
    if (arg.kind === "literal") {
      if (prepared === undefined)
        all.push(
          typeof arg.value === "object" && arg.value !== null ? addConstant(emission, arg.value) : literal(arg.value),
        );
      continue;
    }
    const operand = read[next++];
    if (operand === undefined) continue;
    all.push(operator.operands === "nullable" && operand.type.none ? js`${operand.code} ?? null` : operand.code);
  }
  if (operator.repeats === undefined) return [...before, ...all];
  const literals = operator.parameters.filter(({ kind }) => kind !== "source" && kind !== "test").length;
  const fixed = operator.parameters.length - (prepared === undefined ? 0 : literals);
  return [...before, ...all.slice(0, fixed), js`[${join(all.slice(fixed), js`, `)}]`];
}
