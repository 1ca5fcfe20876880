// In: a look-behind. Out: its body such that ECMAScript, which steps back by code points, answers as Java does, or why it cannot.
import { areDisjoint, intersection, isSubset, union, type CodePointSet } from "./code-point-set.ts";
import { study } from "./study.ts";
import { UNLIMITED, type RegexNode, type RegexProblem } from "./tree.ts";

const BMP: CodePointSet = [0, 0xffff];
const PLAIN_BMP: CodePointSet = [0, 0xd7ff, 0xe000, 0xffff];
const LOW_SURROGATES: CodePointSet = [0xdc00, 0xdfff];
const ASTRAL: CodePointSet = [0x10000, 0x10ffff];

/** Where in the look-behind a character stands: at its left end, behind an assertion there, or further right. */
type Position = "first" | "asserted" | "inner";

export function translatableBehind(
  look: RegexNode & { kind: "look" },
): { readonly body: RegexNode } | { readonly problem: RegexProblem } {
  const because = (message: string): { readonly problem: RegexProblem } => ({
    problem: { kind: "untranslatable", message, start: look.start, end: look.end },
  });
  const info = study(look.body);
  const longest = greatestLength(look.body);
  if (hasGrapheme(look.body)) return because("`\\X` in a look-behind");
  const overflown = longest !== info.max && info.max !== UNLIMITED && (look.byCodePoint || info.max !== -0x80000000);
  if (overflown) return because("a look-behind so long that Java's count of its length overflows");
  if (look.byCodePoint || everySet(look.body, (set) => isSubset(set, PLAIN_BMP))) return { body: look.body };
  if (info.min !== info.max)
    return because(
      "a look-behind of varying length that can contain characters beyond U+FFFF, which Java counts as two",
    );
  const body = narrowed(look.body, "first");
  return body === undefined
    ? because("a look-behind in which Java could match half of a character beyond U+FFFF")
    : { body };
}

/**
 * Java starts its look-behind a fixed number of UTF-16 units to the left: inside it only characters of one unit fit,
 * and its first character may be the second half of a pair.
 */
function narrowed(node: RegexNode, position: Position): RegexNode | undefined {
  switch (node.kind) {
    case "set": {
      const set = narrowedSet(node.set, position);
      return set === undefined ? undefined : { ...node, set };
    }
    case "slice": {
      const sets = node.sets.map((set, i) => narrowedSet(set, i === 0 ? position : "inner"));
      return sets.every((set) => set !== undefined) ? { ...node, sets } : undefined;
    }
    case "sequence": {
      let here = position;
      const items: RegexNode[] = [];
      for (const item of node.items) {
        const narrow = narrowed(item, here);
        if (narrow === undefined) return undefined;
        items.push(narrow);
        if (study(item).min > 0) here = "inner";
        else if (here === "first") here = "asserted";
      }
      return { ...node, items };
    }
    case "alternation": {
      const alternatives = node.alternatives.map((one) => narrowed(one, position));
      return alternatives.every((one) => one !== undefined) ? { ...node, alternatives } : undefined;
    }
    case "group":
    case "atomic": {
      const body = narrowed(node.body, position);
      return body === undefined ? undefined : { ...node, body };
    }
    case "quantified": {
      const inner = narrowed(node.body, "inner");
      if (inner === undefined || node.max === 0) return inner === undefined ? undefined : node;
      if (position === "inner") return { ...node, body: inner };
      const first = node.body.kind === "set" ? narrowed(node.body, position) : undefined;
      if (first === undefined) return undefined;
      return {
        kind: "sequence",
        items: [first, { ...node, body: inner, min: node.min - 1, max: node.max - 1 }],
        start: node.start,
        end: node.end,
      };
    }
    case "look":
    case "assertion":
      return node;
    case "lineBreak":
    case "grapheme":
    case "backReference":
      return undefined;
    default: {
      const never: never = node;
      return never;
    }
  }
}

function narrowedSet(set: CodePointSet, position: Position): CodePointSet | undefined {
  const units = intersection(set, BMP);
  if (position === "inner" || areDisjoint(set, LOW_SURROGATES)) return units;
  return position === "first" && isSubset(LOW_SURROGATES, set) ? union(units, ASTRAL) : undefined;
}

function everySet(node: RegexNode, holds: (set: CodePointSet) => boolean): boolean {
  switch (node.kind) {
    case "set":
      return holds(node.set);
    case "slice":
      return node.sets.every(holds);
    case "sequence":
      return node.items.every((item) => everySet(item, holds));
    case "alternation":
      return node.alternatives.every((one) => everySet(one, holds));
    case "group":
    case "atomic":
    case "quantified":
      return everySet(node.body, holds);
    default:
      return true;
  }
}

function hasGrapheme(node: RegexNode): boolean {
  switch (node.kind) {
    case "grapheme":
      return true;
    case "sequence":
      return node.items.some(hasGrapheme);
    case "alternation":
      return node.alternatives.some(hasGrapheme);
    case "group":
    case "atomic":
    case "quantified":
      return hasGrapheme(node.body);
    default:
      return false;
  }
}

/** The greatest length without overflow; Infinity if there is none. */
function greatestLength(node: RegexNode): number {
  switch (node.kind) {
    case "set":
    case "grapheme":
      return 1;
    case "slice":
      return node.sets.length;
    case "lineBreak":
      return 2;
    case "sequence":
      return node.items.reduce((sum, item) => sum + greatestLength(item), 0);
    case "alternation":
      return node.alternatives.reduce((most, one) => Math.max(most, greatestLength(one)), 0);
    case "group":
    case "atomic":
      return greatestLength(node.body);
    case "quantified": {
      const body = greatestLength(node.body);
      return body === 0 ? 0 : node.max === UNLIMITED ? Infinity : body * node.max;
    }
    case "look":
    case "assertion":
      return 0;
    case "backReference":
      return Infinity;
    default: {
      const never: never = node;
      return never;
    }
  }
}
