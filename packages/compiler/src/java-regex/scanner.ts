// In: a pattern's code points. Out: a cursor over them that skips what comments mode skips, exactly where Java's does.
import type { PatternText } from "./pattern-text.ts";
import { ProblemFound, type RegexProblem } from "./tree.ts";
import type { UnicodeTables } from "./unicode-tables.ts";

export interface Flags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
  unixLines: boolean;
  unicodeCase: boolean;
  comments: boolean;
  unicodeClasses: boolean;
}

/** The state of one parse. Reading beyond the end gives 0, as Java's zero-terminated buffer does. */
export interface Scanner {
  readonly text: PatternText;
  readonly length: number;
  readonly tables: UnicodeTables;
  readonly flags: Flags;
  cursor: number;
  depth: number;
  groupCount: number;
  readonly groupNames: Map<string, number>;
  /** What Java takes and we do not; the parse goes on behind it. */
  readonly untranslatable: RegexProblem[];
}

export function createScanner(text: PatternText, tables: UnicodeTables): Scanner {
  return {
    text,
    length: text.points.length,
    tables,
    flags: {
      ignoreCase: false,
      multiline: false,
      dotAll: false,
      unixLines: false,
      unicodeCase: false,
      comments: false,
      unicodeClasses: false,
    },
    cursor: 0,
    depth: 0,
    groupCount: 0,
    groupNames: new Map(),
    untranslatable: [],
  };
}

export function at(scanner: Scanner, index: number): number {
  return index < scanner.length ? (scanner.text.points[index] ?? 0) : 0;
}

/** The UTF-16 offset of the cursor in the pattern. */
export function offset(scanner: Scanner, index: number = scanner.cursor): number {
  return scanner.text.offsets[Math.max(0, Math.min(index, scanner.length))] ?? 0;
}

/** Stops the parse: Java refuses the pattern too. `escapable`: a backslash at the start makes a plain character of what is there. */
export function refuse(scanner: Scanner, message: string, start: number, hint?: string, escapable = false): never {
  const from = Math.max(0, Math.min(start, scanner.length - 1));
  const problem: RegexProblem = {
    kind: "syntax",
    message,
    start: offset(scanner, from),
    end: Math.max(offset(scanner, from + 1), offset(scanner)),
    ...(hint === undefined ? {} : { hint }),
    ...(escapable && { escapeAt: offset(scanner, from) }),
  };
  throw new ProblemFound(problem);
}

export function noteUntranslatable(scanner: Scanner, message: string, start: number, hint?: string): void {
  const problem: RegexProblem = {
    kind: "untranslatable",
    message,
    start: offset(scanner, start),
    end: offset(scanner),
  };
  scanner.untranslatable.push(hint === undefined ? problem : { ...problem, hint });
}

/** The character at the cursor, which moves past what comments mode skips, not past the character. */
export function peek(scanner: Scanner): number {
  if (scanner.flags.comments) skipComments(scanner);
  return at(scanner, scanner.cursor);
}

/** The character at the cursor, after what comments mode skips; the cursor moves behind it. */
export function read(scanner: Scanner): number {
  if (scanner.flags.comments) skipComments(scanner);
  return at(scanner, scanner.cursor++);
}

/** Moves one character on and peeks. */
export function next(scanner: Scanner): number {
  scanner.cursor++;
  return peek(scanner);
}

/** Moves one character on and looks, comments mode or not. */
export function nextRaw(scanner: Scanner): number {
  return at(scanner, ++scanner.cursor);
}

/** Takes the character behind the one at the cursor, comments mode or not. */
export function skip(scanner: Scanner): number {
  const point = at(scanner, scanner.cursor + 1);
  scanner.cursor += 2;
  return point;
}

function skipComments(scanner: Scanner): void {
  let point = at(scanner, scanner.cursor);
  while (isSpace(point) || point === 0x23) {
    while (isSpace(point)) point = nextRaw(scanner);
    if (point !== 0x23) continue;
    do point = nextRaw(scanner);
    while (point !== 0 && !isLineEnd(scanner, point));
    if (scanner.cursor > scanner.length) scanner.cursor = scanner.length;
  }
}

function isLineEnd(scanner: Scanner, point: number): boolean {
  if (scanner.flags.unixLines) return point === 0x0a;
  return point === 0x0a || point === 0x0d || point === 0x85 || point === 0x2028 || point === 0x2029;
}

export function isSpace(point: number): boolean {
  return point === 0x20 || (point >= 0x09 && point <= 0x0d);
}

export function isDigit(point: number): boolean {
  return point >= 0x30 && point <= 0x39;
}

export function isLetter(point: number): boolean {
  return (point >= 0x41 && point <= 0x5a) || (point >= 0x61 && point <= 0x7a);
}

export function hexValue(point: number): number {
  if (isDigit(point)) return point - 0x30;
  if (point >= 0x41 && point <= 0x46) return point - 0x37;
  return point >= 0x61 && point <= 0x66 ? point - 0x57 : -1;
}

/** A character as shown in a message. */
export function show(point: number): string {
  return point < 0x20 || point === 0x7f
    ? `U+${point.toString(16).toUpperCase().padStart(4, "0")}`
    : `"${String.fromCodePoint(point)}"`;
}
