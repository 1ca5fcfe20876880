// In: a cursor at a backslash. Out: the character, set, assertion or back reference that the escape means.
import { complement, type CodePointSet } from "./code-point-set.ts";
import { BACKSLASH_HINT } from "./describe.ts";
import {
  ASCII_DIGITS,
  ASCII_SPACE,
  ASCII_WORD,
  HORIZONTAL_SPACE,
  propertySet,
  unicodeWhiteSpace,
  unicodeWord,
  VERTICAL_SPACE,
} from "./properties.ts";
import {
  at,
  hexValue,
  isDigit,
  isLetter,
  next,
  noteUntranslatable,
  offset,
  peek,
  read,
  refuse,
  show,
  skip,
  type Scanner,
} from "./scanner.ts";
import type { Assertion, RegexNode } from "./tree.ts";

export type Escape =
  | { readonly kind: "character"; readonly point: number }
  | { readonly kind: "set"; readonly set: CodePointSet }
  | { readonly kind: "node"; readonly node: RegexNode };

/** Where an escape is: outside a class, in one, or at the end of a range in one. */
export type EscapePlace = "outside" | "class" | "rangeEnd";

/** An escape after its letter has been read. */
interface EscapeStart {
  readonly scanner: Scanner;
  /** The index of its backslash. */
  readonly start: number;
  readonly letter: number;
}

/**
 * Reads one escape. The cursor is at its backslash, and afterwards after the escape.
 * `beforeDash`: in a class, a "-" follows the escape, and Java then takes \v for the vertical tab.
 */
export function parseEscape(scanner: Scanner, place: EscapePlace, beforeDash: boolean): Escape {
  const escape: EscapeStart = { scanner, start: scanner.cursor, letter: skip(scanner) };
  const character = String.fromCodePoint(escape.letter);
  if (character === "v" && (place === "rangeEnd" || beforeDash)) return { kind: "character", point: 0x0b };
  const point = CHARACTERS.get(character)?.(scanner, escape.start);
  if (point !== undefined) return { kind: "character", point };
  const set = classSet(scanner, character);
  if (set !== undefined) return { kind: "set", set };
  const node = place === "outside" ? nodeOf(escape, character) : undefined;
  if (node !== undefined) return { kind: "node", node };
  return isLetter(escape.letter) || isDigit(escape.letter)
    ? unknownEscape(escape, place !== "outside")
    : { kind: "character", point: escape.letter };
}

function unknownEscape({ scanner, start, letter }: EscapeStart, inClass: boolean): never {
  const where = inClass ? " in a character class" : "";
  return refuse(scanner, `unknown escape \`\\${show(letter).slice(1, -1)}\`${where}`, start, BACKSLASH_HINT);
}

/** Escapes that are one character. */
const CHARACTERS: ReadonlyMap<string, (scanner: Scanner, start: number) => number> = new Map([
  ["0", octal],
  ["N", namedCharacter],
  ["a", () => 0x07],
  ["c", control],
  ["e", () => 0x1b],
  ["f", () => 0x0c],
  ["n", () => 0x0a],
  ["r", () => 0x0d],
  ["t", () => 0x09],
  ["u", unicode],
  ["x", hexadecimal],
]);

/** Predefined classes whose letter in lower case is the opposite. */
const NEGATED: readonly string[] = ["D", "S", "W", "H", "V"];

/** The characters of a predefined class. */
function classSet(scanner: Scanner, letter: string): CodePointSet | undefined {
  const { tables, flags } = scanner;
  switch (letter) {
    case "d":
      return flags.unicodeClasses ? tables.category("Nd") : ASCII_DIGITS;
    case "s":
      return flags.unicodeClasses ? unicodeWhiteSpace(tables) : ASCII_SPACE;
    case "w":
      return flags.unicodeClasses ? unicodeWord(tables) : ASCII_WORD;
    case "h":
      return HORIZONTAL_SPACE;
    case "v":
      return VERTICAL_SPACE;
    default:
      return NEGATED.includes(letter) ? complement(classSet(scanner, letter.toLowerCase()) ?? []) : undefined;
  }
}

/** Escapes that are more than a character or set, which only exist outside classes. */
function nodeOf({ scanner, start, letter }: EscapeStart, character: string): RegexNode | undefined {
  const { flags } = scanner;
  const assertion = (which: Assertion): RegexNode => ({ kind: "assertion", which, ...spanFrom(scanner, start) });
  switch (character) {
    case "A":
      return assertion("begin");
    case "B":
      return assertion(flags.unicodeClasses ? "notUnicodeBoundary" : "notBoundary");
    case "b":
      if (peek(scanner) === 0x7b) graphemeBoundary(scanner, start);
      return assertion(flags.unicodeClasses ? "unicodeBoundary" : "boundary");
    case "G":
      return assertion("lastMatch");
    case "Z":
      return assertion(flags.unixLines ? "unixDollar" : "dollar");
    case "z":
      return assertion("end");
    case "R":
      return { kind: "lineBreak", ...spanFrom(scanner, start) };
    case "X":
      return { kind: "grapheme", ...spanFrom(scanner, start) };
    case "k":
      return namedReference(scanner, start);
    default:
      return isDigit(letter) ? numberedReference(scanner, start, letter - 0x30) : undefined;
  }
}

function spanFrom(scanner: Scanner, start: number): { readonly start: number; readonly end: number } {
  return { start: offset(scanner, start), end: offset(scanner) };
}

function octal(scanner: Scanner, start: number): number {
  const isOctal = (point: number): boolean => point >= 0x30 && point <= 0x37;
  const first = read(scanner);
  if (!isOctal(first)) refuse(scanner, "`\\0` must be followed by an octal digit, 0 to 7", start);
  const second = read(scanner);
  if (!isOctal(second)) {
    scanner.cursor--;
    return first - 0x30;
  }
  const third = read(scanner);
  if (isOctal(third) && first <= 0x33) return (first - 0x30) * 64 + (second - 0x30) * 8 + (third - 0x30);
  scanner.cursor--;
  return (first - 0x30) * 8 + (second - 0x30);
}

function control(scanner: Scanner, start: number): number {
  if (scanner.cursor >= scanner.length) refuse(scanner, "`\\c` must be followed by a letter", start);
  return read(scanner) ^ 64;
}

function hexadecimal(scanner: Scanner, start: number): number {
  const bad = (): never =>
    refuse(
      scanner,
      "`\\x` must be followed by two hexadecimal digits, or by digits in braces",
      start,
      "for example \\x41 or \\x{1F600}",
    );
  const first = read(scanner);
  if (hexValue(first) >= 0) {
    const second = hexValue(read(scanner));
    return second >= 0 ? hexValue(first) * 16 + second : bad();
  }
  if (first !== 0x7b || hexValue(peek(scanner)) < 0) return bad();
  let point = 0;
  for (;;) {
    const digit = read(scanner);
    if (hexValue(digit) < 0) {
      if (digit !== 0x7d) refuse(scanner, "`\\x{` is missing its closing `}`", start);
      return point;
    }
    point = point * 16 + hexValue(digit);
    if (point > 0x10ffff) refuse(scanner, "`\\x{...}` is beyond the last code point, 10FFFF", start);
  }
}

function unicode(scanner: Scanner, start: number): number {
  const unit = fourDigits(scanner, start);
  if (unit < 0xd800 || unit > 0xdbff) return unit;
  const behind = scanner.cursor;
  if (read(scanner) === 0x5c && read(scanner) === 0x75) {
    const second = fourDigits(scanner, behind);
    if (second >= 0xdc00 && second <= 0xdfff) return (unit - 0xd800) * 0x400 + (second - 0xdc00) + 0x10000;
  }
  scanner.cursor = behind;
  return unit;
}

function fourDigits(scanner: Scanner, start: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexValue(read(scanner));
    if (digit < 0)
      refuse(
        scanner,
        "`\\u` must be followed by four hexadecimal digits",
        start,
        "`\\x{...}` takes any number of digits",
      );
    value = value * 16 + digit;
  }
  return value;
}

function namedCharacter(scanner: Scanner, start: number): number {
  if (read(scanner) !== 0x7b)
    refuse(scanner, "`\\N` must be followed by a character name in braces", start, "for example \\N{EURO SIGN}");
  const from = scanner.cursor;
  while (read(scanner) !== 0x7d) {
    if (scanner.cursor >= scanner.length) refuse(scanner, "`\\N{` is missing its closing `}`", start);
  }
  const name = textBetween(scanner, from, scanner.cursor - 1);
  const point = scanner.tables.named(name);
  if (point === undefined) {
    noteUntranslatable(
      scanner,
      `the character name \`${name}\`, which is not known here`,
      start,
      "write its code point, \\x{...}",
    );
  }
  return point ?? 0;
}

function numberedReference(scanner: Scanner, start: number, first: number): RegexNode {
  let group = first;
  for (;;) {
    const digit = peek(scanner);
    if (!isDigit(digit)) break;
    const longer = group * 10 + digit - 0x30;
    if (scanner.groupCount < longer) break;
    group = longer;
    read(scanner);
  }
  return reference(scanner, start, group);
}

function namedReference(scanner: Scanner, start: number): RegexNode {
  if (read(scanner) !== 0x3c)
    refuse(scanner, "`\\k` must be followed by a group name in angle brackets", start, "for example \\k<name>");
  const name = parseGroupName(scanner, read(scanner), start);
  const group = scanner.groupNames.get(name);
  if (group === undefined) return refuse(scanner, `there is no group named \`${name}\` before this`, start);
  return reference(scanner, start, group);
}

function reference(scanner: Scanner, start: number, group: number): RegexNode {
  const { ignoreCase, unicodeCase } = scanner.flags;
  return { kind: "backReference", group, ignoreCase, unicodeCase, start: offset(scanner, start), end: offset(scanner) };
}

/** Reads a group name whose first character is `first`, and the ">" after it. */
export function parseGroupName(scanner: Scanner, first: number, start: number): string {
  if (!isLetter(first)) refuse(scanner, "a group name must start with a letter, A to Z or a to z", start);
  let name = "";
  let point = first;
  do {
    name += String.fromCodePoint(point);
    point = read(scanner);
  } while (isLetter(point) || isDigit(point));
  if (point !== 0x3e)
    refuse(
      scanner,
      `the group name \`${name}\` is missing its closing \`>\``,
      start,
      "a name has only letters and digits",
    );
  return name;
}

function graphemeBoundary(scanner: Scanner, start: number): void {
  const behind = scanner.cursor;
  if (skip(scanner) === 0x67) {
    if (read(scanner) !== 0x7d) refuse(scanner, "`\\b{g` is missing its closing `}`", start);
    noteUntranslatable(scanner, "`\\b{g}`, a boundary of grapheme clusters, has no equivalent in JavaScript", start);
  } else scanner.cursor = behind;
}

/** Reads \p or \P; the cursor is at the p. */
export function parseProperty(scanner: Scanner): CodePointSet {
  const start = scanner.cursor - 1;
  const negated = at(scanner, scanner.cursor) === 0x50;
  const braced = next(scanner) === 0x7b;
  if (!braced) scanner.cursor--;
  const name = braced ? bracedName(scanner, start) : letterName(scanner);
  const { ignoreCase, unicodeClasses } = scanner.flags;
  const set = propertySet(scanner.tables, name, ignoreCase, unicodeClasses);
  if (set === undefined)
    return refuse(
      scanner,
      `unknown character property \`${name}\``,
      start,
      "names of POSIX classes and categories are case-sensitive: `\\p{Lower}`, `\\p{Lu}`",
    );
  return negated ? complement(set) : set;
}

function letterName(scanner: Scanner): string {
  next(scanner);
  const point = at(scanner, scanner.cursor);
  read(scanner);
  return String.fromCodePoint(point);
}

function bracedName(scanner: Scanner, start: number): string {
  next(scanner);
  const from = scanner.cursor;
  while (scanner.cursor <= scanner.length && read(scanner) !== 0x7d);
  const end = scanner.cursor;
  if (end > scanner.length) refuse(scanner, "`\\p{` is missing its closing `}`", start);
  if (from + 1 >= end) refuse(scanner, "`\\p{}` is empty", start);
  return textBetween(scanner, from, end - 1);
}

function textBetween(scanner: Scanner, from: number, to: number): string {
  return scanner.text.points
    .slice(from, to)
    .map((point) => String.fromCodePoint(point))
    .join("");
}
