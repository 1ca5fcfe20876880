// In: the committed character tables of Java 17. Out: sets and case mappings, decoded on first use.
import { complement, difference, fromRanges, toRanges, union, type CodePointSet } from "./code-point-set.ts";
import {
  BLOCKS,
  CATEGORIES,
  CHARACTER_NAMES,
  PROPERTY_DIFFERENCES,
  SCRIPTS,
  TO_LOWER,
  TO_UPPER,
} from "./unicode-data.gen.ts";

/** The tables of one translation, each decoded on first use. */
export interface UnicodeTables {
  /** A general category by its two letters, for example `Lu`; `Cn` is everything in no other category. */
  readonly category: (...names: readonly string[]) => CodePointSet;
  /** A property that is stored as its difference from a union of categories. */
  readonly property: (name: PropertyName) => CodePointSet;
  /** `UnicodeScript.forName`, case-insensitive; undefined: no such script. */
  readonly script: (name: string) => CodePointSet | undefined;
  /** `UnicodeBlock.forName`, case-insensitive; undefined: no such block. */
  readonly block: (name: string) => CodePointSet | undefined;
  readonly toUpper: (point: number) => number;
  readonly toLower: (point: number) => number;
  /** The lower case of the upper case, which Java's (?iu) compares. */
  readonly fold: (point: number) => number;
  /** Every code point that folds to `folded`, and `folded` itself. */
  readonly foldedTo: (folded: number) => CodePointSet;
  /** Each code point with case, its upper case, and the lower case of that. */
  readonly caseTriples: () => readonly (readonly [number, number, number])[];
  /** Every code point that a case mapping changes or maps to. */
  readonly cased: () => CodePointSet;
  /** `Character.codePointOf` for the names in the tables; undefined for others. */
  readonly named: (name: string) => number | undefined;
}

export type PropertyName = keyof typeof PROPERTY_BASES;

/** A property is stored as its difference from the union of these categories. */
export const PROPERTY_BASES = {
  Lowercase: ["Ll"],
  Uppercase: ["Lu"],
  Alphabetic: ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl"],
  Ideographic: [],
  JavaIdentifierStart: ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Sc", "Pc"],
  JavaIdentifierPart: ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Sc", "Pc", "Nd", "Mc", "Mn", "Cf"],
  UnicodeIdentifierStart: ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl"],
  UnicodeIdentifierPart: ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Pc", "Nd", "Mc", "Mn", "Cf"],
  IdentifierIgnorable: ["Cf"],
  Whitespace: ["Zs", "Zl", "Zp"],
  Mirrored: [],
  ExtendedPictographic: [],
} as const satisfies Record<string, readonly string[]>;

export function createUnicodeTables(): UnicodeTables {
  const categories = new Map<string, CodePointSet>();
  const properties = new Map<PropertyName, CodePointSet>();
  const mappings = new Map<string, ReadonlyMap<number, number>>();

  const oneCategory = (name: string): CodePointSet =>
    remember(categories, `${name} alone`, () => {
      const data = Object.entries(CATEGORIES);
      if (name === "Cn") return complement(union(...data.map(([, text]) => decodeRanges(text))));
      return decodeRanges(data.find(([key]) => key === name)?.[1] ?? "");
    });
  const category = (...names: readonly string[]): CodePointSet =>
    remember(categories, names.join(" "), () => union(...names.map(oneCategory)));
  const mapping = (text: string): ReadonlyMap<number, number> => remember(mappings, text, () => decodeMapping(text));

  const toUpper = (point: number): number => mapping(TO_UPPER).get(point) ?? point;
  const toLower = (point: number): number => mapping(TO_LOWER).get(point) ?? point;
  const fold = (point: number): number => toLower(toUpper(point));
  const casedSets = new Map<string, CodePointSet>();
  const cased = (): CodePointSet =>
    remember(casedSets, "cased", () =>
      fromRanges(
        [...mapping(TO_UPPER), ...mapping(TO_LOWER)].flatMap(([from, to]) => [
          [from, from],
          [to, to],
        ]),
      ),
    );
  const triples: (readonly [number, number, number])[] = [];
  const classes = new Map<number, readonly number[]>();
  const foldClasses = (): ReadonlyMap<number, readonly number[]> => {
    if (classes.size > 0) return classes;
    for (const [first, last] of toRanges(cased())) {
      for (let point = first; point <= last; point++)
        classes.set(fold(point), [...(classes.get(fold(point)) ?? []), point]);
    }
    return classes;
  };

  return {
    category,
    property: (name) =>
      remember(properties, name, () => {
        const base = category(...PROPERTY_BASES[name]);
        const differing = decodeRanges(PROPERTY_DIFFERENCES[name]);
        return union(difference(base, differing), difference(differing, base));
      }),
    script,
    block,
    toUpper,
    toLower,
    fold,
    foldedTo: (folded) => fromRanges([folded, ...(foldClasses().get(folded) ?? [])].map((point) => [point, point])),
    cased,
    caseTriples: () => {
      if (triples.length > 0) return triples;
      for (const [first, last] of toRanges(cased())) {
        for (let point = first; point <= last; point++) triples.push([point, toUpper(point), fold(point)]);
      }
      return triples;
    },
    named,
  };
}

function script(name: string): CodePointSet | undefined {
  const wanted = name.toUpperCase();
  const found = SCRIPTS.find(([names]) => names.split("|").includes(wanted));
  if (found === undefined) return undefined;
  if (found[1] !== "") return decodeRanges(found[1]);
  return complement(union(...SCRIPTS.map(([, text]) => decodeRanges(text))));
}

function block(name: string): CodePointSet | undefined {
  const wanted = name.toUpperCase();
  const found = BLOCKS.find(([names]) => names.split("|").some((known) => blockNames(known).includes(wanted)));
  return found === undefined ? undefined : decodeRanges(found[1]);
}

function named(name: string): number | undefined {
  const wanted = name.trim().toUpperCase();
  const found = CHARACTER_NAMES.split(";").find((entry) => entry.slice(entry.indexOf(" ") + 1) === wanted);
  return found === undefined ? undefined : Number.parseInt(found, 36);
}

/** The names of a block that `UnicodeBlock.forName` takes: as it is and without spaces. */
export function blockNames(name: string): readonly string[] {
  return [name, name.replaceAll(" ", "")];
}

function remember<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  let value = memory.get(key);
  if (value === undefined) {
    value = compute();
    memory.set(key, value);
  }
  return value;
}

/** Reads "gap length" pairs in base 36. */
export function decodeRanges(text: string): CodePointSet {
  if (text === "") return [];
  const numbers = text.split(" ").map((part) => Number.parseInt(part, 36));
  const out: number[] = [];
  let end = 0;
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const start = end + (numbers[i] ?? 0);
    end = start + (numbers[i + 1] ?? 0);
    out.push(start, end - 1);
  }
  return out;
}

/** Writes what {@link decodeRanges} reads. */
export function encodeRanges(set: CodePointSet): string {
  const parts: string[] = [];
  let end = 0;
  for (let i = 0; i < set.length; i += 2) {
    const first = set[i] ?? 0;
    const last = set[i + 1] ?? 0;
    parts.push((first - end).toString(36), (last - first + 1).toString(36));
    end = last + 1;
  }
  return parts.join(" ");
}

/** Reads "start count step delta" fours in base 36. */
function decodeMapping(text: string): ReadonlyMap<number, number> {
  const numbers = text.split(" ").map((part) => Number.parseInt(part, 36));
  const map = new Map<number, number>();
  for (let i = 0; i + 3 < numbers.length; i += 4) {
    const [start = 0, count = 0, step = 1, delta = 0] = numbers.slice(i, i + 4);
    for (let n = 0; n < count; n++) map.set(start + n * step, start + n * step + delta);
  }
  return map;
}
