// The type of an expression: the kinds its value can have, whether it can have no value, and its shape.
import { readDecimal } from "../values/decimal.ts";
import { isDict, isHuge, type Result, type Value } from "../values/value.ts";

/** Sets of kinds, as bits. A number is an integer, a fraction or huge. */
export const NULL = 1;
export const BOOL = 2;
export const INTEGER = 4;
export const FRACTION = 8;
export const HUGE = 16;
export const STRING = 32;
export const LIST = 64;
export const DICT = 128;
export const NUMBER = INTEGER | FRACTION;
export const SCALAR = BOOL | NUMBER | STRING;
export const ANY = NULL | BOOL | NUMBER | HUGE | STRING | LIST | DICT;

export interface Type {
  /** The kinds that its value can have; 0 (and `none`) if it never has a value. */
  readonly kinds: number;
  /** Whether the value can be missing. */
  readonly none: boolean;
  /** Its result, if that is the same for every row. */
  readonly constant?: { readonly value: Result };
  /** The keys of a dict, if all are known; a key whose type has `none` can be absent. */
  readonly keys?: ReadonlyMap<string, Type>;
  /** The keys come from a sample of rows: there can be others. */
  readonly sampled?: true;
  /** The type at any key of a dict whose keys are not all known. */
  readonly values?: Type;
  /** The type of the elements of a list. */
  readonly item?: Type;
  /** `false` if none of its strings is numeric. */
  readonly numeric?: false;
}

export const UNKNOWN: Type = { kinds: ANY, none: true };
export const NEVER: Type = { kinds: 0, none: true, constant: { value: undefined } };

/** A type that always has a value of these kinds. */
export function always(kinds: number): Type {
  return { kinds, none: false };
}

/** A type that has a value of these kinds or no value. */
export function maybe(kinds: number): Type {
  return { kinds, none: true };
}

/** A string that is never numeric, such as an ISO time. */
export const WORDS: Type = { kinds: STRING, none: false, numeric: false };

export function isNever(type: Type): boolean {
  return type.kinds === 0;
}

/** The type of one value. */
export function typeOfValue(value: Result): Type {
  if (value === undefined) return NEVER;
  const constant = { value };
  if (Array.isArray(value)) return { kinds: LIST, none: false, constant, item: union(value.map(typeOfValue)) };
  if (isDict(value)) {
    const keys = new Map(Object.entries(value).map(([key, inner]) => [key, typeOfValue(inner)]));
    return { kinds: DICT, none: false, constant, keys };
  }
  // A numeric string never starts with a letter, which decides most strings quickly.
  const words = typeof value === "string" && (value.charCodeAt(0) > 57 || readDecimal(value) === undefined);
  return { kinds: scalarKind(value), none: false, constant, ...(words && { numeric: false }) };
}

function scalarKind(value: Value): number {
  switch (typeof value) {
    case "boolean":
      return BOOL;
    case "string":
      return STRING;
    case "number":
      return Number.isInteger(value) ? INTEGER : FRACTION;
    case "bigint":
      return INTEGER;
    default:
      return isHuge(value) ? HUGE : NULL;
  }
}

/** The type of a value that has one of these types; without types, never a value. */
export function union(types: readonly Type[]): Type {
  return unionWithin(types, { left: MOST_PARTS });
}

/** The parts of a type can be shared, and doubled with each level: beyond so many what is inside is unknown. */
const MOST_PARTS = 20_000;

interface Budget {
  left: number;
}

function unionWithin(types: readonly Type[], budget: Budget): Type {
  const [first, ...rest] = types;
  if (first === undefined) return NEVER;
  if (rest.every((type) => type === first)) return first;
  const kinds = types.reduce((all, type) => all | type.kinds, 0);
  const none = types.some((type) => type.none);
  budget.left -= types.length;
  if (budget.left < 0) return { kinds, none };
  const dicts = types.filter((type) => (type.kinds & DICT) !== 0);
  const lists = types.filter((type) => (type.kinds & LIST) !== 0);
  const keys =
    dicts.length > 0 && dicts.every((type) => type.keys !== undefined) ? unionOfKeys(dicts, budget) : undefined;
  const items = lists.map((type) => type.item);
  const item = items.length > 0 && items.every((type) => type !== undefined) ? unionWithin(items, budget) : undefined;
  const mixed =
    dicts.length > 0 &&
    dicts.every((type) => type.values !== undefined || type.keys !== undefined) &&
    keys === undefined;
  const values = mixed
    ? unionWithin(
        dicts.flatMap((type) => type.values ?? [...(type.keys?.values() ?? [])]),
        budget,
      )
    : undefined;
  const texts = types.filter((type) => (type.kinds & STRING) !== 0);
  const words = texts.length > 0 && texts.every((type) => type.numeric === false);
  const sampled = types.some((type) => type.sampled === true);
  return {
    kinds,
    none,
    ...(keys && { keys }),
    ...(sampled && { sampled }),
    ...(values && { values }),
    ...(item && { item }),
    ...(words && { numeric: false }),
  };
}

/** Beyond this many (keys times dicts) the keys of a union are unknown. */
const MOST_KEYS = 200_000;

function unionOfKeys(dicts: readonly Type[], budget: Budget): ReadonlyMap<string, Type> | undefined {
  const names = new Set(dicts.flatMap((type) => [...(type.keys?.keys() ?? [])]));
  if (names.size > 64 && names.size * dicts.length > MOST_KEYS) return undefined;
  return new Map(
    [...names].map((name) => [
      name,
      unionWithin(
        dicts.map((type) => type.keys?.get(name) ?? NEVER),
        budget,
      ),
    ]),
  );
}

/** The type, but the value can also be missing. */
export function orNone(type: Type): Type {
  if (type.none) return type;
  const { constant: _, ...rest } = type;
  return { ...rest, none: true };
}

/** The type, restricted to these kinds; values of other kinds become missing. */
export function narrow(type: Type, kinds: number): Type {
  if ((type.kinds & ~kinds) === 0) return type;
  const { constant: _, ...rest } = type;
  return { ...rest, kinds: type.kinds & kinds, none: true };
}

/** The kinds in words, for messages and hover: `string, number or null`. */
export function describeKinds(kinds: number): string {
  if (kinds === ANY) return "any value";
  const words: string[] = [];
  if (kinds & STRING) words.push("string");
  if (kinds & (FRACTION | HUGE)) words.push("number");
  else if (kinds & INTEGER) words.push("integer");
  if (kinds & BOOL) words.push("boolean");
  if (kinds & LIST) words.push("list");
  if (kinds & DICT) words.push("dict");
  if (kinds & NULL) words.push("null");
  if (words.length < 2) return words[0] ?? "nothing";
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** As {@link describeKinds}, with an article where one belongs: `a string, number or null`, `an integer`, `null`. */
export function describeWithArticle(kinds: number): string {
  const words = describeKinds(kinds);
  if (kinds === 0 || kinds === NULL || kinds === ANY) return words;
  return `${words.startsWith("integer") ? "an" : "a"} ${words}`;
}
