// What the arithmetic operators share: the kinds they take, the types they yield, and the finding about a lost fraction.
import { quoteName } from "../diagnostics/quote.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { type CallExpr, operandsOf } from "../phases/2-resolve/expression.ts";
import { type Decimal, readDecimal } from "../values/decimal.ts";
import { FRACTION, NEVER, NULL, NUMBER, STRING, type Type } from "./kinds.ts";

/** Numbers, numeric strings, and null, which is 0 (R). */
export const OPERAND_KINDS = NULL | NUMBER | STRING;

/** More constants than this are not computed to see whether their result is an integer. */
const MAX_COMPUTED = 100;

/** The result type for operands of these types: it may have no value where a string may not be numeric, and never has one where a string cannot be. */
export function arithmeticType(types: readonly Type[], kinds: number): Type {
  if (types.some((type) => type.kinds === STRING && type.numeric === false)) return NEVER;
  return { kinds, none: types.some((type) => (type.kinds & STRING) !== 0 && type.constant === undefined) };
}

/**
 * Reports that an integer operator can drop a fraction: a warning at a constant that has one, else an info at the operator's
 * name. Silent where `keepsAll`, or where all operands are constant and `exact` says that their result is an integer.
 */
export function checkFraction(
  call: CallExpr,
  types: readonly Type[],
  report: Reporter["report"],
  keepsAll: boolean,
  exact: (constants: readonly Decimal[]) => boolean,
): void {
  const constants = types.map((type) => (type.constant === undefined ? undefined : readDecimal(type.constant.value)));
  const known = constants.filter((constant) => constant !== undefined);
  const isConstant = known.length === types.length && known.length <= MAX_COMPUTED;
  if (keepsAll || types.some((type) => type.kinds === 0) || (isConstant && exact(known))) return;
  const { name } = call.operator;
  let warned = false;
  for (const [index, arg] of operandsOf(call).entries()) {
    const constant = constants[index];
    if (constant === undefined || !hasFraction(constant)) continue;
    warned = true;
    report("fraction-lost", arg.span, `${quoteName(name)} yields an integer, so this fraction can be lost.`, {
      severity: "warning",
      hint: "Only `add` keeps a fraction.",
    });
  }
  if (!warned)
    report(
      "fraction-lost",
      call.nameSpan,
      `${quoteName(name)} yields an integer: the exact result is truncated towards zero.`,
      {
        hint: "Only `add` keeps a fraction.",
      },
    );
}

export function hasFraction(value: Decimal): boolean {
  return value.digits % 10n ** BigInt(value.scale) !== 0n;
}

/** Whether an operand can have a fraction. */
export function canHaveFraction(type: Type): boolean {
  if (type.constant !== undefined) {
    const constant = readDecimal(type.constant.value);
    return constant !== undefined && hasFraction(constant);
  }
  return (type.kinds & FRACTION) !== 0 || ((type.kinds & STRING) !== 0 && type.numeric !== false);
}
