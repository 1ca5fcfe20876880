// In: a cursor on a backslash; out: the character, set, assertion or back reference that the escape stands for.
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

/** Where an escape stands: outside a class, in one, or as the end of a range in one. */
export type EscapePlace = "outside" | "class" | "rangeEnd";

/**
 * Reads one escape; the cursor stands on its backslash, and afterwards behind it.
 * `beforeDash`: in a class, the escape is followed by "-", where Java reads \v as the vertical tab.
 */
export function parseEscape(scanner: Scanner, place: EscapePlace, beforeDash: boolean): Escape {
  const start = scanner.cursor;
  const inClass = place !== "outside";
  const { tables, flags } = scanner;
  const letter = skip(scanner);
  const character = (point: number): Escape => ({ kind: "character", point });
  const set = (points: CodePointSet): Escape => ({ kind: "set", set: points });
  const unknown = (): never =>
    refuse(
      scanner,
      `unknown escape \`\\${show(letter).slice(1, -1)}\`${inClass ? " in a character class" : ""}`,
      start,
      BACKSLASH_HINT,
    );
  const assertion = (which: Assertion): Escape =>
    inClass
      ? unknown()
      : { kind: "node", node: { kind: "assertion", which, start: offset(scanner, start), end: offset(scanner) } };

  switch (String.fromCodePoint(letter)) {
    case "0":
      return character(octal(scanner, start));
    case "1":
    case "2":
    case "3":
    case "4":
    case "5":
    case "6":
    case "7":
    case "8":
    case "9":
      return inClass ? unknown() : { kind: "node", node: numberedReference(scanner, start, letter - 0x30) };
    case "A":
      return assertion("begin");
    case "B":
      return assertion(flags.unicodeClasses ? "notUnicodeBoundary" : "notBoundary");
    case "b":
      if (inClass) return unknown();
      if (peek(scanner) === 0x7b) graphemeBoundary(scanner, start);
      return assertion(flags.unicodeClasses ? "unicodeBoundary" : "boundary");
    case "G":
      return assertion("lastMatch");
    case "Z":
      return assertion(flags.unixLines ? "unixDollar" : "dollar");
    case "z":
      return assertion("end");
    case "R":
      return inClass
        ? unknown()
        : { kind: "node", node: { kind: "lineBreak", start: offset(scanner, start), end: offset(scanner) } };
    case "X":
      return inClass
        ? unknown()
        : { kind: "node", node: { kind: "grapheme", start: offset(scanner, start), end: offset(scanner) } };
    case "k":
      return inClass ? unknown() : { kind: "node", node: namedReference(scanner, start) };
    case "d":
      return set(flags.unicodeClasses ? tables.category("Nd") : ASCII_DIGITS);
    case "D":
      return set(complement(flags.unicodeClasses ? tables.category("Nd") : ASCII_DIGITS));
    case "s":
      return set(flags.unicodeClasses ? unicodeWhiteSpace(tables) : ASCII_SPACE);
    case "S":
      return set(complement(flags.unicodeClasses ? unicodeWhiteSpace(tables) : ASCII_SPACE));
    case "w":
      return set(flags.unicodeClasses ? unicodeWord(tables) : ASCII_WORD);
    case "W":
      return set(complement(flags.unicodeClasses ? unicodeWord(tables) : ASCII_WORD));
    case "h":
      return set(HORIZONTAL_SPACE);
    case "H":
      return set(complement(HORIZONTAL_SPACE));
    case "v":
      return place === "rangeEnd" || beforeDash ? character(0x0b) : set(VERTICAL_SPACE);
    case "V":
      return set(complement(VERTICAL_SPACE));
    case "N":
      return character(namedCharacter(scanner, start));
    case "a":
      return character(0x07);
    case "c":
      return character(control(scanner, start));
    case "e":
      return character(0x1b);
    case "f":
      return character(0x0c);
    case "n":
      return character(0x0a);
    case "r":
      return character(0x0d);
    case "t":
      return character(0x09);
    case "u":
      return character(unicode(scanner, start));
    case "x":
      return character(hexadecimal(scanner, start));
    default:
      return isLetter(letter) ? unknown() : character(letter);
  }
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

/** Reads a group's name whose first character is `first`, and the ">" behind it. */
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

/** Reads \p or \P; the cursor stands on the p. */
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
