// In: an analysed converter and rows that it is evaluated on. Out: which of its branches and event keys the rows reach.
import type { Analysis } from "../analyse.ts";
import type { Observer } from "../interpret.ts";
import { typeOfValue } from "../operators/kinds.ts";
import { testOutcomes } from "../operators/tests.ts";
import type { CallExpr, Expr } from "../phases/2-resolve/expression.ts";
import type { Inference } from "../phases/3-check/infer.ts";
import { type Outcome, outcomesOf } from "../phases/3-check/outcomes.ts";
import type { Span } from "../source/span.ts";

/** A place of a converter that a row reaches or does not. */
export interface CoveragePlace {
  readonly kind: "branch" | "key";
  /** The branch, or the key where it is named. */
  readonly span: Span;
  /** Of a key: its path in the event. */
  readonly path?: readonly string[];
  /** Of a branch without a text of its own: that no test of a `cond` is true. */
  readonly isOpen?: true;
}

export interface Coverage {
  readonly places: readonly CoveragePlace[];
  /** Hears what is evaluated; give it to the interpreter for one row, then ask `endRow`. */
  readonly observe: Observer;
  /** The indexes of the places that the row reached, whose evaluation has ended. */
  endRow(): readonly number[];
}

/** How deep keys of events are followed into their values. */
const MAX_KEY_DEPTH = 8;

/** The places of a converter without errors; undefined where it has some. */
export function createCoverage({ converter, inference, hasErrors }: Analysis): Coverage | undefined {
  if (hasErrors || converter === undefined || inference === undefined) return undefined;
  const branches = branchesOf(converter.body, inference);
  const keys = keysOf(outcomesOf({ kind: "expr", expr: converter.body }, inference), inference, []);
  const places: CoveragePlace[] = [];
  /** The branches of a call: by the operand that gives its result, and where none does. */
  const byCall = new Map<CallExpr, { readonly operands: ReadonlyMap<Expr, number>; readonly open?: number }>();
  const byOperand = new Map<Expr, CallExpr>();
  for (const { call, operands, isOpen } of branches) {
    const indexes = new Map(operands.map((expr) => [expr, places.push({ kind: "branch", span: expr.span }) - 1]));
    for (const expr of operands) byOperand.set(expr, call);
    const open = isOpen ? places.push({ kind: "branch", span: call.nameSpan, isOpen: true }) - 1 : undefined;
    byCall.set(call, { operands: indexes, ...(open !== undefined && { open }) });
  }
  const byValue = new Map<Expr, number[]>();
  for (const { expr, path, span } of keys) {
    const index = places.push({ kind: "key", span, path }) - 1;
    byValue.set(expr, [...(byValue.get(expr) ?? []), index]);
  }
  let reached = new Set<number>();
  /** The operand of each call that was evaluated last. */
  let last = new Map<CallExpr, Expr>();
  return {
    places,
    observe(expr, _element, result) {
      const call = byOperand.get(expr);
      if (call !== undefined) last.set(call, expr);
      if (result !== undefined) for (const index of byValue.get(expr) ?? []) reached.add(index);
      if (expr.kind !== "call") return;
      const branch = byCall.get(expr);
      if (branch === undefined) return;
      const taken = last.get(expr);
      const index = taken === undefined ? branch.open : branch.operands.get(taken);
      if (index !== undefined) reached.add(index);
    },
    endRow() {
      const found = [...reached];
      reached = new Set();
      last = new Map();
      return found;
    },
  };
}

interface Branches {
  readonly call: CallExpr;
  /** Those of which one gives the result of the call. */
  readonly operands: readonly Expr[];
  /** Whether none may. */
  readonly isOpen: boolean;
}

/** Every call that chooses, in the order of the text. Branches that types rule out are left out. */
function branchesOf(expr: Expr, inference: Inference): readonly Branches[] {
  if (expr.kind !== "call") return [];
  const { operator, args } = expr;
  const inner = args.flatMap((arg) => (arg.kind === "expr" ? branchesOf(arg.expr, inference) : []));
  if (operator.operands !== "lazy" || operator.passes === undefined) return inner;
  const types = args.map((arg) => (arg.kind === "expr" ? inference.typeOf(arg.expr) : typeOfValue(arg.value)));
  const passed = operator.passes(types);
  if (!("one" in passed)) return inner;
  const operands = passed.one.flatMap((index) => {
    const arg = args[index];
    return arg?.kind === "expr" ? [arg.expr] : [];
  });
  const tests = args.flatMap((arg, i) => (arg.parameter.kind === "test" ? [types[i]] : []));
  const isOpen =
    operator.repeats?.some(({ kind }) => kind === "test") === true &&
    tests.every((type) => type === undefined || testOutcomes(type).canBeFalse);
  return [{ call: expr, operands, isOpen }, ...inner];
}

interface KeyPlace {
  readonly path: readonly string[];
  readonly span: Span;
  readonly expr: Expr;
}

/** The keys of the events, and those of dicts that are their values, each place once. */
function keysOf(outcomes: readonly Outcome[], inference: Inference, path: readonly string[]): readonly KeyPlace[] {
  if (path.length >= MAX_KEY_DEPTH) return [];
  const found = new Map<string, KeyPlace>();
  for (const { shape } of outcomes) {
    for (const { key, keySpan, value } of shape?.entries.values() ?? []) {
      if (value?.kind !== "expr") continue;
      const place = { path: [...path, key], span: keySpan, expr: value.expr };
      const id = `${keySpan.start} ${place.path.length}`;
      if (found.has(id)) continue;
      found.set(id, place);
      for (const inner of keysOf(outcomesOf(value, inference), inference, place.path))
        found.set(`${inner.span.start} ${inner.path.length}`, inner);
    }
  }
  return [...found.values()];
}
