// In: ranges of code points. Out: sets that can be joined, cut and turned round, and their text as an ECMAScript class.

/** A set of code points: sorted, disjoint, non-adjacent ranges laid flat as [first, last, first, last, ...]. */
export type CodePointSet = readonly number[];

export const LAST_CODE_POINT = 0x10ffff;
export const EVERYTHING: CodePointSet = [0, LAST_CODE_POINT];
export const NOTHING: CodePointSet = [];

export function singleton(point: number): CodePointSet {
  return [point, point];
}

/** The set of ranges given in any order, overlapping or not. */
export function fromRanges(ranges: readonly (readonly [number, number])[]): CodePointSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [first, last] of sorted) {
    const end = out.at(-1);
    if (end !== undefined && first <= end + 1) {
      if (last > end) out[out.length - 1] = last;
    } else out.push(first, last);
  }
  return out;
}

export function toRanges(set: CodePointSet): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < set.length; i += 2) ranges.push([set[i] ?? 0, set[i + 1] ?? 0]);
  return ranges;
}

export function union(...sets: readonly CodePointSet[]): CodePointSet {
  const filled = sets.filter((set) => set.length > 0);
  if (filled.length <= 1) return filled[0] ?? NOTHING;
  return fromRanges(filled.flatMap(toRanges));
}

export function complement(set: CodePointSet): CodePointSet {
  const out: number[] = [];
  let next = 0;
  for (const [first, last] of toRanges(set)) {
    if (first > next) out.push(next, first - 1);
    next = last + 1;
  }
  if (next <= LAST_CODE_POINT) out.push(next, LAST_CODE_POINT);
  return out;
}

export function intersection(a: CodePointSet, b: CodePointSet): CodePointSet {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const first = Math.max(a[i] ?? 0, b[j] ?? 0);
    const aLast = a[i + 1] ?? 0;
    const bLast = b[j + 1] ?? 0;
    const last = Math.min(aLast, bLast);
    if (first <= last) out.push(first, last);
    if (aLast <= bLast) i += 2;
    else j += 2;
  }
  return out;
}

export function difference(a: CodePointSet, b: CodePointSet): CodePointSet {
  return intersection(a, complement(b));
}

export function contains(set: CodePointSet, point: number): boolean {
  let low = 0;
  let high = set.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (point < (set[middle * 2] ?? 0)) high = middle - 1;
    else if (point > (set[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

export function isSubset(a: CodePointSet, b: CodePointSet): boolean {
  return difference(a, b).length === 0;
}

export function areDisjoint(a: CodePointSet, b: CodePointSet): boolean {
  return intersection(a, b).length === 0;
}

export function sameSet(a: CodePointSet, b: CodePointSet): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** The set as ECMAScript source for the flag `u`: one character, a named class, or a class of ranges. */
export function setSource(set: CodePointSet): string {
  const named = NAMED.find(([, ranges]) => sameSet(ranges, set));
  if (named !== undefined) return named[0];
  if (set.length === 2 && set[0] === set[1]) return literalSource(set[0] ?? 0);
  const inverse = complement(set);
  return inverse.length < set.length ? `[^${rangesSource(inverse)}]` : `[${rangesSource(set)}]`;
}

const NAMED: readonly (readonly [string, CodePointSet])[] = [
  ["[^]", EVERYTHING],
  ["[]", NOTHING],
  ["\\d", [0x30, 0x39]],
  ["\\D", [0, 0x2f, 0x3a, LAST_CODE_POINT]],
  ["\\w", [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]],
  ["\\W", [0, 0x2f, 0x3a, 0x40, 0x5b, 0x5e, 0x60, 0x60, 0x7b, LAST_CODE_POINT]],
];

function rangesSource(set: CodePointSet): string {
  let source = "";
  for (const [first, last] of toRanges(set)) {
    source += classSource(first);
    if (last > first) source += (last > first + 1 ? "-" : "") + classSource(last);
  }
  return source;
}

function classSource(point: number): string {
  const char = String.fromCodePoint(point);
  return /^[\\\][^-]$/.test(char) ? `\\${char}` : escapedSource(point);
}

/** One code point as ECMAScript source outside a class, for the flag `u`. */
export function literalSource(point: number): string {
  const char = String.fromCodePoint(point);
  return /^[\^$\\.*+?()[\]{}|/]$/.test(char) ? `\\${char}` : escapedSource(point);
}

function escapedSource(point: number): string {
  if (point >= 0x20 && point < 0x7f) return String.fromCodePoint(point);
  const short = SHORT_ESCAPES.find(([code]) => code === point);
  if (short !== undefined) return short[1];
  if (point <= 0xff) return `\\x${hexadecimal(point, 2)}`;
  // In braces a surrogate stays alone: two written as \uXXXX side by side would be read as a pair.
  if (point > 0xffff || (point >= 0xd800 && point <= 0xdfff)) return `\\u{${hexadecimal(point, 4)}}`;
  return `\\u${hexadecimal(point, 4)}`;
}

const SHORT_ESCAPES: readonly (readonly [number, string])[] = [
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
];

function hexadecimal(point: number, digits: number): string {
  return point.toString(16).padStart(digits, "0");
}
