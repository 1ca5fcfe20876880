// From the profile of a path to the expression that reads what an event's key needs from it.
import type { PathProfile } from "./path-profile.ts";
import { pathExpression } from "./path-expression.ts";
import type { Source } from "./time-readings.ts";

/** An expression that may have no value, a null or an empty text for a row. */
export interface Origin {
  readonly expression: Source;
  /** It has a value that says something, or none at all. */
  readonly isAlwaysThere: boolean;
  readonly hasNull?: boolean;
  readonly hasEmpty?: boolean;
}

/** What is at a path, as it is. */
export function ownKey(profile: PathProfile): Origin {
  return {
    expression: pathExpression(profile.path),
    isAlwaysThere: false,
    hasNull: (profile.kinds.null ?? 0) > 0,
    hasEmpty: profile.empty > 0,
  };
}

/** The first that says something; the last as it is. */
export function firstOf(origins: readonly Origin[]): Source {
  const last = origins.length - 1;
  const sources = origins.map((origin, i) => (i === last ? origin.expression : guarded(origin)));
  const [only = ["value", null]] = sources;
  return sources.length === 1 ? only : ["any", ...sources];
}

/** Without a value where it is null or an empty text. */
function guarded({ expression, isAlwaysThere, hasNull = false, hasEmpty = false }: Origin): Source {
  if (isAlwaysThere) return expression;
  // A null is no text, so that nothing is joined.
  const text: Source = hasNull ? ["concat", expression] : expression;
  return hasEmpty ? ["condition", ["not", ["equals", expression, ["value", ""]]], text] : text;
}

/** Amplitude removes shorter ids. */
const SHORTEST_ID = 5;

/** An id; where some are too short for Amplitude, with a prefix. */
export function textId(profile: PathProfile, prefix: string): { readonly expression: Source; readonly doubt?: string } {
  const { expression, hasEmpty = false } = ownKey(profile);
  if (profile.shortest === 0 || profile.shortest >= SHORTEST_ID) return { expression };
  const longer: Source = ["concat", ["value", prefix], expression];
  return {
    expression: hasEmpty ? ["condition", ["not", ["equals", expression, ["value", ""]]], longer] : longer,
    doubt: `some ids have fewer than ${SHORTEST_ID} characters, which Amplitude rejects; all ids get the prefix ${JSON.stringify(prefix)}`,
  };
}

/** A number; texts become numbers, with a decimal comma too. */
export function numeric(profile: PathProfile): Source {
  const value = pathExpression(profile.path);
  const { texts } = profile;
  if (texts.decimalComma > 0) {
    const bare: Source = texts.dots > 0 ? ["replace_with", String.raw`\.`, "", value] : value;
    return ["add", ["replace_with", ",", ".", bare]];
  }
  return texts.number > 0 ? ["add", value] : value;
}

/** Whether all texts at a path hold JSON. */
export function isJsonText({ texts, kinds, empty }: PathProfile): boolean {
  const filled = (kinds.string ?? 0) - empty;
  return filled > 0 && texts.dict + texts.list >= 0.99 * filled;
}
