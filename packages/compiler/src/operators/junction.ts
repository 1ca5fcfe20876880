// What `and` and `or` share: type, findings and code of tests that are evaluated until one decides.
import { js, type Operand } from "../codegen/code.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { type CallExpr, operandsOf } from "../phases/2-resolve/expression.ts";
import { always, BOOL, maybe, NEVER, type Type, typeOfValue } from "./kinds.ts";
import type { BytePlannerOf, PlanTest } from "../codegen/byte-plan.ts";
import type { EmitCall, Emitter, Expr } from "./define.ts";
import { checkConstantTest, testOutcomes } from "./tests.ts";

/** `decider` is the outcome at which evaluation stops: false for `and`, true for `or`. */
export function junctionType(types: readonly Type[], decider: boolean): Type {
  let spoils = false;
  let decides = false;
  for (const type of types) {
    const { canBeTrue, canBeFalse, canSpoil } = testOutcomes(type);
    spoils ||= canSpoil;
    decides ||= decider ? canBeTrue : canBeFalse;
    const goesOn = decider ? canBeFalse : canBeTrue;
    if (goesOn) continue;
    if (!decides) return NEVER;
    return spoils ? maybe(BOOL) : typeOfValue(decider);
  }
  if (spoils) return maybe(BOOL);
  return decides ? always(BOOL) : typeOfValue(!decider);
}

export function checkJunction(
  call: CallExpr,
  types: readonly Type[],
  decider: boolean,
  report: Reporter["report"],
): void {
  const operands = operandsOf(call);
  for (const [index, arg] of operands.entries()) {
    const type = types[index];
    if (type === undefined) return;
    checkConstantTest(arg, type, report);
    const { canBeTrue, canBeFalse } = testOutcomes(type);
    if (decider ? canBeFalse : canBeTrue) continue;
    const next = operands[index + 1];
    const last = operands.at(-1);
    if (next === undefined || last === undefined) return;
    report(
      "unreachable",
      { start: next.span.start, end: last.span.end },
      `Everything after a test that is never ${decider ? "false" : "true"} is unreachable.`,
      {
        tags: ["unnecessary"],
        fixes: [
          {
            title: "Remove the unreachable part",
            edits: [{ span: { start: arg.span.end, end: last.span.end }, text: "" }],
          },
        ],
      },
    );
    return;
  }
}

export function emitJunction({ operands, type }: EmitCall, emitter: Emitter, decider: boolean): Operand {
  const result = emitter.variable();
  for (const [index, operand] of operands.entries()) {
    const outcomes = testOutcomes(emitter.typeOf(operand));
    const step = (): void => {
      const { isTrue, isFalse } = emitter.test(operand);
      emitter.statement(
        outcomes.canSpoil ? js`${result} = ${isTrue} || (${isFalse} ? false : undefined);` : js`${result} = ${isTrue};`,
      );
    };
    if (index === 0) step();
    else emitter.when(decider ? js`${result} === false` : js`${result}`, step);
    if (!(decider ? outcomes.canBeFalse : outcomes.canBeTrue)) break;
  }
  return { code: result, type };
}

/** The plan of tests on bytes; undefined where one of them is JavaScript's. */
export function planJunction(
  { operands }: EmitCall,
  plan: BytePlannerOf<Expr>,
  kind: "and" | "or",
): PlanTest | undefined {
  const tests = operands.map((operand) => plan.test(operand));
  return tests.every((test) => test !== undefined) ? { kind, tests } : undefined;
}
