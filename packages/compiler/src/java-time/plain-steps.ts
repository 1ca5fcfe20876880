// A compiled time pattern to the steps of one that is made of digits and signs alone, as most are.
import type { PlanTimeField, PlanTimeStep } from "../codegen/byte-plan.ts";
import type { NumberStep, TimeProgram, TimeStep } from "./program.ts";
import {
  DAY_FIELD,
  HOUR_FIELD,
  MINUTE_FIELD,
  MONTH_FIELD,
  SECOND_FIELD,
  YEAR_FIELD,
  YEAR_OF_ERA_FIELD,
} from "./runtime-fields.ts";

const FIELDS: { readonly [field: number]: PlanTimeField } = {
  [YEAR_OF_ERA_FIELD]: "year",
  [YEAR_FIELD]: "year",
  [MONTH_FIELD]: "month",
  [DAY_FIELD]: "day",
  [HOUR_FIELD]: "hour",
  [MINUTE_FIELD]: "minute",
  [SECOND_FIELD]: "second",
};
const YEAR_DIGITS = 4;

/** The steps of a pattern with a full date, in which each part stands once; undefined for any other, and for zones, names and options. */
export function plainTimeSteps({ steps }: TimeProgram): readonly PlanTimeStep[] | undefined {
  const plain: PlanTimeStep[] = [];
  for (const step of steps) {
    const parts = plainStep(step);
    if (parts === undefined) return undefined;
    plain.push(...parts);
  }
  const fields = plain.flatMap((step) => ("field" in step ? [step.field] : []));
  const isFull = (["year", "month", "day"] as const).every((field) => fields.includes(field));
  return isFull && new Set(fields).size === fields.length ? plain : undefined;
}

function plainStep(step: TimeStep): readonly PlanTimeStep[] | undefined {
  switch (step.op) {
    case "number":
      return numberStep(step);
    case "fraction":
      return [{ field: "fraction", min: step.digits, max: step.digits, reserve: 0 }];
    case "literal":
      // What JSON escapes, or UTF-8 writes in several bytes, is left to JavaScript.
      return /^[ !#-[\]-~]*$/.test(step.text) ? [...step.text].map((literal) => ({ literal })) : undefined;
    default:
      return undefined;
  }
}

function numberStep({ field, min, max, reserve, reduced, sign }: NumberStep): readonly PlanTimeStep[] | undefined {
  const name = FIELDS[field];
  if (name === undefined || reduced) return undefined;
  if (name !== "year") return min <= 2 ? [{ field: name, min, max: Math.min(max, 2), reserve }] : undefined;
  // With a sign of "pad", more than `min` digits need a plus.
  const takesFour = max >= YEAR_DIGITS && (min === YEAR_DIGITS || (min < YEAR_DIGITS && sign !== "pad"));
  return takesFour ? [{ field: name, min: YEAR_DIGITS, max: YEAR_DIGITS, reserve }] : undefined;
}
