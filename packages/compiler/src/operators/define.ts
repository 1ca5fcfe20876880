// The contract of an operator: one definition that checker, interpreter, code generator, editor and reference pages are fed from.
import type { Reporter } from "../diagnostics/reporter.ts";
import type { EmitCall, EmittedTest, Emitter } from "../codegen/emitter.ts";
import type { Operand } from "../codegen/code.ts";
import type { SearchCost } from "../java-regex/index.ts";
import type { CallExpr } from "../phases/2-resolve/expression.ts";
import type { Result, Value } from "../values/value.ts";
import type { Type } from "./kinds.ts";

/** Where a rule comes from: the public reference, a published converter, or our decision. */
export type Mark = "R" | "S" | "D" | "R/D" | "S/D";

export interface Rule {
  readonly text: string;
  readonly mark: Mark;
}

/** What may stand at a parameter: an expression, an expression in a test position, or a literal of a kind. */
export type ParameterKind = "source" | "test" | "string" | "json" | "boolean" | "integer";

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly doc: string;
  /** For expressions: the kinds that the operator can use; any other gives no value. All of them unless said. */
  readonly accepts?: number;
}

export interface Example {
  /** The expression, as it stands in a converter. */
  readonly expression: Value;
  readonly row: Value;
  /** What it yields; left out: no value. */
  readonly result?: Value;
}

/**
 * How an operator reads its expressions:
 * - `required`: one without a value gives the whole operator no value;
 * - `nullable`: no value is read as null (boolean operators, D);
 * - `optional`: `run` gets `undefined` for no value and decides;
 * - `lazy`: `run` gets the current element and a function for each expression, and decides what is evaluated.
 */
export type Operands = "required" | "nullable" | "optional" | "lazy";

/** An expression handed to a lazy operator: its result on an element. */
export type Lazy = (element: Value) => Result;

/** A constant made of literals when the program is compiled; it may hold regular expressions, and an empty map to keep what costs much to make. */
export type Constant = Value | RegExp | Map<string, never> | { readonly [key: string]: Constant } | readonly Constant[];

/** A literal argument and its place, as `prepare` sees it. */
export interface LiteralArgument {
  readonly value: Value;
  /** The span of a part of a string literal, given as offsets in its value; all of it without offsets. */
  span(start?: number, end?: number): { readonly start: number; readonly end: number };
}

/**
 * What a call's result is made of, as indices of its arguments: `one` of them as it is; or a dict with the keys of `all` of
 * them, the later winning, except those in `without`; or a dict of `members`, each a literal key and its value.
 */
export type Passed =
  | { readonly one: readonly number[] }
  | { readonly all: readonly number[]; readonly without?: ReadonlySet<string> }
  | { readonly members: readonly (readonly [key: number, value: number])[] };

export interface OperatorDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, for completion lists. */
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
   * What it yields when its operands have values of kinds that it accepts. Literals come as the types of their values.
   * Whether no value or wrong kinds spoil the outcome follows from `operands` and `accepts`, and is not repeated here.
   */
  readonly returns: (types: readonly Type[]) => Type;
  /**
   * The meaning. Its arguments: the prepared constant, if there is a `prepare`, else the literals in their places; and the
   * operands, read as `operands` says. With `clock` the instant of the row comes first; a lazy operator gets the element first.
   * What repeats comes as one list at the end, because a call can hold more arguments than a machine's stack.
   * It is a top-level function of a file that can be linked into generated modules.
   */
  readonly run: (...args: never[]) => Result;
  readonly clock?: true;
  /** Each operand is evaluated on the result of the one before, instead of on the current element (`path`). */
  readonly chained?: true;
  /** For operators whose result is made of their arguments' results: of which ones, so that checks look inside. */
  readonly passes?: (types: readonly Type[]) => Passed;
  /** Not evaluated while compiling, although all its operands may be constant. */
  readonly unfolded?: true;
  /**
   * For operators that can take long on a text: how many steps at most, by the length of their operands as text; undefined where
   * nobody can say. All others take few steps for each unit of their operands.
   */
  readonly cost?: (call: CallExpr) => SearchCost | undefined;
  /** Turns the literals into the constant that `run` takes; reports what is wrong with them and gives `undefined` then. */
  readonly prepare?: (literals: readonly LiteralArgument[], report: Reporter["report"]) => Constant | undefined;
  /** A rule of the operator's own, about its types. */
  readonly check?: (call: CallExpr, types: readonly Type[], report: Reporter["report"]) => void;
  /** Inline code; without it generated code calls `run`. Lazy operators must have it. */
  readonly emit?: (call: EmitCall, emitter: Emitter) => Operand;
  /** Shorter code for a test position, where no value counts as false; undefined: none for this call. */
  readonly emitTest?: (call: EmitCall, emitter: Emitter) => EmittedTest | undefined;
}

/** Defines an operator; the compiler learns of it through the generated barrel. */
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
