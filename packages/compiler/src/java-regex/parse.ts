// In: a Java 17 pattern. Out: its tree and groups, or the problem that Java would report.
import { singleSet, sliceSet } from "./case-sets.ts";
import { complement, EVERYTHING, type CodePointSet } from "./code-point-set.ts";
import { BACKSLASH_HINT, literalHint } from "./describe.ts";
import { parseClass } from "./parse-class.ts";
import { parseEscape, parseGroupName, parseProperty } from "./parse-escape.ts";
import { readPatternText } from "./pattern-text.ts";
import {
  createScanner,
  isDigit,
  next,
  nextRaw,
  noteUntranslatable,
  offset,
  peek,
  read,
  refuse,
  show,
  skip,
  type Flags,
  type Scanner,
} from "./scanner.ts";
import { study } from "./study.ts";
import { ProblemFound, UNLIMITED, type Mode, type RegexNode, type RegexProblem, type Span } from "./tree.ts";
import type { UnicodeTables } from "./unicode-tables.ts";

export interface ParsedPattern {
  readonly root: RegexNode;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly untranslatable: readonly RegexProblem[];
}

/** Beyond these a pattern is a problem, not a crash of some engine's stack. */
const LONGEST_PATTERN = 20_000;
const MOST_NESTING = 200;
const MOST_GROUPS = 1000;
const LINE_ENDS: CodePointSet = [0x0a, 0x0a, 0x0d, 0x0d, 0x85, 0x85, 0x2028, 0x2029];

/** Throws {@link ProblemFound} for what Java refuses, and for patterns too long or too deep. */
export function parsePattern(pattern: string, tables: UnicodeTables): ParsedPattern {
  if (pattern.length > LONGEST_PATTERN) {
    throw new ProblemFound({
      kind: "untranslatable",
      message: `it is longer than ${LONGEST_PATTERN} characters`,
      start: 0,
      end: pattern.length,
    });
  }
  const scanner = createScanner(readPatternText(pattern), tables);
  const root = parseAlternatives(scanner);
  if (scanner.cursor !== scanner.length) {
    if (peek(scanner) === 0x29) refuse(scanner, "unmatched `)`", scanner.cursor, literalHint(")"), true);
    refuse(scanner, "the pattern ends with a backslash", scanner.length - 1, BACKSLASH_HINT, true);
  }
  return {
    root,
    groupCount: scanner.groupCount,
    groupNames: scanner.groupNames,
    untranslatable: scanner.untranslatable,
  };
}

function parseAlternatives(scanner: Scanner): RegexNode {
  const start = offset(scanner);
  const alternatives: RegexNode[] = [parseSequence(scanner)];
  while (peek(scanner) === 0x7c) {
    next(scanner);
    alternatives.push(parseSequence(scanner));
  }
  const [only] = alternatives;
  return alternatives.length === 1 && only !== undefined
    ? only
    : { kind: "alternation", alternatives, start, end: offset(scanner) };
}

function parseSequence(scanner: Scanner): RegexNode {
  const start = offset(scanner);
  const items: RegexNode[] = [];
  for (;;) {
    const point = peek(scanner);
    if (point === 0x7c || point === 0x29 || (point === 0 && scanner.cursor >= scanner.length)) break;
    if (point === 0x28) {
      const group = parseGroup(scanner);
      if (group !== undefined) items.push(parseQuantifier(scanner, group));
      continue;
    }
    if (point === 0x3f || point === 0x2a || point === 0x2b) {
      refuse(
        scanner,
        `\`${String.fromCodePoint(point)}\` has nothing to repeat`,
        scanner.cursor,
        literalHint(String.fromCodePoint(point)),
        true,
      );
    }
    items.push(parseQuantifier(scanner, parseAtom(scanner, point)));
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: "sequence", items, start, end: offset(scanner) };
}

function parseAtom(scanner: Scanner, point: number): RegexNode {
  const from = scanner.cursor;
  const start = offset(scanner);
  const { flags } = scanner;
  switch (point) {
    case 0x5b: {
      const set = parseClass(scanner);
      return { kind: "set", set, start, end: offset(scanner) };
    }
    case 0x5e:
      next(scanner);
      return {
        kind: "assertion",
        which: !flags.multiline ? "begin" : flags.unixLines ? "unixCaret" : "caret",
        start,
        end: offset(scanner, from + 1),
      };
    case 0x24: {
      next(scanner);
      const which = flags.unixLines
        ? flags.multiline
          ? "unixMultilineDollar"
          : "unixDollar"
        : flags.multiline
          ? "multilineDollar"
          : "dollar";
      return { kind: "assertion", which, start, end: offset(scanner, from + 1) };
    }
    case 0x2e: {
      next(scanner);
      const set = flags.dotAll ? EVERYTHING : complement(flags.unixLines ? [0x0a, 0x0a] : LINE_ENDS);
      return { kind: "set", set, start, end: offset(scanner, from + 1) };
    }
    default:
      return parseLiteral(scanner);
  }
}

/** A run of literal characters, or one escape. A quantifier behind a run takes its last character only. */
function parseLiteral(scanner: Scanner): RegexNode {
  const start = offset(scanner);
  const points: number[] = [];
  let beforeLast = scanner.cursor;
  let point = peek(scanner);
  for (;;) {
    if (point === 0x2a || point === 0x2b || point === 0x3f || point === 0x7b) {
      if (points.length > 1) {
        scanner.cursor = beforeLast;
        points.pop();
      }
      break;
    }
    if (
      point === 0x24 ||
      point === 0x2e ||
      point === 0x5e ||
      point === 0x28 ||
      point === 0x5b ||
      point === 0x7c ||
      point === 0x29
    )
      break;
    if (point === 0 && scanner.cursor >= scanner.length) break;
    if (point !== 0x5c) {
      beforeLast = scanner.cursor;
      points.push(point);
      point = next(scanner);
      continue;
    }
    const letter = nextRaw(scanner);
    const isProperty = letter === 0x70 || letter === 0x50;
    if (isProperty && points.length === 0) {
      const set = parseProperty(scanner);
      return { kind: "set", set, start, end: offset(scanner) };
    }
    scanner.cursor--;
    if (isProperty) break;
    const before = scanner.cursor;
    const noted = scanner.untranslatable.length;
    const escape = parseEscape(scanner, "outside", false);
    if (escape.kind === "character") {
      beforeLast = before;
      points.push(escape.point);
      point = peek(scanner);
      continue;
    }
    if (points.length === 0)
      return escape.kind === "node" ? escape.node : { kind: "set", set: escape.set, start, end: offset(scanner) };
    // It ends the run and is read again as an item of its own.
    scanner.untranslatable.length = noted;
    scanner.cursor = before;
    break;
  }
  const end = offset(scanner);
  const [only] = points;
  if (points.length === 1 && only !== undefined) return { kind: "set", set: singleSet(scanner, only), start, end };
  return { kind: "slice", sets: points.map((each) => sliceSet(scanner, each)), start, end };
}

/** A group whose opening has been read. */
interface OpenGroup {
  /** The index of its "(". */
  readonly open: number;
  readonly start: number;
  /** The flags around it. */
  readonly flags: Flags;
}

/** Undefined for inline flags such as `(?i)`, which match nothing. The cursor is at the "(". */
function parseGroup(scanner: Scanner): RegexNode | undefined {
  const group: OpenGroup = { open: scanner.cursor, start: offset(scanner), flags: { ...scanner.flags } };
  if (++scanner.depth > MOST_NESTING) {
    throw new ProblemFound({
      kind: "untranslatable",
      message: `groups are nested more than ${MOST_NESTING} levels deep`,
      start: group.start,
      end: offset(scanner, group.open + 1),
    });
  }
  return next(scanner) === 0x3f ? parseSpecialGroup(scanner, group) : parseCapturing(scanner, group, undefined);
}

/** A group that starts with "(?"; the cursor is at the "?". */
function parseSpecialGroup(scanner: Scanner, group: OpenGroup): RegexNode | undefined {
  const sign = skip(scanner);
  switch (sign) {
    case 0x3a:
      return { kind: "group", capture: 0, ...parseBody(scanner, group) };
    case 0x3d:
    case 0x21: {
      const negative = sign === 0x21;
      return { kind: "look", behind: false, negative, byCodePoint: true, ...parseBody(scanner, group) };
    }
    case 0x3e:
      return { kind: "atomic", ...parseBody(scanner, group) };
    case 0x3c: {
      const first = read(scanner);
      if (first === 0x3d || first === 0x21) return parseLookBehind(scanner, group, first === 0x21);
      const name = parseGroupName(scanner, first, group.open);
      if (scanner.groupNames.has(name)) refuse(scanner, `there is already a group named \`${name}\``, group.open);
      return parseCapturing(scanner, group, name);
    }
    case 0x24:
    case 0x40:
      return refuse(scanner, `unknown group syntax \`(?${String.fromCodePoint(sign)}\``, group.open);
    default:
      scanner.cursor--;
      return parseFlagGroup(scanner, group);
  }
}

/** `(?i)`, which sets flags up to the end of the group around it, or `(?i:...)`. */
function parseFlagGroup(scanner: Scanner, group: OpenGroup): RegexNode | undefined {
  parseFlags(scanner, group.open);
  const after = read(scanner);
  if (after === 0x29) {
    scanner.depth--;
    return undefined;
  }
  if (after !== 0x3a) {
    const message = `unknown group or flag \`(?${show(after).slice(1, -1)}\``;
    refuse(scanner, message, group.open, "the flags are d, i, m, s, u, x and U");
  }
  return { kind: "group", capture: 0, ...parseBody(scanner, group) };
}

function parseCapturing(scanner: Scanner, group: OpenGroup, name: string | undefined): RegexNode {
  const capture = ++scanner.groupCount;
  if (capture > MOST_GROUPS) {
    throw new ProblemFound({
      kind: "untranslatable",
      message: `it has more than ${MOST_GROUPS} capturing groups`,
      start: group.start,
      end: offset(scanner),
    });
  }
  if (name !== undefined) scanner.groupNames.set(name, capture);
  return { kind: "group", capture, ...parseBody(scanner, group) };
}

interface GroupBody extends Span {
  readonly body: RegexNode;
}

/** The rest of a group. */
function parseBody(scanner: Scanner, group: OpenGroup): GroupBody {
  return closeGroup(scanner, group, parseAlternatives(scanner));
}

/** Reads the ")" of a group, which also ends the flags inside it. */
function closeGroup(scanner: Scanner, { open, start, flags }: OpenGroup, body: RegexNode): GroupBody {
  if (read(scanner) !== 0x29) refuse(scanner, "this group is missing its closing `)`", open);
  Object.assign(scanner.flags, flags);
  scanner.depth--;
  return { body, start, end: offset(scanner) };
}

function parseLookBehind(scanner: Scanner, group: OpenGroup, negative: boolean): RegexNode {
  const inside = scanner.cursor;
  const body = parseAlternatives(scanner);
  if (!study(body).maxValid) {
    refuse(
      scanner,
      "this look-behind has no obvious maximum length",
      group.open,
      "limit its repetitions, for example {0,20} instead of *",
    );
  }
  // Java decides by the text from here to the end of the whole pattern.
  const byCodePoint = scanner.text.points
    .slice(inside)
    .some((point) => point > 0xffff || (point >= 0xd800 && point <= 0xdfff));
  return { kind: "look", behind: true, negative, byCodePoint, ...closeGroup(scanner, group, body) };
}

function parseFlags(scanner: Scanner, open: number): void {
  let on = true;
  let point = peek(scanner);
  for (;;) {
    const name = FLAG_NAMES.get(point);
    if (name !== undefined) {
      scanner.flags[name] = on;
      if (name === "unicodeClasses") scanner.flags.unicodeCase = on;
    } else if (point === 0x63) {
      if (on)
        noteUntranslatable(
          scanner,
          "the flag `c` (canonical equivalence), which has no equivalent in JavaScript",
          open,
        );
    } else if (point === 0x2d && on) on = false;
    else return;
    point = next(scanner);
  }
}

const FLAG_NAMES: ReadonlyMap<number, keyof Flags> = new Map([
  [0x69, "ignoreCase"],
  [0x6d, "multiline"],
  [0x73, "dotAll"],
  [0x64, "unixLines"],
  [0x75, "unicodeCase"],
  [0x78, "comments"],
  [0x55, "unicodeClasses"],
]);

function parseQuantifier(scanner: Scanner, body: RegexNode): RegexNode {
  const from = scanner.cursor;
  switch (peek(scanner)) {
    case 0x3f:
      return quantified(scanner, body, 0, 1);
    case 0x2a:
      return quantified(scanner, body, 0, UNLIMITED);
    case 0x2b:
      return quantified(scanner, body, 1, UNLIMITED);
    case 0x7b:
      return parseCounts(scanner, body, from);
    default:
      return body;
  }
}

function parseCounts(scanner: Scanner, body: RegexNode, from: number): RegexNode {
  let point = skip(scanner);
  if (!isDigit(point)) refuse(scanner, "`{` must be followed by a number of repetitions", from, literalHint("{"), true);
  const number = (): number => {
    let value = 0;
    while (isDigit(point)) {
      value = value * 10 + point - 0x30;
      if (value > UNLIMITED) refuse(scanner, "the number of repetitions is too large", from);
      point = read(scanner);
    }
    return value;
  };
  const min = number();
  let max = min;
  if (point === 0x2c) {
    point = read(scanner);
    max = point === 0x7d ? UNLIMITED : number();
  }
  if (point !== 0x7d) refuse(scanner, "the repetition is missing its closing `}`", from);
  if (max < min) refuse(scanner, "the maximum number of repetitions is below the minimum", from);
  scanner.cursor--;
  return quantified(scanner, body, min, max);
}

/** The cursor stands on the last character of the quantifier proper; a "?" or "+" behind it sets the mode. */
function quantified(scanner: Scanner, body: RegexNode, min: number, max: number): RegexNode {
  let mode: Mode = "greedy";
  const behind = next(scanner);
  if (behind === 0x3f || behind === 0x2b) {
    mode = behind === 0x3f ? "lazy" : "possessive";
    next(scanner);
  }
  return { kind: "quantified", body, min, max, mode, start: body.start, end: offset(scanner) };
}
