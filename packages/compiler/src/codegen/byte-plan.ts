// How a converter maps rows as bytes: what is passed on, found or made without making values of a row, and what JavaScript computes.
import type { Value } from "../values/value.ts";

/** A value that the module of packages/bytes finds or makes; it may find that it cannot, and give it to a unit. */
export type PlanValue =
  /** What is at a path: its index in the plan. */
  | { readonly kind: "path"; readonly path: number }
  /** `value` is absent for no value. */
  | { readonly kind: "constant"; readonly value?: Value }
  | { readonly kind: "any"; readonly values: readonly PlanValue[] }
  | { readonly kind: "ifelse"; readonly test: PlanTest; readonly then: PlanValue; readonly otherwise: PlanValue }
  | { readonly kind: "condition"; readonly branches: readonly (readonly [PlanTest, PlanValue])[] }
  | { readonly kind: "concat"; readonly parts: readonly PlanValue[] }
  | { readonly kind: "lowercase" | "iso_time_to_ms" | "ms_to_iso_time" | "typeof"; readonly of: PlanValue }
  | { readonly kind: "parse_time_to_ms"; readonly steps: readonly PlanTimeStep[]; readonly of: PlanValue }
  | PlanSplit
  /** A part of a split text, counted from 0. */
  | { readonly kind: "item"; readonly of: PlanSplit; readonly index: number }
  | { readonly kind: "add"; readonly values: readonly PlanValue[] }
  | { readonly kind: "test"; readonly test: PlanTest };

export interface PlanSplit {
  readonly kind: "split";
  readonly separator: string;
  readonly of: PlanValue;
}

/** The parts of a time that patterns of digits have. */
export type PlanTimeField = "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction";

/** A part of a time, of `min` to `max` digits, with `reserve` digits left for the numbers that follow without a gap; or a character of ASCII. */
export type PlanTimeStep =
  | { readonly field: PlanTimeField; readonly min: number; readonly max: number; readonly reserve: number }
  | { readonly literal: string };

export type PlanTest =
  | { readonly kind: "true" }
  | { readonly kind: "not"; readonly of: PlanTest }
  | { readonly kind: "and" | "or"; readonly tests: readonly PlanTest[] }
  /** The truth of a value. */
  | { readonly kind: "truth"; readonly of: PlanValue }
  | { readonly kind: "equals"; readonly of: PlanValue; readonly constant: Exclude<Value, object> | null }
  | { readonly kind: "contains"; readonly text: string; readonly of: PlanValue };

/** The value of a key: of the event, or of a dict in it. */
export type PlanPart =
  | {
      readonly kind: "value";
      readonly value: PlanValue;
      /** The unit that computes it where the module cannot. */ readonly unit?: number;
    }
  | { readonly kind: "dict"; readonly members: readonly PlanMember[] }
  /** The dict at a path with further members, of which it has none itself. */
  | { readonly kind: "merge"; readonly path: number; readonly members: readonly PlanMember[] }
  /** Computed by JavaScript, always. */
  | { readonly kind: "unit"; readonly unit: number };

export interface PlanMember {
  readonly key: string;
  readonly part: PlanPart;
}

/** A value that JavaScript computes, of the values at these paths alone. */
export interface PlanUnit {
  readonly reads: readonly number[];
  /** Whether it is computed only where the module cannot. */
  readonly isSpare: boolean;
}

export interface BytePlan {
  readonly paths: readonly (readonly string[])[];
  /** The paths whose values are passed on or looked at as bytes; others are read by units alone. */
  readonly passedOn: readonly number[];
  /** The members of the event, in its order; without `ignoreEventFlag`. */
  readonly members: readonly PlanMember[];
  /** What `ignoreEventFlag` names, and before which of the members it is: where it is true, or that text, the row is skipped. */
  readonly flag?: { readonly at: number; readonly member: PlanMember };
  readonly units: readonly PlanUnit[];
  /** The paths that units read, none of them below another. */
  readonly inputs: readonly number[];
  /** Whether an event without time may have lost one. */
  readonly canLoseTime: boolean;
}

/** What an operator's `native` plans its operands with. */
export interface BytePlannerOf<Expr> {
  /** The plan of an expression; undefined where JavaScript computes it. */
  value(expr: Expr): PlanValue | undefined;
  test(expr: Expr): PlanTest | undefined;
  /** Makes a plan of the plans of all operands, where there is one of each. */
  all(operands: readonly Expr[], make: (values: readonly PlanValue[]) => PlanValue | undefined): PlanValue | undefined;
}
