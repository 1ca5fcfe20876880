// The keys of events to a function that completes those on which no rule finds anything, and leaves all others to the rules.
import type { Dict } from "@heddle/compiler";
import type { KeyDefault } from "@heddle/compiler/language";
import { type Code, join, js, variableName } from "@heddle/compiler/codegen";
import { isPlainGroups } from "./groups.ts";
import type { CheckLimits } from "./limits.ts";
import { isMutation, isPlainTime } from "./numbers.ts";
import { isPlainObject, isPlainProperties, keepsLimits } from "./properties.ts";
import { type CheckPlace, insertIdOf } from "./requirements.ts";
import { isCurrency, isPlainId } from "./text.ts";

/** How a value is found to be as its key wants it; `flag`: of the key that skips rows where it is true, and never stays. */
export type PlainTest =
  | "text"
  | "any-text"
  | "filled-text"
  | "id"
  | "integer"
  | "float"
  | "time"
  | "boolean"
  | "mutation"
  | "currency"
  | "groups"
  | "object"
  | "properties"
  | "any"
  | "flag";

/** The event as it is delivered, in an object of its own; undefined where a rule may find something. */
export type PlainEvent = (event: Dict, place: CheckPlace) => Dict | undefined;

/** Engines create larger object literals no faster than key by key. */
const MAX_KEYS = 200;

/**
 * For events that have these keys, in this order; what their values must be to each other is not looked at.
 * Undefined where no event with such keys can be plain, or the keys are too many.
 */
export function plainEvent(
  names: readonly string[],
  testOf: (name: string) => PlainTest | undefined,
  defaults: readonly KeyDefault[],
  limits: CheckLimits,
): PlainEvent | undefined {
  if (names.length > MAX_KEYS || names.includes("__proto__")) return undefined;
  const lines: Code[] = [];
  const members: Code[] = [];
  for (const [i, name] of names.entries()) {
    const test = testOf(name);
    if (test === undefined) return undefined;
    const value = variableName("v", i + 1);
    lines.push(js`const ${value} = event[${name}];\nif (!(${testCode(test, name, value)})) return undefined;`);
    if (test === "flag") continue;
    const fixed = defaults.find(({ key, replaces }) => key === name && replaces === true);
    members.push(js`${name}: ${fixed === undefined ? value : defaultCode(fixed)}`);
  }
  const kept = names.filter((name) => testOf(name) !== "flag");
  const typeAt = names.indexOf("event_type");
  for (const name of new Set(defaults.flatMap(({ exceptEventTypes = [] }) => exceptEventTypes))) {
    if (typeAt >= 0) lines.push(js`if (${variableName("v", typeAt + 1)} === ${name}) return undefined;`);
  }
  for (const added of defaults) if (!kept.includes(added.key)) members.push(js`${added.key}: ${defaultCode(added)}`);
  const text = js`"use strict";
return function plainEvent(event, place) {
${join(lines, js`\n`)}
return { ${join(members, js`, `)} };
};`;
  // The text is this file's own; names of the data are literals in it.
  try {
    const make = new Function("limits", "rules", text.text) as (
      limits: CheckLimits,
      rules: typeof RULES_OF_VALUES,
    ) => PlainEvent;
    return make(limits, RULES_OF_VALUES);
  } catch (error) {
    // Where a policy forbids code from strings, the rules themselves look at every event.
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** What the code calls. */
const RULES_OF_VALUES = {
  isPlainId,
  isPlainTime,
  isMutation,
  isCurrency,
  isPlainGroups,
  isPlainObject,
  isPlainProperties,
  keepsLimits,
  insertIdOf,
};

function defaultCode({ value }: KeyDefault): Code {
  return value === undefined ? js`rules.insertIdOf(place)` : js`${value}`;
}

/** A null, which is the same as the key left out, passes none of them. */
function testCode(test: PlainTest, name: string, value: Code): Code {
  switch (test) {
    case "text":
      return js`typeof ${value} === "string" && ${value}.length <= limits.maxStringLength`;
    case "any-text":
      return js`typeof ${value} === "string"`;
    case "filled-text":
      return js`typeof ${value} === "string" && ${value} !== "" && ${value}.length <= limits.maxStringLength`;
    case "id":
      return js`typeof ${value} === "string" && rules.isPlainId(${value}, limits)`;
    case "integer":
      return js`Number.isInteger(${value})`;
    case "float":
      return js`typeof ${value} === "number"`;
    case "time":
      return js`rules.isPlainTime(${value})`;
    case "boolean":
      return js`typeof ${value} === "boolean"`;
    case "mutation":
      return js`rules.isMutation(${value})`;
    case "currency":
      return js`rules.isCurrency(${value})`;
    case "groups":
      return js`rules.isPlainGroups(${value}, limits)`;
    case "object":
      return js`rules.isPlainObject(${value}, limits)`;
    case "properties":
      return js`rules.isPlainProperties(${value}, ${name}, limits)`;
    case "any":
      return js`${value} !== null && rules.keepsLimits(${value}, 1, limits)`;
    case "flag":
      // A text may spell true.
      return js`${value} !== true && typeof ${value} !== "string"`;
    default:
      return test satisfies never;
  }
}

/** Whether an event has exactly these keys, in this order. */
export function hasNames(event: Dict, names: readonly string[]): boolean {
  let i = 0;
  for (const name in event) {
    if (name !== names[i]) return false;
    i += 1;
  }
  return i === names.length;
}

/** The plain events of a source by their keys: for those that are met often there is a function. */
export interface PlainEvents {
  /** As {@link PlainEvent}, for any event. */
  complete(event: Dict, place: CheckPlace): Dict | undefined;
}

interface Shape {
  readonly names: readonly string[];
  seen: number;
  plain: PlainEvent | undefined;
}

/** Making a function takes about as long as to check a hundred events by the rules. */
const MADE_AFTER = 100;
/** Where names come from the data, only that much is kept of them. */
const LONGEST_NAME = 1024;
/** Converters whose events have more different keys than this go by the rules. */
const MAX_SHAPES = 32;

export function plainEvents(make: (names: readonly string[]) => PlainEvent | undefined): PlainEvents {
  const shapes: Shape[] = [];
  const find = (event: Dict): Shape | undefined => {
    const at = shapes.findIndex(({ names }) => hasNames(event, names));
    const found = shapes[at];
    if (found === undefined) {
      if (shapes.length === MAX_SHAPES) return undefined;
      const names = Object.keys(event);
      if (names.length <= MAX_KEYS && names.every((name) => name.length <= LONGEST_NAME))
        shapes.push({ names, seen: 0, plain: undefined });
      return undefined;
    }
    found.seen += 1;
    if (found.seen === MADE_AFTER) found.plain = make(found.names);
    return found;
  };
  let last: Shape = { names: [], seen: MADE_AFTER, plain: undefined };
  return {
    complete(event, place) {
      if (!hasNames(event, last.names) || last.seen < MADE_AFTER) {
        const found = find(event);
        if (found === undefined) return undefined;
        last = found;
      }
      return last.plain?.(event, place);
    },
  };
}
