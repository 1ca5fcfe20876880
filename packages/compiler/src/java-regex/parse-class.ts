// In: a cursor on "[". Out: the set of the character class, with Java's own rules for unions, "&&" and "^".
import { hasBit, bitSet, rangeSet, singleSet } from "./case-sets.ts";
import { complement, intersection, NOTHING, union, type CodePointSet } from "./code-point-set.ts";
import { parseEscape, parseProperty } from "./parse-escape.ts";
import { at, next, nextRaw, noteUntranslatable, offset, peek, refuse, type Scanner } from "./scanner.ts";
import { ProblemFound } from "./tree.ts";

/**
 * A class while it is read. The characters below U+0100 of one pair of brackets share a `bits`, and Java goes on
 * filling it after "&&" has taken it as an operand: so operands are evaluated only when the class is complete.
 */
type Part =
  | { readonly kind: "set"; readonly set: CodePointSet }
  | { readonly kind: "bits"; set: CodePointSet }
  | { readonly kind: "union" | "intersection"; readonly left: Part; readonly right: Part }
  | { readonly kind: "complement"; readonly of: Part };

const MOST_NESTING = 200;

/** Reads a class; the cursor stands on its "[", and afterwards behind its "]". */
export function parseClass(scanner: Scanner): CodePointSet {
  return evaluate(parseBrackets(scanner, true));
}

function evaluate(part: Part): CodePointSet {
  switch (part.kind) {
    case "set":
    case "bits":
      return part.set;
    case "complement":
      return complement(evaluate(part.of));
    case "union": {
      // Unions lean to the left, one level a member: walked in a loop, or a long class would overflow the stack.
      const sets: CodePointSet[] = [];
      let left: Part = part;
      while (left.kind === "union") {
        sets.push(evaluate(left.right));
        left = left.left;
      }
      return union(evaluate(left), ...sets);
    }
    case "intersection": {
      const sets: CodePointSet[] = [];
      let left: Part = part;
      while (left.kind === "intersection") {
        sets.push(evaluate(left.right));
        left = left.left;
      }
      return sets.reduce(intersection, evaluate(left));
    }
    default: {
      const never: never = part;
      return never;
    }
  }
}

function join(left: Part | undefined, right: Part): Part {
  return left === undefined || left === right ? right : { kind: "union", left, right };
}

function parseBrackets(scanner: Scanner, consume: boolean): Part {
  const start = scanner.cursor;
  if (++scanner.depth > MOST_NESTING) {
    throw new ProblemFound({
      kind: "untranslatable",
      message: `character classes are nested more than ${MOST_NESTING} levels deep`,
      start: offset(scanner),
      end: offset(scanner, start + 1),
    });
  }
  const bits: Part & { kind: "bits" } = { kind: "bits", set: NOTHING };
  let hasBits = false;
  let whole: Part | undefined;
  let latest: Part | undefined;
  let negated = false;
  let point = next(scanner);
  if (point === 0x5e && at(scanner, scanner.cursor - 1) === 0x5b) {
    point = next(scanner);
    negated = true;
  }

  for (;;) {
    if (point === 0x5b) {
      latest = parseBrackets(scanner, true);
      whole = join(whole, latest);
      point = peek(scanner);
      continue;
    }
    if (point === 0x26) {
      point = next(scanner);
      if (point === 0x26) {
        const right = parseRightSide(scanner);
        point = peek(scanner);
        if (hasBits) {
          if (whole === undefined) latest = bits;
          whole = join(whole, bits);
          hasBits = false;
        }
        if (right !== undefined) latest = right;
        if (whole === undefined) {
          if (right === undefined) return refuse(scanner, "`&&` has nothing on either side", start);
          whole = right;
        } else if (latest === undefined) {
          noteUntranslatable(scanner, "`&&` has nothing on its right, and Java throws when it matches", start);
        } else whole = { kind: "intersection", left: whole, right: latest };
        continue;
      }
      scanner.cursor--;
    } else if (point === 0) {
      if (scanner.cursor >= scanner.length) refuse(scanner, "the character class is missing its closing `]`", start);
    } else if (point === 0x5d && (whole !== undefined || hasBits)) {
      if (consume) next(scanner);
      scanner.depth--;
      if (hasBits) whole = join(whole, bits);
      const all = whole ?? bits;
      return negated ? { kind: "complement", of: all } : all;
    }
    const member = parseMember(scanner, bits);
    latest = member;
    if (member === undefined) hasBits = true;
    else whole = join(whole, member);
    point = peek(scanner);
  }
}

/** What follows "&&": classes in brackets, or the rest up to "]" or the next "&&" as one class; the cursor stands on the second "&". */
function parseRightSide(scanner: Scanner): Part | undefined {
  let right: Part | undefined;
  let point = next(scanner);
  while (point !== 0x5d && point !== 0x26) {
    if (point === 0x5b) right = join(right, parseBrackets(scanner, true));
    else {
      scanner.cursor--;
      right = join(right, parseBrackets(scanner, false));
    }
    point = peek(scanner);
  }
  return right;
}

/** One character, range, escape or property; undefined if it went into `bits`. */
function parseMember(scanner: Scanner, bits: Part & { kind: "bits" }): Part | undefined {
  const start = scanner.cursor;
  let point = peek(scanner);
  if (point === 0x5c) {
    const letter = nextRaw(scanner);
    if (letter === 0x70 || letter === 0x50) return { kind: "set", set: parseProperty(scanner) };
    const beforeDash = at(scanner, scanner.cursor + 1) === 0x2d;
    scanner.cursor--;
    const escape = parseEscape(scanner, "class", beforeDash);
    if (escape.kind === "set") return escape;
    if (escape.kind === "node") return refuse(scanner, "this escape isn't allowed in a character class", start);
    point = escape.point;
  } else next(scanner);

  if (peek(scanner) === 0x2d) {
    const behindDash = at(scanner, scanner.cursor + 1);
    if (behindDash !== 0x5b && behindDash !== 0x5d) {
      next(scanner);
      const last = rangeEnd(scanner, start);
      if (last < point) refuse(scanner, "the range is out of order", start, "put the smaller character first");
      return { kind: "set", set: rangeSet(scanner, point, last) };
    }
  }
  if (!hasBit(scanner.flags, point)) return { kind: "set", set: singleSet(scanner, point) };
  bits.set = union(bits.set, bitSet(scanner, point));
  return undefined;
}

function rangeEnd(scanner: Scanner, start: number): number {
  const point = peek(scanner);
  if (point !== 0x5c) {
    next(scanner);
    return point;
  }
  const escape = parseEscape(scanner, "rangeEnd", true);
  return escape.kind === "character"
    ? escape.point
    : refuse(
        scanner,
        "a range must end with a character",
        start,
        'put the dash first or last, or write "\\\\-" in JSON',
      );
}
