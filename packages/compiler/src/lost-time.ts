// In: a checked converter. Out: a function that says why an event came without a time though its row has one.
import { interpret, type Observer } from "./interpret.ts";
import type { CallExpr, Expr } from "./phases/2-resolve/expression.ts";
import type { Inference } from "./phases/3-check/infer.ts";
import { outcomesOf } from "./phases/3-check/outcomes.ts";
import type { MapContext } from "./program.ts";
import { isDict, isHuge, type Result, type Value } from "./values/value.ts";

/** One sentence without a full stop; undefined where the row has no time either. */
export type LostTime = (row: Value, context: MapContext) => string | undefined;

/** A value as a message shows it has at most so many characters. */
const MOST_SHOWN = 60;

/** An operator call that got values and could not read them as a time. */
export interface UnreadTime {
  readonly call: CallExpr;
  /** Without a full stop, as `iso_time_to_ms can't read "soon"`. */
  readonly reason: string;
  /** What would help, where that is known. */
  readonly hint?: string;
}

/**
 * For rows whose event has no `time`: whether the converter meant one, and an operator could not read a value that was there (D).
 * A null, an empty text and a key that the row lacks are not there. Undefined where no event of the converter has a time.
 */
export function lostTimeOf(body: Expr, inference: Inference): LostTime | undefined {
  const find = unreadTimeOf(body, inference);
  if (find === undefined) return undefined;
  return (row, context) => {
    const found = find(row, context);
    return found === undefined
      ? undefined
      : [found.reason, ...(found.hint === undefined ? [] : [found.hint])].join("; ");
  };
}

/** As {@link lostTimeOf}, with the call that is to blame. */
export function unreadTimeOf(
  body: Expr,
  inference: Inference,
): ((row: Value, context: MapContext) => UnreadTime | undefined) | undefined {
  const times = timeExpressions(body, inference);
  if (times.size === 0) return undefined;
  // Where the event is made right at the top, its time can be evaluated alone.
  const direct = isMadeAtTheTop(body) ? [...times] : undefined;
  return (row, context) => {
    let found: UnreadTime | undefined;
    const results = new Map<Expr, Result>();
    let unread: CallExpr[] = [];
    const observe: Observer = (expr, _element, result) => {
      results.set(expr, result);
      if (expr.kind === "call" && result === undefined && couldNotRead(expr, results)) unread.push(expr);
      if (!times.has(expr)) return;
      const culprit = result === undefined ? unread.find((call) => contains(expr, call)) : undefined;
      if (culprit !== undefined) found ??= unreadBy(culprit, results);
      unread = [];
    };
    for (const expr of direct ?? [body]) interpret(expr, row, context, observe);
    return found;
  };
}

/** What the `time` of some event is mapped from. */
export function timeExpressions(body: Expr, inference: Inference): ReadonlySet<Expr> {
  const outcomes = outcomesOf({ kind: "expr", expr: body }, inference);
  return new Set(
    outcomes.flatMap(({ shape }) => {
      const value = shape?.entries.get("time")?.value;
      return value?.kind === "expr" ? [value.expr] : [];
    }),
  );
}

function isMadeAtTheTop(body: Expr): boolean {
  return body.kind === "call" && body.operator.passes !== undefined && "members" in body.operator.passes([]);
}

/** An operator that got a value for each of its operands and yields none. Those that choose or look up did not fail to read. */
function couldNotRead({ operator, args }: CallExpr, results: ReadonlyMap<Expr, Result>): boolean {
  if (operator.operands === "lazy" || operator.chained === true) return false;
  const operands = args.flatMap((arg) => (arg.kind === "expr" ? [arg.expr] : []));
  return operands.length > 0 && operands.every((operand) => isThere(results.get(operand)));
}

function isThere(value: Result): boolean {
  return value !== undefined && value !== null && value !== "";
}

function contains(outer: Expr, inner: Expr): boolean {
  if (outer === inner) return true;
  return outer.kind === "call" && outer.args.some((arg) => arg.kind === "expr" && contains(arg.expr, inner));
}

function unreadBy(call: CallExpr, results: ReadonlyMap<Expr, Result>): UnreadTime {
  const operands = call.args.flatMap((arg) => (arg.kind === "expr" ? [arg.expr] : []));
  const values = operands.map((operand) => results.get(operand));
  const upper = values.map((value) =>
    typeof value === "string" ? value.replace(/[ap]\.?m\.?\b/gi, upperCase) : value,
  );
  const reads = upper.some((value, i) => value !== values[i]) && rerun(call, upper) !== undefined;
  return {
    call,
    reason: `${call.operator.name} can't read ${values.map(shown).join(" and ")}`,
    ...(reads && { hint: "AM and PM are read in upper case only" }),
  };
}

function upperCase(text: string): string {
  return text.replaceAll(".", "").toUpperCase();
}

/** What the call yields for other values of its operands. */
function rerun(call: CallExpr, values: readonly Result[]): Result {
  const constants = values.map((value): Expr => ({ kind: "constant", span: call.span, value: value ?? null }));
  let next = 0;
  const args = call.args.map((arg) => (arg.kind === "expr" ? { ...arg, expr: constants[next++] ?? arg.expr } : arg));
  return interpret({ ...call, args }, null, { now: 0 });
}

function shown(value: Result): string {
  if (Array.isArray(value)) return "a list";
  if (isDict(value)) return "a dict";
  if (isHuge(value)) return cut(value.rawJSON);
  if (typeof value === "string") return JSON.stringify(cut(value));
  return cut(String(value));
}

function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}
