// In: an expression and the function that is being emitted. Out: the operand that holds its result; its code is added to the function.
import { type Code, js, literal, type Operand, variableName } from "../../codegen/code.ts";
import type { EmittedTest } from "../../codegen/emitter.ts";
import type { EmitCall, Emitter } from "../../operators/define.ts";
import type { Constant } from "../../codegen/constant.ts";
import { always, BOOL, DICT, HUGE, LIST, NULL, NUMBER, STRING } from "../../operators/kinds.ts";
import { isIndex } from "../../values/dict.ts";
import { type CallExpr, type Expr, operandsOf } from "../2-resolve/expression.ts";
import {
  addConstant,
  block,
  declareVariable,
  define,
  type Emission,
  keep,
  link,
  lookUp,
  nextLabel,
  part,
  statement,
  when,
} from "./emission.ts";
import { emitRun } from "./emit-run.ts";

/** Names of members that every object, or a raw number, has: reading one of these directly would not find data. */
const RISKY_KEYS: ReadonlySet<string> = new Set([
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
  "rawJSON",
]);

/** Emits the evaluation of an expression on the current element; the same structure on the same element only once in a scope. */
export function evaluate(emission: Emission, expr: Expr): Operand {
  if (expr.kind === "constant") return constantOperand(emission, expr.value, expr);
  if (expr.kind === "invalid") return { code: literal(undefined), type: emission.program.typeOf(expr) };
  const key = keyOf(emission, expr);
  const known = lookUp(emission, key);
  if (known !== undefined) return known;
  const outer = emission.span;
  emission.span = expr.span;
  const operand = expr.kind === "key" ? emitKey(emission, expr.key, expr) : emitSharedOrCall(emission, expr, key);
  emission.span = outer;
  return keep(emission, key, operand);
}

/** The key of an expression's result on the current element. */
function keyOf({ element, program }: Emission, expr: Expr): string {
  return `${element.code.text} ${program.numberOf(expr)}`;
}

function constantOperand(emission: Emission, value: Constant | undefined, expr: Expr): Operand {
  const { program, rootScope } = emission;
  const type = program.typeOf(expr);
  if (typeof value !== "object" || value === null) return { code: literal(value), type };
  const key = `constant ${program.numberOf(expr)}`;
  const known = rootScope.get(key) ?? { code: addConstant(emission, value), type };
  rootScope.set(key, known);
  return known;
}

function emitSharedOrCall(emission: Emission, expr: CallExpr, key: string): Operand {
  const { element, row, scopes, program } = emission;
  const isShared = element === row && scopes.length > 1 && program.isShared(expr) && !isCheap(expr);
  return isShared ? emitShared(emission, expr, key) : emitCall(emission, expr);
}

/** A part that several branches need: a hoisted function that computes it on its first call. */
function emitShared(emission: Emission, expr: CallExpr, key: string): Operand {
  const { rootScope, program } = emission;
  const type = program.typeOf(expr);
  const functionKey = `shared ${key}`;
  let get = rootScope.get(functionKey);
  if (get === undefined) {
    const id = ++emission.counts.shared;
    const name = nextLabel(emission);
    get = { code: name, type };
    rootScope.set(functionKey, get);
    hoistMemoised(emission, name, { done: variableName("m", id * 2 - 1), memo: variableName("m", id * 2) }, expr);
  }
  return { code: define(emission, js`${get.code}()`), type };
}

function hoistMemoised(
  emission: Emission,
  name: Code,
  { done, memo }: { readonly done: Code; readonly memo: Code },
  expr: CallExpr,
): void {
  const { lines, depth, scopes, span } = emission;
  Object.assign(emission, { lines: [], depth: 1, scopes: [new Map(emission.rootScope), new Map()] });
  statement(emission, js`let ${done} = false, ${memo};`);
  statement(emission, js`function ${name}() {`);
  emission.depth++;
  when(emission, js`!${done}`, () => {
    statement(emission, js`${done} = true;`);
    statement(emission, js`${memo} = ${emitCall(emission, expr).code};`);
  });
  statement(emission, js`return ${memo};`);
  emission.depth--;
  statement(emission, js`}`);
  for (const line of emission.lines) emission.hoisted.push(line);
  Object.assign(emission, { lines, depth, scopes, span });
}

function emitKey(emission: Emission, key: string, expr: Expr): Operand {
  const { element, program } = emission;
  const type = program.typeOf(expr);
  if (isIndex(key)) {
    const look = js`${link(emission, "getKey")}(${element.code}, ${key})`;
    const code = js`Array.isArray(${element.code}) ? ${element.code}[${Number(key)}] : ${look}`;
    return { code: define(emission, code), type };
  }
  if (RISKY_KEYS.has(key))
    return { code: define(emission, js`${link(emission, "getKey")}(${element.code}, ${key})`), type };
  return { code: define(emission, js`${dictView(emission)}[${key}]`), type };
}

/** The current element if it is a dict, else an empty dict, so that keys can be read without further tests. */
function dictView(emission: Emission): Code {
  const { element, row, rootScope, scopes, hoisted } = emission;
  if (element.type.kinds === DICT && !element.type.none) return element.code;
  const key = `dict ${element.code.text}`;
  const known = lookUp(emission, key);
  if (known !== undefined) return known.code;
  if (element !== row) {
    const code = define(emission, js`${link(emission, "asDict")}(${element.code})`);
    return keep(emission, key, { code, type: element.type }).code;
  }
  const view = variableName("v", 0);
  hoisted.unshift({ depth: 1, code: js`const ${view} = ${link(emission, "asDict")}(row);`, span: undefined });
  for (const scope of [rootScope, scopes[0] ?? rootScope]) scope.set(key, { code: view, type: always(DICT) });
  return view;
}

function emitCall(emission: Emission, expr: CallExpr): Operand {
  const call = callOf(emission, expr);
  return expr.operator.emit === undefined
    ? emitRun(emission, call, (operand) => evaluate(emission, operand))
    : expr.operator.emit(call, emitterOf(emission));
}

function callOf({ program }: Emission, expr: CallExpr): EmitCall {
  return { expr, operands: operandsOf(expr).map((arg) => arg.expr), type: program.typeOf(expr) };
}

/** Emits the evaluation of an expression as a test: without a variable for its result where the operator can. */
function emitTest(emission: Emission, expr: Expr): EmittedTest {
  if (
    expr.kind === "call" &&
    expr.operator.emitTest !== undefined &&
    lookUp(emission, keyOf(emission, expr)) === undefined
  ) {
    const outer = emission.span;
    emission.span = expr.span;
    const outcome = expr.operator.emitTest(callOf(emission, expr), emitterOf(emission));
    emission.span = outer;
    if (outcome !== undefined) return outcome;
  }
  const { code, type } = evaluate(emission, expr);
  if (type.kinds === BOOL && !type.none) return { isTrue: code, isFalse: js`!${code}` };
  if ((type.kinds & ~(BOOL | NULL | NUMBER | HUGE)) === 0)
    return { isTrue: js`${code} === true`, isFalse: js`${code} !== true` };
  const outcome = define(emission, js`typeof ${code} === "boolean" ? ${code} : ${link(emission, "truth")}(${code})`);
  return (type.kinds & (LIST | DICT | STRING)) === STRING
    ? { isTrue: outcome, isFalse: js`!${outcome}` }
    : { isTrue: js`${outcome} === true`, isFalse: js`${outcome} === false` };
}

/** What operators write their code with; made once for a function. */
function emitterOf(emission: Emission): Emitter {
  return (emission.emitter ??= createEmitter(emission));
}

function createEmitter(emission: Emission): Emitter {
  return {
    get element() {
      return emission.element;
    },
    evaluate: (expr) => evaluate(emission, expr),
    test: (expr) => emitTest(emission, expr),
    on(operand, body) {
      const outer = emission.element;
      emission.element = operand;
      try {
        return body();
      } finally {
        emission.element = outer;
      }
    },
    typeOf: (expr) => emission.program.typeOf(expr),
    variable: () => declareVariable(emission),
    define: (value) => define(emission, value),
    statement: (code) => statement(emission, code),
    when: (test, body, otherwise) => when(emission, test, body, otherwise),
    block: (body) => block(emission, body),
    part: (body) => part(emission, body),
    link: (name) => link(emission, name),
    constant: (value) => addConstant(emission, value),
  };
}

/** Calls with more parts than this are worth a function of their own. */
const CHEAP_PARTS = 6;

/** Whether evaluating it twice costs less than a memoised function: a path of keys, or a few operators with inline code. */
function isCheap(expr: CallExpr): boolean {
  return (
    (expr.operator.chained === true && operandsOf(expr).every((arg) => arg.expr.kind === "key")) ||
    partsOf(expr) <= CHEAP_PARTS
  );
}

/** How many keys, constants and calls of inline code an expression has; infinite if it calls anything else. */
function partsOf(expr: Expr): number {
  if (expr.kind !== "call") return 1;
  if (expr.operator.emit === undefined) return Number.POSITIVE_INFINITY;
  return operandsOf(expr).reduce((parts, arg) => parts + partsOf(arg.expr), 1);
}
