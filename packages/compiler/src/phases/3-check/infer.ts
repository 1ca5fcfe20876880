// Infers what each expression can yield, and reports what can never work.
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean, quoteName, sentence } from "../../diagnostics/quote.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { interpret } from "../../interpret.ts";
import type { Parameter } from "../../operators/define.ts";
import {
  ANY,
  describeWithArticle,
  DICT,
  HUGE,
  isNever,
  LIST,
  narrow,
  NEVER,
  NULL,
  orNone,
  type Type,
  typeOfValue,
  union,
  UNKNOWN,
} from "../../operators/kinds.ts";
import { isIndex } from "../../values/dict.ts";
import { isHuge, type Result, type Value } from "../../values/value.ts";
import { type CallExpr, type Expr, type KeyExpr, operandsOf } from "../2-resolve/expression.ts";
import { originOf } from "../2-resolve/shifted-expression.ts";
import { recordFindings, isWorthCaching, StaleCache, replay, type TypeCache } from "../analysis-cache.ts";

/** Constants longer than this, as JSON, are not computed while compiling. */
const MAX_FOLDED_LENGTH = 1_000;

/** Calls whose constants together are longer than this are not computed while compiling. */
const MAX_FOLDED_CALL = 10_000;

/** A test position reads everything but lists and dicts. */
const TESTABLE = ANY & ~(LIST | DICT);

/** At most so many keys are listed in a message. */
const LISTED_KEYS = 8;

export interface Inference {
  typeOf(expr: Expr): Type;
}

export interface InferOptions {
  /** What rows are; anything, unless a sample or the file's settings say more. */
  readonly row: Type;
  /** Whether `row` comes from a sample: then keys that it lacks are missing from the sample, not impossible. */
  readonly sampled: boolean;
  readonly report: Reporter["report"];
  readonly cache?: TypeCache;
}

/** @throws StaleCache where the cache has an expression's type for another element than it now has. */
export function infer(root: Expr, options: InferOptions): Inference {
  const { cache } = options;
  if (cache !== undefined) {
    visitCached(root, options.row, { ...options, types: cache.types }, cache);
    return { typeOf: (expr) => cache.types.get(originOf(expr).base) ?? UNKNOWN };
  }
  const types = new Map<Expr, Type>();
  visit(root, options.row, { ...options, types });
  return { typeOf: (expr) => types.get(expr) ?? UNKNOWN };
}

interface Visit extends InferOptions {
  readonly types: { set(expr: Expr, type: Type): unknown };
}

function visit(expr: Expr, element: Type, context: Visit): Type {
  if (context.cache !== undefined) return visitCached(expr, element, context, context.cache);
  const type = inferOne(expr, element, context);
  context.types.set(expr, type);
  return type;
}

function visitCached(expr: Expr, element: Type, context: Visit, cache: TypeCache): Type {
  const { report } = context;
  const { base, delta } = originOf(expr);
  const cached = cache.visits.get(base);
  if (cached !== undefined) {
    if (!sameType(cached.element, element)) throw new StaleCache();
    replay(cached.findings, delta, report);
    return cached.result;
  }
  const known = cache.types.get(base);
  if (base.kind !== "call" || delta !== 0 || !isWorthCaching(base.span)) {
    const type = inferOne(expr, element, context);
    if (known !== undefined && !sameType(known, type)) throw new StaleCache();
    if (known === undefined) cache.types.set(base, type);
    return type;
  }
  const inferred = recordFindings(report, (inner) => inferOne(expr, element, { ...context, report: inner }));
  cache.types.set(base, inferred.result);
  cache.visits.set(base, { ...inferred, element });
  return inferred.result;
}

/** Whether two types are the same; a cheap test, which may answer false for equal types. */
function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (
    a.kinds !== b.kinds ||
    a.none !== b.none ||
    a.numeric !== b.numeric ||
    a.sampled !== b.sampled ||
    a.keys !== b.keys
  )
    return false;
  if (a.constant?.value !== b.constant?.value || (a.constant === undefined) !== (b.constant === undefined))
    return false;
  return sameOptional(a.item, b.item) && sameOptional(a.values, b.values);
}

function sameOptional(a: Type | undefined, b: Type | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameType(a, b));
}

function inferOne(expr: Expr, element: Type, context: Visit): Type {
  switch (expr.kind) {
    case "key":
      return inferKey(expr, element, context);
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

function inferKey(expr: KeyExpr, element: Type, context: Visit): Type {
  if (isNever(element)) return NEVER;
  if (
    element.kinds & DICT &&
    element.keys === undefined &&
    element.values === undefined &&
    element.item === undefined &&
    element.sampled !== true
  )
    return UNKNOWN;
  const found: Type[] = [];
  if (element.kinds & DICT) found.push(typeAtKey(element, expr.key));
  if (element.kinds & LIST && isIndex(expr.key))
    found.push(element.item === undefined ? UNKNOWN : orNone(element.item));
  const type = union(found);
  if (isNever(type)) {
    // What a sample lacks is not impossible, and must not make the rest look dead.
    if (element.sampled === true && element.kinds & DICT) return reportUnread(expr, element, context);
    reportNothingThere(expr, element, context);
  }
  const kinds = element.kinds & (DICT | LIST);
  return kinds === element.kinds && !element.none && element.sampled !== true ? type : orNone(type);
}

function typeAtKey(dict: Type, key: string): Type {
  if (dict.keys !== undefined) return dict.keys.get(key) ?? NEVER;
  return dict.values === undefined ? UNKNOWN : orNone(dict.values);
}

function reportUnread(expr: KeyExpr, element: Type, { report, row }: Visit): Type {
  const fixes: Fix[] = keyFixes(expr, element);
  if (element === row)
    fixes.push({
      title: `Use the text itself: ["value", ${JSON.stringify(expr.key)}]`,
      edits: [{ span: expr.span, text: `["value", ${JSON.stringify(expr.key)}]` }],
    });
  report(
    "unread-path",
    expr.span,
    `No row of the sample has a value at ${quoteName(expr.key)}${didYouMean(nearKey(expr, element))}`,
    {
      hint: "Check the spelling against the data.",
      ...(fixes.length > 0 && { fixes }),
    },
  );
  return UNKNOWN;
}

function reportNothingThere(expr: KeyExpr, element: Type, { report }: Visit): void {
  const key = quoteName(expr.key);
  if (element.keys === undefined || (element.kinds & ~(DICT | NULL)) !== 0) {
    report(
      "never-valued",
      expr.span,
      sentence(`${describeWithArticle(element.kinds)} has nothing at ${key}, so this never has a value`),
      { hint: "A path looks up a key in a dict, or an index such as 0 in a list." },
    );
    return;
  }
  const keys = [...element.keys.keys()].slice(0, LISTED_KEYS).map(quoteName);
  const rest = element.keys.size > LISTED_KEYS ? ` and ${element.keys.size - LISTED_KEYS} more` : "";
  const fixes = keyFixes(expr, element);
  report("never-valued", expr.span, `This dict never has the key ${key}${didYouMean(nearKey(expr, element))}`, {
    hint: keys.length === 0 ? "It has no keys." : `Its keys are ${keys.join(", ")}${rest}.`,
    ...(fixes.length > 0 && { fixes }),
  });
}

function keyFixes(expr: KeyExpr, element: Type): Fix[] {
  const near = nearKey(expr, element);
  return near === undefined
    ? []
    : [{ title: `Replace with ${JSON.stringify(near)}`, edits: [{ span: expr.span, text: JSON.stringify(near) }] }];
}

function nearKey(expr: KeyExpr, element: Type): string | undefined {
  return suggest(expr.key, element.keys?.keys() ?? []);
}

function inferCall(call: CallExpr, element: Type, context: Visit): Type {
  const { operator } = call;
  if (operator.chained === true && call.args.length === 0) return { ...element, none: false };
  let current = element;
  const raw: Type[] = [];
  for (const arg of call.args) {
    if (arg.kind === "literal") {
      raw.push(typeOfValue(arg.value));
      continue;
    }
    const type = visit(arg.expr, current, context);
    raw.push(type);
    if (operator.chained !== true) continue;
    current = withValue(narrow(type, ANY & ~NULL));
    const next = call.args[raw.length];
    if (next !== undefined && isNever(current) && !isNever(type)) {
      context.report(
        "never-valued",
        next.span,
        "The step before this one is always null, so this never has a value.",
        {},
      );
    }
  }
  const type = outcome(call, raw, context);
  operator.check?.(call, raw, withoutEchoes(call, raw, context.report));
  return type;
}

/** A test that never has a value is reported as such; that it is always false follows from it. */
function withoutEchoes(call: CallExpr, raw: readonly Type[], report: Reporter["report"]): Reporter["report"] {
  if (!raw.some(isNever)) return report;
  const never = new Set(call.args.filter((_, index) => isNever(raw[index] ?? UNKNOWN)).map((arg) => arg.span));
  return (code, span, message, details) => {
    if (code !== "constant-test" || !never.has(span)) report(code, span, message, details);
  };
}

/** What the call yields, from what its operands yield. */
function outcome(call: CallExpr, raw: readonly Type[], context: Visit): Type {
  const { operator } = call;
  let spoilt = false;
  let never = false;
  let reported = false;
  const types = raw.map((type, index) => {
    const arg = call.args[index];
    if (arg === undefined || arg.kind === "literal") return type;
    const accepts = acceptedKinds(arg.parameter);
    if (!isNever(type) && (type.kinds & accepts) === 0 && !(type.none && operator.operands !== "required")) {
      reported = true;
      context.report("wrong-kind", arg.span, unusableKind(operator.name, arg.parameter, type, accepts));
      never ||= operator.operands === "required" || operator.operands === "nullable";
    }
    if (operator.operands === "optional" || operator.operands === "lazy") return type;
    const read: Type = operator.operands === "nullable" && type.none ? nullable(type) : type;
    const usable = narrow(read, accepts);
    spoilt ||= usable.none;
    if (operator.operands === "required" && isNever(type)) never = true;
    return withValue(usable);
  });
  if (never) return NEVER;
  const type = foldConstant(call, raw) ?? (spoilt ? orNone(operator.returns(types)) : operator.returns(types));
  // What cannot have a value because of an operand is that operand's finding.
  if (
    isNever(type) &&
    !reported &&
    !raw.some((operand, index) => call.args[index]?.kind === "expr" && isNever(operand))
  ) {
    context.report("never-valued", call.nameSpan, `This ${quoteName(operator.name)} never has a value.`, {});
  }
  return type;
}

function unusableKind(operator: string, { name }: Parameter, type: Type, accepts: number): string {
  if (type.kinds === HUGE && type.constant !== undefined && isHuge(type.constant.value))
    return `${type.constant.value.rawJSON} is out of range for ${quoteName(name)}.`;
  const found = describeWithArticle(type.kinds);
  return `${quoteName(operator)} can't use ${found} as ${quoteName(name)}; it takes ${describeWithArticle(accepts)}.`;
}

const ANYTHING: Type = { ...UNKNOWN, none: false };

/** The type where it is known that there is a value. */
function withValue(type: Type): Type {
  if (!type.none) return type;
  return type === UNKNOWN ? ANYTHING : { ...type, none: false };
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
  let total = 0;
  for (const type of types) {
    const size = sizeOf(type.constant?.value, MAX_FOLDED_LENGTH);
    total += size;
    if (size >= MAX_FOLDED_LENGTH || total >= MAX_FOLDED_CALL) return undefined;
  }
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
