// In: a character or a range and the flags at that place. Out: the code points that it stands for there.
import { fromRanges, singleton, union, type CodePointSet } from "./code-point-set.ts";
import { isLetter, type Flags, type Scanner } from "./scanner.ts";

/** A character on its own. */
export function singleSet(scanner: Scanner, point: number): CodePointSet {
  const { tables, flags } = scanner;
  if (!flags.ignoreCase) return singleton(point);
  if (!flags.unicodeCase) return asciiBoth(point);
  const upper = tables.toUpper(point);
  const lower = tables.toLower(upper);
  return upper === lower ? singleton(point) : tables.foldedTo(lower);
}

/** A character of a run of two or more, which Java compares by another rule than one on its own. */
export function sliceSet(scanner: Scanner, point: number): CodePointSet {
  const { tables, flags } = scanner;
  if (!flags.ignoreCase) return singleton(point);
  return flags.unicodeCase ? tables.foldedTo(tables.fold(point)) : asciiBoth(point);
}

/** A character below U+0100 in a class, where Java sets the bits of both cases. */
export function bitSet(scanner: Scanner, point: number): CodePointSet {
  const { tables, flags } = scanner;
  if (!flags.ignoreCase) return singleton(point);
  if (point < 0x80 || !flags.unicodeCase) return asciiBoth(point);
  return union(singleton(point), singleton(tables.toLower(point)), singleton(tables.toUpper(point)));
}

/** Whether Java keeps the character in the bits of its class. */
export function hasBit(flags: Flags, point: number): boolean {
  return point < 0x100 && !(flags.ignoreCase && flags.unicodeCase && WITHOUT_BIT.has(point));
}

/** Those whose case has members beyond U+00FF: y with diaeresis, micro, I, S, K, A with ring. */
const WITHOUT_BIT: ReadonlySet<number> = new Set([0xff, 0xb5, 0x49, 0x69, 0x53, 0x73, 0x4b, 0x6b, 0xc5, 0xe5]);

export function rangeSet(scanner: Scanner, first: number, last: number): CodePointSet {
  const { tables, flags } = scanner;
  const range: CodePointSet = [first, last];
  if (!flags.ignoreCase) return range;
  const inRange = (point: number): boolean => first <= point && point <= last;
  const others: [number, number][] = [];
  for (const [point, upper, lower] of flags.unicodeCase ? tables.caseTriples() : ASCII_TRIPLES) {
    if (inRange(upper) || inRange(lower)) others.push([point, point]);
  }
  return union(range, fromRanges(others));
}

const ASCII_TRIPLES: readonly (readonly [number, number, number])[] = Array.from({ length: 52 }, (_, i) => {
  const upper = 0x41 + (i % 26);
  return [i < 26 ? upper : upper + 0x20, upper, upper + 0x20] as const;
});

function asciiBoth(point: number): CodePointSet {
  return isLetter(point) ? union(singleton(point & ~0x20), singleton(point | 0x20)) : singleton(point);
}
