// Infers what each expression can yield, and reports what can never work.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { interpret } from "../../interpret.ts";
import { ANY, describeKinds, DICT, isNever, LIST, narrow, NEVER, NULL, orNone, type Type, typeOfValue, union, UNKNOWN } from "../../operators/kinds.ts";
import { isIndex } from "../../values/dict.ts";
import type { Result, Value } from "../../values/value.ts";
import type { Parameter } from "../../operators/define.ts";
import { type CallExpr, type Expr, operandsOf } from "../2-resolve/expression.ts";

/** Constants longer than this, as JSON, are not computed while compiling. */
const MAX_FOLDED_LENGTH = 1_000;

/** A test position reads everything but lists and dicts. */
const TESTABLE = ANY & ~(LIST | DICT);

export interface Inference {
  typeOf(expr: Expr): Type;
}

export interface InferOptions {
  /** What rows are; anything, unless a sample says more. */
  readonly row: Type;
  /** Whether `row` comes from a sample: then keys that it lacks are missing from the sample, not impossible. */
  readonly sampled: boolean;
  readonly report: Reporter["report"];
}

export function infer(root: Expr, options: InferOptions): Inference {
  const types = new Map<Expr, Type>();
  visit(root, options.row, { ...options, types });
  return { typeOf: (expr) => types.get(expr) ?? UNKNOWN };
}

interface Visit extends InferOptions {
  readonly types: Map<Expr, Type>;
}

function visit(expr: Expr, element: Type, context: Visit): Type {
  const type = inferOne(expr, element, context);
  context.types.set(expr, type);
  return type;
}

function inferOne(expr: Expr, element: Type, context: Visit): Type {
  switch (expr.kind) {
    case "key":
      return inferKey(expr.key, expr, element, context);
    case "constant":
      return typeOfValue(expr.value);
    case "invalid":
      return UNKNOWN;
    case "call":
      return inferCall(expr, element, context);
    default:
      return expr satisfies never;
  }
}

function inferKey(key: string, expr: Expr, element: Type, { report, sampled }: Visit): Type {
  const found: Type[] = [];
  if (element.kinds & DICT) found.push(element.keys === undefined ? UNKNOWN : (element.keys.get(key) ?? NEVER));
  if (element.kinds & LIST && isIndex(key)) found.push(element.item === undefined ? UNKNOWN : { ...union([element.item]), none: true });
  const type = found.length === 0 ? NEVER : union(found);
  if (isNever(type) && !isNever(element)) {
    if (sampled && element.kinds & DICT) report("unread-path", expr.span, `No row of the sample has a value at ${JSON.stringify(key)} here.`, { hint: "Check its spelling against the data." });
    else if (!sampled) report("never-valued", expr.span, `${describeKinds(element.kinds)} has nothing at ${JSON.stringify(key)}, so this never has a value.`, { hint: "Paths go into dicts by key and into lists by a decimal index." });
  }
  const kinds = element.kinds & (DICT | LIST);
  return kinds === element.kinds && !element.none ? type : orNone(type);
}

function inferCall(call: CallExpr, element: Type, context: Visit): Type {
  const { operator } = call;
  let current = element;
  const raw: Type[] = [];
  for (const arg of call.args) {
    if (arg.kind === "literal") {
      raw.push(typeOfValue(arg.value));
      continue;
    }
    const type = visit(arg.expr, current, context);
    raw.push(type);
    if (operator.chained === true) current = { ...narrow(type, ANY & ~NULL), none: false };
  }
  const found = outcome(call, raw, context);
  operator.check?.(call, raw, context.report);
  return found;
}

/** What the call yields, from what its operands yield. */
function outcome(call: CallExpr, raw: readonly Type[], context: Visit): Type {
  const { operator } = call;
  let spoilt = false;
  let never = false;
  const types = raw.map((type, index) => {
    const arg = call.args[index];
    if (arg === undefined || arg.kind === "literal") return type;
    const accepts = acceptedKinds(arg.parameter);
    if (!isNever(type) && (type.kinds & accepts) === 0 && !(type.none && operator.operands !== "required")) {
      context.report("wrong-kind", arg.span, `${operator.name} can do nothing with ${describeKinds(type.kinds)} as its ${arg.parameter.name}.`, { hint: `It takes ${describeKinds(accepts)}.` });
      never ||= operator.operands === "required" || operator.operands === "nullable";
    }
    if (operator.operands === "optional" || operator.operands === "lazy") return type;
    const read: Type = operator.operands === "nullable" && type.none ? nullable(type) : type;
    const usable = narrow(read, accepts);
    spoilt ||= usable.none;
    if (operator.operands === "required" && isNever(type)) never = true;
    return { ...usable, none: false };
  });
  if (never) return NEVER;
  const type = foldConstant(call, raw) ?? (spoilt ? orNone(operator.returns(types)) : operator.returns(types));
  if (isNever(type) && !raw.some((operand, index) => call.args[index]?.kind === "expr" && isNever(operand))) {
    context.report("never-valued", call.nameSpan, `This ${operator.name} can never have a value.`, {});
  }
  return type;
}

function nullable(type: Type): Type {
  const { constant: _, ...rest } = type;
  return isNever(type) ? typeOfValue(null) : { ...rest, kinds: type.kinds | NULL, none: false };
}

function acceptedKinds(parameter: Parameter): number {
  return parameter.accepts ?? (parameter.kind === "test" ? TESTABLE : ANY);
}

function foldConstant(call: CallExpr, types: readonly Type[]): Type | undefined {
  const { operator } = call;
  if (operator.clock === true || operator.unfolded === true || operator.chained === true) return undefined;
  if (types.some((type) => type.constant === undefined)) return undefined;
  const operands = operandsOf(call);
  if (types.some((type) => sizeOf(type.constant?.value, MAX_FOLDED_LENGTH) >= MAX_FOLDED_LENGTH)) return undefined;
  const constants = new Map(operands.map((arg) => [arg.expr, arg]));
  const args = call.args.map((arg, index) => {
    if (arg.kind === "literal" || !constants.has(arg.expr)) return arg;
    return { ...arg, expr: { kind: "constant", value: types[index]?.constant?.value, span: arg.span } as const };
  });
  return typeOfValue(interpret({ ...call, args }, null, { now: 0 }));
}

/** About how many characters a value takes as JSON, counted up to a limit. */
function sizeOf(value: Result, limit: number): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value === "bigint") return String(value).length;
  if (typeof value !== "object" || value === null) return 8;
  let size = 2;
  for (const [key, inner] of Object.entries(value)) {
    size += key.length + sizeOf(inner as Value, limit - size);
    if (size >= limit) break;
  }
  return size;
}
