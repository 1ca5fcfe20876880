// The contract of an operator: checker, interpreter, code generator, editor and reference pages all derive from its one definition.
import type { Reporter } from "../diagnostics/reporter.ts";
import type { Constant } from "../codegen/constant.ts";
import type { BytePlannerOf, PlanTest, PlanValue } from "../codegen/byte-plan.ts";
import type { EmittedTest, EmitterOf } from "../codegen/emitter.ts";
import type { Operand } from "../codegen/code.ts";
import type { SearchCost } from "../java-regex/index.ts";
import type { JsonNode } from "../phases/1-parse/tree.ts";
import type { Span } from "../source/span.ts";
import type { Result, Value } from "../values/value.ts";
import type { Type } from "./kinds.ts";

/** Where a rule comes from: the public reference, a published converter, or our decision. */
export type Mark = "R" | "S" | "D" | "R/D" | "S/D";

export interface Rule {
  readonly text: string;
  readonly mark: Mark;
}

/** What a parameter takes: an expression, an expression used as a test, or a literal of some kind. */
export type ParameterKind = "source" | "test" | "string" | "json" | "boolean" | "integer";

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly doc: string;
  /** For expressions: the kinds that the operator can use (default: all); any other gives no value. */
  readonly accepts?: number;
  /** For a literal that is a key of a dict: the argument that yields the dict. */
  readonly keyOf?: number;
}

export interface Example {
  /** The expression, as written in a converter. */
  readonly expression: Value;
  readonly row: Value;
  /** What it yields; left out: no value. */
  readonly result?: Value;
}

/**
 * How an operator evaluates its operands:
 * - `required`: if one has no value, neither has the result;
 * - `nullable`: a missing value becomes null (boolean operators, D);
 * - `optional`: `run` gets `undefined` for a missing value;
 * - `lazy`: `run` gets the current element and a function for each operand, and decides which to evaluate.
 */
export type Operands = "required" | "nullable" | "optional" | "lazy";

/** An expression handed to a lazy operator: its result on an element. */
export type Lazy = (element: Value) => Result;

/** A literal argument and its span, for `prepare`. */
export interface LiteralArgument {
  readonly value: Value;
  /** The span of a part of a string literal, given as offsets in its value; without offsets, of the whole literal. */
  span(start?: number, end?: number): { readonly start: number; readonly end: number };
}

/**
 * Which arguments a call's result is made of, by index: exactly `one` of these, unchanged; or a dict with the keys of `all` of
 * these (later ones win) except those in `without`; or a dict of `members`, each a literal key and its value.
 */
export type Passed =
  | { readonly one: readonly number[] }
  | { readonly all: readonly number[]; readonly without?: ReadonlySet<string> }
  | { readonly members: readonly (readonly [key: number, value: number])[] };

/** A BASIC_PATH: the value at one key of the current element (R). */
export interface KeyExpr {
  readonly kind: "key";
  readonly key: string;
  readonly span: Span;
}

/** A list operator, or a JSON object as sugar for `dict` (R). */
export interface CallExpr {
  readonly kind: "call";
  readonly operator: OperatorDefinition;
  readonly args: readonly Argument[];
  /** What `prepare` made of the literals. */
  readonly prepared?: Constant;
  readonly span: Span;
  /** The operator's name, or the whole object. */
  readonly nameSpan: Span;
  readonly sugar: boolean;
}

/** An outcome known while compiling; only the optimiser makes these. */
export interface ConstantExpr {
  readonly kind: "constant";
  readonly value: Result;
  readonly span: Span;
}

/** What could not be resolved; reported, and without a value. */
export interface InvalidExpr {
  readonly kind: "invalid";
  readonly span: Span;
}

export type Expr = KeyExpr | CallExpr | ConstantExpr | InvalidExpr;

export interface ExprArgument {
  readonly kind: "expr";
  readonly parameter: Parameter;
  readonly expr: Expr;
  readonly span: Span;
}

export interface LiteralValue {
  readonly kind: "literal";
  readonly parameter: Parameter;
  readonly value: Value;
  /** The piece of the tree it was read from. */
  readonly node: JsonNode;
  readonly span: Span;
}

export type Argument = ExprArgument | LiteralValue;

/** The call that is being emitted. */
export interface EmitCall {
  readonly expr: CallExpr;
  /** Its expressions, in order. */
  readonly operands: readonly Expr[];
  /** What the whole call yields. */
  readonly type: Type;
}

export type Emitter = EmitterOf<Expr>;

export interface OperatorDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line without a full stop, for completion lists. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** The group of parameters that may follow any number of times, always whole (the reference's `|`). */
  readonly repeats?: readonly Parameter[];
  /** The repeated group must come at least once. */
  readonly atLeastOnce?: true;
  readonly rules: readonly [Rule, ...Rule[]];
  readonly examples: readonly [Example, ...Example[]];
  readonly operands: Operands;
  /**
   * The type of the result when every operand has a value of a kind that it accepts. Literals are given as the types of their
   * values. That missing values and wrong kinds give no value follows from `operands` and `accepts`, and is not repeated here.
   */
  readonly returns: (types: readonly Type[]) => Type;
  /**
   * The meaning of the operator. Arguments, in order: with `clock`, the time of the row; for a lazy operator, the current element;
   * the prepared constant if there is a `prepare`, else the literals in their positions; the operands, evaluated as `operands`
   * says; repeated arguments as one list, because there can be more of them than fit on the stack.
   * A top-level function in a linkable file (see ARCHITECTURE.md).
   */
  readonly run: (...args: never[]) => Result;
  readonly clock?: true;
  /** Each operand is applied to the result of the one before instead of to the current element (`path`). */
  readonly chained?: true;
  /** For operators that pass on results of their arguments: which ones, so that checks can look inside. */
  readonly passes?: (types: readonly Type[]) => Passed;
  /** Neighbouring arguments can be put into a list of the same operator, and taken out of it, without a change of meaning. */
  readonly associative?: true;
  /** With a single argument it yields what that yields. */
  readonly sameAsOnlyArgument?: true;
  /** It compares its arguments: what one of them can be, the others are compared with. */
  readonly compares?: true;
  /** A JSON object is another way to write it. */
  readonly writtenAsObject?: true;
  /** Never evaluated at compile time, even if all operands are constant. */
  readonly unfolded?: true;
  /**
   * For operators that can take long on long strings: an upper bound of their steps by the length of their operands as text;
   * undefined where no bound is known. All other operators take time linear in the size of their operands.
   */
  readonly cost?: (call: CallExpr) => SearchCost | undefined;
  /** Makes the literals into the constant that `run` takes; undefined, and reported, where they are wrong. */
  readonly prepare?: (literals: readonly LiteralArgument[], report: Reporter["report"]) => Constant | undefined;
  /** A check of the operator's own, on the types of its arguments. */
  readonly check?: (call: CallExpr, types: readonly Type[], report: Reporter["report"]) => void;
  /** Inline code; without it generated code calls `run`. Lazy operators must have it. */
  readonly emit?: (call: EmitCall, emitter: Emitter) => Operand;
  /** Shorter code for use as a test, where a missing value counts as false; undefined where this call has none. */
  readonly emitTest?: (call: EmitCall, emitter: Emitter) => EmittedTest | undefined;
  /** How the module of packages/bytes finds or makes the value; undefined where JavaScript computes this call. */
  readonly native?: (call: EmitCall, plan: BytePlannerOf<Expr>) => PlanValue | undefined;
  /** The same for an operator that yields a boolean, in a test and as a value. */
  readonly nativeTest?: (call: EmitCall, plan: BytePlannerOf<Expr>) => PlanTest | undefined;
}

/** Defines an operator; the generated barrel collects the definitions. */
export function defineOperator<const Definition extends OperatorDefinition>(
  definition: Definition,
): OperatorDefinition {
  return definition;
}

/** The signature in the reference's notation, for example `dict(key, value | key, value...)`. */
export function signatureOf(operator: OperatorDefinition): string {
  const names = (parameters: readonly Parameter[]): string => parameters.map((parameter) => parameter.name).join(", ");
  const fixed = names(operator.atLeastOnce === true ? (operator.repeats ?? []) : operator.parameters);
  const repeated = operator.repeats === undefined ? "" : `${fixed === "" ? "" : " "}| ${names(operator.repeats)}...`;
  return `${operator.name}(${fixed}${repeated})`;
}
