// In: an optimised expression. Out: the lines of a function that evaluates it on a row, and the library functions and constants it needs.
import { type Code, join, js, libraryName, literal, type Operand, variableName } from "../../codegen/code.ts";
import type { EmitCall, EmittedTest, Emitter } from "../../codegen/emitter.ts";
import { LIBRARY, RUN_NAMES } from "../../codegen/library.gen.ts";
import type { Constant } from "../../operators/define.ts";
import { always, ANY, BOOL, DICT, LIST, NULL, NUMBER, HUGE, STRING } from "../../operators/kinds.ts";
import type { Span } from "../../source/span.ts";
import { isIndex } from "../../values/dict.ts";
import { type CallExpr, type Expr, operandsOf } from "../2-resolve/expression.ts";
import type { OptimisedExpression } from "../4-optimise/optimise.ts";

export interface EmittedLine {
  readonly depth: number;
  readonly code: Code;
  /** The piece of the converter that the line comes from. */
  readonly span: Span | undefined;
}

export interface EmittedFunction {
  readonly lines: readonly EmittedLine[];
  readonly constants: readonly { readonly name: Code; readonly value: Constant }[];
  readonly library: ReadonlySet<string>;
  readonly usesClock: boolean;
  /** More variables in one function than a machine's stack may hold. */
  readonly tooLarge: boolean;
}

/** Own keys of every object or of a raw number: a plain look-up of these would not find data. */
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

/** More operands than this are evaluated side by side instead of nested, so that code stays shallow. */
const MAX_NESTED_OPERANDS = 4;

/** A stack of the usual size holds about four times as many. */
const MAX_VARIABLES = 30_000;

/** Emits the body of `function map(row, context)`. */
export function emitFunction(program: OptimisedExpression): EmittedFunction {
  const library = new Set<string>();
  const constants: { name: Code; value: Constant }[] = [];
  const hoisted: EmittedLine[] = [];
  let lines: EmittedLine[] = [];
  let depth = 1;
  let names = 0;
  let shared = 0;
  let labels = 0;
  let usesClock = false;
  let span: Span | undefined;
  const root = new Map<string, Operand>();
  let scopes: Map<string, Operand>[] = [root];
  const row: Operand = { code: js`row`, type: always(ANY) };
  let element = row;

  let variables = 0;
  let tooLarge = false;
  const nextVariable = (): Code => {
    variables++;
    tooLarge ||= variables > MAX_VARIABLES;
    return variableName("v", ++names);
  };
  const statement = (code: Code): void => {
    lines.push({ depth, code, span });
  };
  const link = (name: string): Code => {
    library.add(name);
    return libraryName(name, LIBRARY);
  };
  const variable = (): Code => {
    const name = nextVariable();
    statement(js`let ${name};`);
    return name;
  };
  const define = (value: Code): Code => {
    const name = nextVariable();
    statement(js`const ${name} = ${value};`);
    return name;
  };
  const constant = (value: Constant): Code => {
    const name = variableName("c", constants.length + 1);
    constants.push({ name, value });
    return name;
  };
  const inScope = (open: Code | undefined, body: () => void, close = js`}`): void => {
    if (open !== undefined) statement(open);
    depth++;
    scopes.push(new Map());
    body();
    scopes.pop();
    depth--;
    statement(close);
  };
  const part = (body: () => void): void => {
    const outside = variables;
    variables = 0;
    inScope(js`(() => {`, body, js`})();`);
    variables = outside;
  };
  const when = (test: Code, body: () => void, otherwise?: () => void): void => {
    inScope(js`if (${test}) {`, body, otherwise === undefined ? js`}` : js`} else {`);
    if (otherwise !== undefined) inScope(undefined, otherwise);
  };
  const block = (body: (leave: Code) => void): void => {
    const label = variableName("f", ++labels);
    inScope(js`${label}: {`, () => body(js`break ${label};`));
  };

  const remembered = (key: string): Operand | undefined => {
    for (let i = scopes.length - 1; i >= 0; i--) {
      const found = scopes[i]?.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const remember = (key: string, operand: Operand): Operand => {
    scopes.at(-1)?.set(key, operand);
    return operand;
  };

  /** The name by which the outcome of an expression on the current element is remembered. */
  const keyOf = (expr: Expr): string => `${element.code.text} ${program.numberOf(expr)}`;
  const callOf = (expr: CallExpr): EmitCall => ({
    expr,
    operands: operandsOf(expr).map((arg) => arg.expr),
    type: program.typeOf(expr),
  });

  const evaluate = (expr: Expr): Operand => {
    if (expr.kind === "constant") return constantOperand(expr.value, expr);
    if (expr.kind === "invalid") return { code: literal(undefined), type: program.typeOf(expr) };
    const key = keyOf(expr);
    const known = remembered(key);
    if (known !== undefined) return known;
    const outer = span;
    span = expr.span;
    const onRow = element === row;
    const operand =
      expr.kind === "call" && onRow && scopes.length > 1 && program.isShared(expr) && !isCheap(expr)
        ? emitShared(expr, key)
        : expr.kind === "key"
          ? emitKey(expr.key, expr)
          : emitCall(expr);
    span = outer;
    return remember(key, operand);
  };

  const constantOperand = (value: Constant | undefined, expr: Expr): Operand => {
    const type = program.typeOf(expr);
    if (typeof value !== "object" || value === null) return { code: literal(value), type };
    const key = `constant ${program.numberOf(expr)}`;
    const known = root.get(key) ?? { code: constant(value), type };
    root.set(key, known);
    return known;
  };

  /** A part that several branches need: a function that computes it when it is first asked for. */
  const emitShared = (expr: CallExpr, key: string): Operand => {
    const type = program.typeOf(expr);
    const memoKey = `shared ${key}`;
    let get = root.get(memoKey);
    if (get === undefined) {
      const id = ++shared;
      const done = variableName("m", id * 2 - 1);
      const memo = variableName("m", id * 2);
      const name = variableName("f", ++labels);
      get = { code: name, type };
      root.set(memoKey, get);
      const outside = { lines, depth, scopes, span };
      lines = [];
      depth = 1;
      scopes = [new Map(root), new Map()];
      statement(js`let ${done} = false, ${memo};`);
      statement(js`function ${name}() {`);
      depth++;
      when(js`!${done}`, () => {
        statement(js`${done} = true;`);
        statement(js`${memo} = ${emitCall(expr).code};`);
      });
      statement(js`return ${memo};`);
      depth--;
      statement(js`}`);
      for (const line of lines) hoisted.push(line);
      ({ lines, depth, scopes, span } = outside);
    }
    return { code: define(js`${get.code}()`), type };
  };

  const emitKey = (key: string, expr: Expr): Operand => {
    const type = program.typeOf(expr);
    if (isIndex(key))
      return {
        code: define(
          js`Array.isArray(${element.code}) ? ${element.code}[${Number(key)}] : ${link("getKey")}(${element.code}, ${key})`,
        ),
        type,
      };
    if (RISKY_KEYS.has(key)) return { code: define(js`${link("getKey")}(${element.code}, ${key})`), type };
    return { code: define(js`${dictView()}[${key}]`), type };
  };

  /** The current element where it is a dict, else an empty one, so that keys can be looked up without more tests. */
  const dictView = (): Code => {
    if (element.type.kinds === DICT && !element.type.none) return element.code;
    const key = `dict ${element.code.text}`;
    const known = remembered(key);
    if (known !== undefined) return known.code;
    if (element !== row)
      return remember(key, { code: define(js`${link("asDict")}(${element.code})`), type: element.type }).code;
    const view = variableName("v", 0);
    hoisted.unshift({ depth: 1, code: js`const ${view} = ${link("asDict")}(row);`, span: undefined });
    for (const scope of [root, scopes[0] ?? root]) scope.set(key, { code: view, type: always(DICT) });
    return view;
  };

  const emitCall = (expr: CallExpr): Operand => {
    const call = callOf(expr);
    return expr.operator.emit !== undefined ? expr.operator.emit(call, emitter) : emitRun(call);
  };

  /** The call of the operator's own function, for operators without inline code. */
  const emitRun = ({ expr, operands, type }: EmitCall): Operand => {
    const { operator } = expr;
    if (operator.clock === true) usesClock = true;
    if (operator.operands === "lazy") throw new TypeError(`${operator.name} is lazy and must have its own emit`);
    const run = link(RUN_NAMES[operator.name] ?? operator.name);
    const read: Operand[] = [];
    const finish = (): Code => js`${run}(${join(runArguments(expr, read), js`, `)})`;
    if (operator.operands !== "required") {
      for (const operand of operands) read.push(evaluate(operand));
      return { code: define(finish()), type };
    }
    if (operands.length > MAX_NESTED_OPERANDS) {
      for (const operand of operands) read.push(evaluate(operand));
      const missing = read.filter((operand) => operand.type.none).map((operand) => js`${operand.code} === undefined`);
      return {
        code: define(missing.length === 0 ? finish() : js`${join(missing, js` || `)} ? undefined : ${finish()}`),
        type,
      };
    }
    if (operands.every((operand) => !program.typeOf(operand).none)) {
      for (const operand of operands) read.push(evaluate(operand));
      return { code: define(finish()), type };
    }
    const result = variable();
    const next = (index: number): void => {
      const operand = operands[index];
      if (operand === undefined) {
        statement(js`${result} = ${finish()};`);
        return;
      }
      const value = evaluate(operand);
      read.push(value);
      if (value.type.none) when(js`${value.code} !== undefined`, () => next(index + 1));
      else next(index + 1);
    };
    next(0);
    return { code: result, type };
  };

  const runArguments = (expr: CallExpr, read: readonly Operand[]): Code[] => {
    const { operator } = expr;
    const before: Code[] = operator.clock === true ? [js`now`] : [];
    if (expr.prepared !== undefined) before.push(constant(expr.prepared));
    let next = 0;
    const all: Code[] = [];
    for (const arg of expr.args) {
      if (arg.kind === "literal") {
        if (expr.prepared === undefined)
          all.push(typeof arg.value === "object" && arg.value !== null ? constant(arg.value) : literal(arg.value));
        continue;
      }
      const operand = read[next++];
      if (operand === undefined) continue;
      all.push(operator.operands === "nullable" && operand.type.none ? js`${operand.code} ?? null` : operand.code);
    }
    if (operator.repeats === undefined) return [...before, ...all];
    const literals = operator.parameters.filter(
      (parameter) => parameter.kind !== "source" && parameter.kind !== "test",
    ).length;
    const fixed = operator.parameters.length - (expr.prepared === undefined ? 0 : literals);
    return [...before, ...all.slice(0, fixed), js`[${join(all.slice(fixed), js`, `)}]`];
  };

  const test = (expr: Expr): EmittedTest => {
    if (expr.kind === "call" && expr.operator.emitTest !== undefined && remembered(keyOf(expr)) === undefined) {
      const outer = span;
      span = expr.span;
      const outcome = expr.operator.emitTest(callOf(expr), emitter);
      span = outer;
      if (outcome !== undefined) return outcome;
    }
    const { code, type } = evaluate(expr);
    if (type.kinds === BOOL && !type.none) return { isTrue: code, isFalse: js`!${code}` };
    if ((type.kinds & ~(BOOL | NULL | NUMBER | HUGE)) === 0)
      return { isTrue: js`${code} === true`, isFalse: js`${code} !== true` };
    const outcome = define(js`typeof ${code} === "boolean" ? ${code} : ${link("truth")}(${code})`);
    return (type.kinds & (LIST | DICT | STRING)) === STRING
      ? { isTrue: outcome, isFalse: js`!${outcome}` }
      : { isTrue: js`${outcome} === true`, isFalse: js`${outcome} === false` };
  };

  const emitter: Emitter = {
    get element() {
      return element;
    },
    evaluate,
    test,
    on(operand, body) {
      const outer = element;
      element = operand;
      try {
        return body();
      } finally {
        element = outer;
      }
    },
    typeOf: (expr) => program.typeOf(expr),
    variable,
    define,
    statement,
    when,
    block,
    part,
    link,
    constant,
  };

  const result = evaluate(program.root);
  statement(js`return ${result.code};`);
  return { lines: [...hoisted, ...lines], constants, library, usesClock, tooLarge };
}

/** Fewer parts than a call and its memory are worth. */
const CHEAP_PARTS = 6;

/** What is evaluated again for less than it costs to remember it: a path of keys, or a few operators with inline code. */
function isCheap(expr: CallExpr): boolean {
  return (
    (expr.operator.chained === true && operandsOf(expr).every((arg) => arg.expr.kind === "key")) ||
    partsOf(expr) <= CHEAP_PARTS
  );
}

/** How many keys, constants and calls of inline code an expression holds; endless where something else is called. */
function partsOf(expr: Expr): number {
  if (expr.kind !== "call") return 1;
  if (expr.operator.emit === undefined) return Number.POSITIVE_INFINITY;
  return operandsOf(expr).reduce((parts, arg) => parts + partsOf(arg.expr), 1);
}
