// In: a \b or \B and the sets of the characters next to it, where they are known. Out: ECMAScript source with Java 17's notion of a word.
import { areDisjoint, intersection, isSubset, setSource, union, type CodePointSet } from "./code-point-set.ts";
import { unicodeWord } from "./properties.ts";
import type { UnicodeTables } from "./unicode-tables.ts";

const BMP: CodePointSet = [0, 0xffff];

/**
 * In Java 17, \b takes every Unicode letter or digit and "_" as part of a word, though \w does not; and a non-spacing mark
 * that follows a letter or digit, where Java looks back by UTF-16 units and so sees only marks and letters up to U+FFFF.
 */
export function boundarySource(
  tables: UnicodeTables,
  which: "boundary" | "notBoundary" | "unicodeBoundary" | "notUnicodeBoundary",
  before: CodePointSet | undefined,
  behind: CodePointSet | undefined,
): string {
  const unicode = which === "unicodeBoundary" || which === "notUnicodeBoundary";
  const negated = which === "notBoundary" || which === "notUnicodeBoundary";
  const letters = tables.category("Lu", "Ll", "Lt", "Lm", "Lo", "Nd");
  const marks = tables.category("Mn");
  const word = unicode ? unicodeWord(tables) : union(letters, [0x5f, 0x5f]);
  const doubtful = unicode ? word : union(word, marks);
  const isWord = (set: CodePointSet | undefined): boolean | undefined =>
    set === undefined || set.length === 0
      ? undefined
      : isSubset(set, word)
        ? true
        : areDisjoint(set, doubtful)
          ? false
          : undefined;

  const wordSource = setSource(word);
  const based = unicode ? "" : `${setSource(intersection(letters, BMP))}${setSource(intersection(marks, BMP))}`;
  const left = unicode ? wordSource : `${wordSource}|${based}+`;
  const right = unicode ? wordSource : `${wordSource}|(?<=${based}*)${setSource(marks)}`;
  const leftIs = (value: boolean): string => `(?<${value ? "=" : "!"}${left})`;
  const rightIs = (value: boolean): string => `(?${value ? "=" : "!"}${right})`;

  const leftKnown = isWord(before);
  const rightKnown = isWord(behind);
  if (leftKnown !== undefined && rightKnown !== undefined) return (leftKnown !== rightKnown) !== negated ? "" : "(?!)";
  if (leftKnown !== undefined) return rightIs(leftKnown === negated);
  if (rightKnown !== undefined) return leftIs(rightKnown === negated);
  return `(?:${leftIs(true)}${rightIs(negated)}|${leftIs(false)}${rightIs(!negated)})`;
}
