// In: an expression and the types of its parts. Out: the separate things it can come to, each with its place and, for a dict, its keys.
import type { Passed } from "../../operators/define.ts";
import { DICT, type Type, typeOfValue, UNKNOWN } from "../../operators/kinds.ts";
import type { Span } from "../../source/span.ts";
import type { JsonNode } from "../1-parse/tree.ts";
import type { Argument, CallExpr, Expr } from "../2-resolve/expression.ts";
import { valueOf } from "../2-resolve/json-value.ts";
import type { Inference } from "./infer.ts";

/** More combinations of merged dicts than this are looked at together. */
const MAX_COMBINATIONS = 16;

/** A key of a dict that the converter makes. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  /** What stands at the key; absent where only its type is known. */
  readonly value?: Source;
  readonly type: Type;
  /** The object or dict call that it stands in, and the place of the key among its arguments. */
  readonly owner?: { readonly call: CallExpr; readonly index: number };
}

/** What an outcome is read from: an expression, or a piece of a literal. */
export type Source =
  | { readonly kind: "expr"; readonly expr: Expr }
  | { readonly kind: "node"; readonly node: JsonNode };

export interface Shape {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Whether it can have other keys. */
  readonly open: boolean;
}

export interface Outcome {
  readonly type: Type;
  /** The whole piece of text. */
  readonly span: Span;
  /** The smallest piece that stands for it: an operator's name, an opening brace. */
  readonly nameSpan: Span;
  /** Whether the whole piece is a literal, not an expression. */
  readonly literal?: true;
  /** The expression to put another around; absent deep in a literal. */
  readonly exprSpan?: Span;
  /** There where it can be a dict. */
  readonly shape?: Shape;
}

/** Everything that a source can come to, in the order of the text; branches that are never taken are left out. */
export function outcomesOf(source: Source, inference: Inference): readonly Outcome[] {
  if (source.kind === "node") return [outcomeOfNode(source.node)];
  const { expr } = source;
  const type = inference.typeOf(expr);
  const passes = expr.kind === "call" ? expr.operator.passes : undefined;
  if (expr.kind !== "call" || passes === undefined) return [plain(expr, type)];
  const passed = passes(
    expr.args.map((arg) => (arg.kind === "expr" ? inference.typeOf(arg.expr) : typeOfValue(arg.value))),
  );
  if ("members" in passed)
    return [
      {
        type,
        span: expr.span,
        nameSpan: expr.nameSpan,
        exprSpan: expr.span,
        shape: shapeOfMembers(expr, passed.members, inference),
      },
    ];
  if ("one" in passed) {
    const found = passed.one.flatMap((index) => {
      const source = sourceOf(expr.args[index]);
      const outcomes = outcomesOf(source, inference);
      return source.kind === "node" ? outcomes.map((outcome) => ({ ...outcome, exprSpan: expr.span })) : outcomes;
    });
    return found.length === 0 ? [plain(expr, type)] : found;
  }
  return merged(expr, passed, type, inference);
}

/** The source of an argument. */
export function sourceOf(arg: Argument | undefined): Source {
  if (arg === undefined) return { kind: "expr", expr: { kind: "invalid", span: { start: 0, end: 0 } } };
  return arg.kind === "expr" ? { kind: "expr", expr: arg.expr } : { kind: "node", node: arg.node };
}

/** The span of a source. */
export function spanOf(source: Source): Span {
  return source.kind === "expr" ? source.expr.span : source.node.span;
}

function plain(expr: Expr, type: Type): Outcome {
  const nameSpan = expr.kind === "call" ? expr.nameSpan : expr.span;
  return {
    type,
    span: expr.span,
    nameSpan,
    exprSpan: expr.span,
    ...((type.kinds & DICT) !== 0 && { shape: shapeOfType(type, expr.span) }),
  };
}

function shapeOfType(type: Type, span: Span): Shape {
  const entries = new Map<string, Entry>();
  for (const [key, inner] of type.keys ?? []) entries.set(key, { key, keySpan: span, type: inner });
  return { entries, open: type.keys === undefined || type.sampled === true };
}

function outcomeOfNode(node: JsonNode): Outcome {
  if (node.kind === "missing")
    return {
      type: UNKNOWN,
      span: node.span,
      nameSpan: node.span,
      literal: true,
      shape: { entries: new Map(), open: true },
    };
  const type = typeOfValue(valueOf(node));
  if (node.kind !== "object") return { type, span: node.span, nameSpan: node.span, literal: true };
  const entries = new Map(
    node.members.map(({ key, value }): [string, Entry] => [
      key.value,
      {
        key: key.value,
        keySpan: key.span,
        value: { kind: "node", node: value },
        type: value.kind === "missing" ? UNKNOWN : (type.keys?.get(key.value) ?? UNKNOWN),
      },
    ]),
  );
  return {
    type,
    span: node.span,
    nameSpan: { start: node.span.start, end: node.span.start + 1 },
    literal: true,
    shape: { entries, open: false },
  };
}

function shapeOfMembers(call: CallExpr, members: readonly (readonly [number, number])[], inference: Inference): Shape {
  const entries = new Map<string, Entry>();
  for (const [keyIndex, valueIndex] of members) {
    const key = call.args[keyIndex];
    const value = call.args[valueIndex];
    if (key?.kind !== "literal" || typeof key.value !== "string" || value?.kind !== "expr") continue;
    entries.set(key.value, {
      key: key.value,
      keySpan: key.span,
      value: { kind: "expr", expr: value.expr },
      type: inference.typeOf(value.expr),
      owner: { call, index: keyIndex },
    });
  }
  return { entries, open: false };
}

function merged(
  call: CallExpr,
  { all, without }: Extract<Passed, { all: unknown }>,
  type: Type,
  inference: Inference,
): readonly Outcome[] {
  let shapes: { readonly entries: Map<string, Entry>; open: boolean }[] = [{ entries: new Map(), open: false }];
  for (const index of all) {
    // What is no dict adds no key: it is passed over, or spoils the whole.
    const parts = outcomesOf(sourceOf(call.args[index]), inference).flatMap(({ shape }) =>
      shape === undefined ? [] : [shape],
    );
    if (parts.length === 0) continue;
    const [only, ...others] = shapes.length * parts.length > MAX_COMBINATIONS ? [together(parts)] : parts;
    if (only === undefined) continue;
    // Copies are made only where the ways part, so that a long list of dicts costs no more than their keys.
    const copies = others.flatMap((part) =>
      shapes.map((before) => extended({ entries: new Map(before.entries), open: before.open }, part)),
    );
    shapes = [...shapes.map((before) => extended(before, only)), ...copies];
  }
  return shapes.map(({ entries, open }) => ({
    type,
    span: call.span,
    nameSpan: call.nameSpan,
    shape: {
      entries: without === undefined ? entries : new Map([...entries].filter(([key]) => !without.has(key))),
      open,
    },
  }));
}

function extended(shape: { readonly entries: Map<string, Entry>; open: boolean }, part: Shape): typeof shape {
  for (const [key, entry] of part.entries) shape.entries.set(key, entry);
  shape.open ||= part.open;
  return shape;
}

function together(shapes: readonly Shape[]): Shape {
  return { entries: new Map(shapes.flatMap((shape) => [...shape.entries])), open: true };
}
