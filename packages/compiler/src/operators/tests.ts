// Tests: their possible outcomes by type, and the finding about a test that has only one.
import type { Reporter } from "../diagnostics/reporter.ts";
import type { Argument } from "../phases/2-resolve/expression.ts";
import { truth } from "../values/truth.ts";
import { BOOL, DICT, LIST, STRING, type Type } from "./kinds.ts";

export interface TestOutcomes {
  readonly canBeTrue: boolean;
  readonly canBeFalse: boolean;
  /** Whether it can be a list or dict, which leaves the whole operator without a value. */
  readonly canSpoil: boolean;
}

export function testOutcomes(type: Type): TestOutcomes {
  if (type.constant !== undefined) {
    const outcome = truth(type.constant.value);
    return { canBeTrue: outcome === true, canBeFalse: outcome === false, canSpoil: outcome === undefined };
  }
  const spoiling = type.kinds & (LIST | DICT);
  return {
    canBeTrue: (type.kinds & (BOOL | STRING)) !== 0,
    canBeFalse: type.none || (type.kinds & ~spoiling) !== 0,
    canSpoil: spoiling !== 0,
  };
}

/** Reports a test whose outcome is always the same. */
export function checkConstantTest(arg: Argument, type: Type, report: Reporter["report"]): void {
  const { canBeTrue, canBeFalse, canSpoil } = testOutcomes(type);
  if (canSpoil || canBeTrue === canBeFalse) return;
  report("constant-test", arg.span, `This test is always ${canBeTrue ? "true" : "false"}.`, {
    hint: "Only one branch is ever taken; keep just that one.",
  });
}
