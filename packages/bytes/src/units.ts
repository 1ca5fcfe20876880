// The keys that JavaScript computes: inputs that the module laid out to a row of just those, its results to the module's memory.
import {
  type ByteProgram,
  isDict,
  isHuge,
  parseJson,
  stringifyJson,
  type Dict,
  type Result,
  type Value,
} from "@heddle/compiler";
import { type Code, join, js } from "@heddle/compiler/codegen";
import * as L from "./layout.gen.ts";
import type { Layout } from "./lay-out.ts";
import type { Instance } from "./module.ts";
import type { ByteRules } from "./rules.ts";
import type { Texts } from "./texts.ts";

/** Computes the units of the rows of a scan. */
export type ComputeUnits = (context: { readonly now: number }) => void;

type Input = (at: number) => Result;
type RowMaker = (base: number) => Dict;

/** The keys of a row that holds just the inputs: a number is an input. */
type Tree = Map<string, number | Tree>;

export function createUnits(
  instance: Instance,
  { plan, units, always }: ByteProgram,
  { unitPlaces }: Layout,
  rules: ByteRules,
  texts: Texts,
): ComputeUnits {
  const inputs = plan.inputs.map((path) => plan.paths[path] ?? []);
  const wanted = new Set(plan.units.flatMap(({ isSpare, reads }) => (isSpare ? [] : reads)));
  const isWanted = (path: readonly string[]): boolean =>
    [...wanted].some((read) => path.every((key, i) => key === plan.paths[read]?.[i]));
  const { read, begin } = inputReader(instance, texts);
  const everyRow = rowMaker(inputs, () => true, read);
  const alwaysRow = rowMaker(inputs, isWanted, read);
  const results = resultWriter(instance, texts, (unit, value) => {
    const { key = "", layer = 0, check } = unitPlaces[unit] ?? {};
    return (check !== L.CHECK_OPERATION || isDict(value)) && rules.keepsValue(key, value, layer + 1);
  });
  const count = plan.units.length;
  const names = plan.units.map((_, unit) => `u${unit}`);
  return (context) => {
    const filled = instance.result(L.R_FILLED);
    if (filled === 0) return;
    begin();
    for (let row = 0; row < filled; row += 1) {
      const needsAll = instance.bytes[L.IN_NEEDS + row] !== L.NEEDS_ALWAYS;
      let computed: Dict | undefined;
      try {
        const base = row * inputs.length;
        computed = (needsAll ? units(everyRow(base), context) : always(alwaysRow(base), context)) as Dict;
      } catch {
        // The row is given back, and its outcome is that of the whole converter.
      }
      for (let unit = 0; unit < count; unit += 1) results.put(row * count + unit, unit, computed, names[unit] ?? "");
    }
    results.end();
  };
}

/** Reads inputs; `begin` decodes the texts of a scan. */
function inputReader({ bytes, doubles, numbers, result }: Instance, texts: Texts): { read: Input; begin(): void } {
  let latin = "";
  let wide = "";
  const part = (text: string, at: number): string =>
    text.substring(numbers[(L.IN_STARTS >> 2) + at] ?? 0, numbers[(L.IN_ENDS >> 2) + at] ?? 0);
  return {
    begin() {
      latin = texts.ascii(bytes, L.IN_LATIN, result(L.R_LATIN));
      wide = texts.wide(bytes, L.IN_WIDE, result(L.R_WIDE));
    },
    read(at) {
      switch (bytes[L.IN_KINDS + at]) {
        case L.INPUT_LATIN:
          return part(latin, at);
        case L.INPUT_NUMBER:
          return doubles[(L.IN_NUMBERS >> 3) + at] ?? 0;
        case L.INPUT_NONE:
          return undefined;
        case L.INPUT_NULL:
          return null;
        case L.INPUT_TRUE:
          return true;
        case L.INPUT_FALSE:
          return false;
        case L.INPUT_WIDE:
          return part(wide, at);
        case L.INPUT_JSON_LATIN:
          return parseJson(part(latin, at));
        default:
          return parseJson(part(wide, at));
      }
    },
  };
}

/** Makes a function that makes rows of the inputs that are wanted: the literal of a row, with a call for each. */
function rowMaker(
  inputs: readonly (readonly string[])[],
  isWanted: (path: readonly string[]) => boolean,
  read: Input,
): RowMaker {
  const tree: Tree = new Map();
  for (const [i, path] of inputs.entries()) {
    if (!isWanted(path)) continue;
    let node = tree;
    for (const [depth, key] of path.entries()) {
      if (depth === path.length - 1) node.set(key, i);
      else {
        const below = node.get(key) ?? new Map();
        node.set(key, below);
        node = below as Tree;
      }
    }
  }
  // The text is this file's own; names of the data are literals in it.
  return new Function("read", js`"use strict";\nreturn (base) => (${literalOf(tree)});`.text)(read) as RowMaker;
}

function literalOf(tree: Tree): Code {
  const members = [...tree].map(([key, value]) =>
    typeof value === "number" ? js`${key}: read(base + ${value})` : js`${key}: ${literalOf(value)}`,
  );
  return js`{ ${join(members, js`, `)} }`;
}

/** Room for the texts of one row; beyond, results are unsure. */
const MOST_UNITS = (L.UNIT_TEXT_END - L.UNIT_TEXT) / 2 - 64;

function resultWriter(
  { bytes, doubles, numbers }: Instance,
  texts: Texts,
  keeps: (unit: number, value: Value) => boolean,
) {
  let text = "";
  const putText = (added: string, kind: number): number => {
    if (text.length + added.length > MOST_UNITS) return L.UNIT_UNSURE;
    text += added;
    return kind;
  };
  const putJson = (value: Value): number => {
    try {
      return putText(stringifyJson(value), L.UNIT_JSON);
    } catch (error) {
      if (error instanceof RangeError) return L.UNIT_UNSURE;
      throw error;
    }
  };
  const kindOf = (value: Result, at: number, unit: number): number => {
    if (typeof value === "string") return putText(value, L.UNIT_STRING);
    if (value === undefined) return L.UNIT_NONE;
    if (value === null) return L.UNIT_NULL;
    if (typeof value === "boolean") return value ? L.UNIT_TRUE : L.UNIT_FALSE;
    if (Number.isSafeInteger(value)) {
      // Like JSON, the module knows no negative zero.
      doubles[(L.UNIT_NUMBERS >> 3) + at] = Number(value);
      return L.UNIT_INTEGER;
    }
    if (isHuge(value)) return L.UNIT_UNSURE;
    if (typeof value === "object") return keeps(unit, value) ? putJson(value) : L.UNIT_UNSURE;
    return putText(stringifyJson(value), L.UNIT_FRACTION);
  };
  return {
    /** `computed`: undefined where computing threw. */
    put(at: number, unit: number, computed: Dict | undefined, name: string): void {
      bytes[L.UNIT_KINDS + at] = computed === undefined ? L.UNIT_UNSURE : kindOf(computed[name], at, unit);
      numbers[(L.UNIT_ENDS >> 2) + at] = text.length;
    },
    end(): void {
      texts.writeWide(bytes, L.UNIT_TEXT, text);
      text = "";
    },
  };
}
