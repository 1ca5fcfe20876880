// In: a Java pattern and its use. Out: the repetition that can take exponential time on a text that fails to match, if there is one.
import { areDisjoint, EVERYTHING, union, type CodePointSet } from "./code-point-set.ts";
import { parsePattern } from "./parse.ts";
import { ProblemFound, UNLIMITED, type RegexNode } from "./tree.ts";
import { createUnicodeTables } from "./unicode-tables.ts";

export interface ExponentialFinding {
  readonly message: string;
  /** UTF-16 offsets of the repetition in the pattern. */
  readonly start: number;
  readonly end: number;
  readonly hint: string;
}

/** More characters in a pattern than this, or more steps, and it is passed over: the warning must stay cheap. */
const MOST_POSITIONS = 300;
const MOST_STEPS = 300_000;
/** A counted repetition counts as unlimited from so many rounds on, or inside one that is unlimited. */
const LONG_REPETITION = 25;
/** So does one in which there are so many choices, in bits: about a million ways to try. */
const MANY_CHOICES = 20;
/** The choices that an unlimited repetition adds to each round of a counted one, in bits. */
const UNLIMITED_CHOICES = 5;

/**
 * Looks for a repetition in which one text can be matched in two ways, which a backtracking engine tries one after the
 * other, twice as many with each round. It reads the pattern as an automaton: characters are states, and two different
 * ways round from a state to itself for the same text are the finding. Look-arounds count as empty, atomic groups as one
 * character. Undefined: none found, or the pattern has problems or is too large.
 */
export function findCatastrophicBacktracking(
  pattern: string,
  options: { readonly use: "find" | "matches" } = { use: "find" },
): ExponentialFinding | undefined {
  let root: RegexNode;
  try {
    root = parsePattern(pattern, createUnicodeTables()).root;
  } catch (error) {
    if (error instanceof ProblemFound || error instanceof RangeError) return undefined;
    throw error;
  }
  const pending: { readonly node: RegexNode; readonly canFail: boolean }[] = [
    { node: root, canFail: options.use === "matches" },
  ];
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    const automaton: Automaton = { sets: [], loops: [], edges: [], fails: [], asides: [] };
    build(part.node, automaton, undefined, part.canFail);
    const loop = automaton.sets.length > MOST_POSITIONS ? undefined : ambiguousLoop(automaton);
    if (loop !== undefined) {
      return {
        message: "This repetition can match the same text in many ways; a non-matching text can take exponential time.",
        start: loop.start,
        end: loop.end,
        hint: "Make its alternatives and rounds start with different characters, or make it possessive (as in `*+`).",
      };
    }
    pending.push(...automaton.asides.map((node) => ({ node, canFail: true })));
  }
  return undefined;
}

interface Automaton {
  /** By position: the characters it takes, the outermost repetition around it, and whether something behind that can fail. */
  readonly sets: CodePointSet[];
  readonly loops: (RegexNode | undefined)[];
  readonly fails: boolean[];
  /** From a position, the positions that can follow, once for each way. */
  readonly edges: Map<number, number>[];
  /** Bodies that are matched on their own. */
  readonly asides: RegexNode[];
}

interface Piece {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const EMPTY: Piece = { nullable: true, first: [], last: [] };

function build(node: RegexNode, automaton: Automaton, loop: RegexNode | undefined, canFail: boolean): Piece {
  if (automaton.sets.length > MOST_POSITIONS) return EMPTY;
  switch (node.kind) {
    case "set":
      return position(automaton, node.set, loop, canFail);
    case "slice":
      return node.sets.reduce<Piece>(
        (piece, set) => follow(automaton, piece, position(automaton, set, loop, canFail)),
        EMPTY,
      );
    case "sequence": {
      const failsBehind = node.items.map((_, i) => canFail || node.items.slice(i + 1).some(asksSomething));
      return node.items.reduce<Piece>(
        (piece, item, i) => follow(automaton, piece, build(item, automaton, loop, failsBehind[i] ?? canFail)),
        EMPTY,
      );
    }
    case "alternation": {
      const pieces = node.alternatives.map((one) => build(one, automaton, loop, canFail));
      return {
        nullable: pieces.some((piece) => piece.nullable),
        first: pieces.flatMap((piece) => piece.first),
        last: pieces.flatMap((piece) => piece.last),
      };
    }
    case "group":
      return build(node.body, automaton, loop, canFail);
    case "look":
      automaton.asides.push(node.body);
      return EMPTY;
    case "atomic":
      automaton.asides.push(node.body);
      return position(automaton, charactersOf(node.body), loop, canFail);
    case "quantified":
      return buildRepetition(node, automaton, loop, canFail);
    case "assertion":
      return EMPTY;
    case "lineBreak":
      return position(automaton, [0x0a, 0x0d, 0x85, 0x85, 0x2028, 0x2029], loop, canFail);
    case "grapheme":
    case "backReference":
      return position(automaton, EVERYTHING, loop, canFail);
    default: {
      const never: never = node;
      return never;
    }
  }
}

function buildRepetition(
  node: RegexNode & { kind: "quantified" },
  automaton: Automaton,
  loop: RegexNode | undefined,
  canFail: boolean,
): Piece {
  const { body, min, max, mode } = node;
  if (max === 0) return EMPTY;
  if (mode === "possessive") {
    automaton.asides.push(body);
    const piece = position(automaton, charactersOf(body), loop, canFail);
    return { ...piece, nullable: min === 0 };
  }
  const isFlexible = max > min || lengthOf(body) === undefined;
  const isLong = max >= LONG_REPETITION || loop !== undefined || choicesOf(node) >= MANY_CHOICES;
  const repeats = max === UNLIMITED || (max > 1 && isFlexible && isLong);
  const inner = repeats ? (loop ?? node) : loop;
  // A fixed number of rounds is written out, a few stand for many.
  const copies = Math.max(1, Math.min(min, repeats ? 1 : 3));
  let piece = EMPTY;
  for (let i = 0; i < copies; i++) {
    const round = build(body, automaton, inner, canFail);
    piece = i === 0 ? round : follow(automaton, piece, round);
  }
  if (repeats) connect(automaton, piece.last, piece.first);
  // Any of the rounds that must come can be the empty one: another way to the same text.
  if (repeats && piece.nullable && min > 1) connect(automaton, piece.last, piece.first);
  return { ...piece, nullable: piece.nullable || min === 0 };
}

/** How many ways there can be to match a node, at most, in bits. */
function choicesOf(node: RegexNode): number {
  switch (node.kind) {
    case "sequence":
      return node.items.reduce((sum, item) => sum + choicesOf(item), 0);
    case "alternation":
      return Math.log2(node.alternatives.length) + Math.max(...node.alternatives.map(choicesOf));
    case "group":
      return choicesOf(node.body);
    case "quantified": {
      const { body, min, max } = node;
      if (max === UNLIMITED) return UNLIMITED_CHOICES + choicesOf(body);
      return Math.log2(max - min + 1) + max * choicesOf(body);
    }
    default:
      return 0;
  }
}

/** The number of characters that a node takes; undefined where that depends on the text. */
function lengthOf(node: RegexNode): number | undefined {
  switch (node.kind) {
    case "set":
      return 1;
    case "slice":
      return node.sets.length;
    case "sequence": {
      const lengths = node.items.map(lengthOf);
      return lengths.every((length) => length !== undefined) ? lengths.reduce((sum, one) => sum + one, 0) : undefined;
    }
    case "alternation": {
      const [first, ...others] = node.alternatives.map(lengthOf);
      return others.every((length) => length === first) ? first : undefined;
    }
    case "group":
    case "atomic":
      return lengthOf(node.body);
    case "look":
    case "assertion":
      return 0;
    case "quantified": {
      const length = node.min === node.max ? lengthOf(node.body) : undefined;
      return length === undefined ? undefined : length * node.min;
    }
    default:
      return undefined;
  }
}

function position(automaton: Automaton, set: CodePointSet, loop: RegexNode | undefined, canFail: boolean): Piece {
  const index = automaton.sets.length;
  automaton.sets.push(set);
  automaton.loops.push(loop);
  automaton.fails.push(canFail);
  automaton.edges.push(new Map());
  return { nullable: false, first: [index], last: [index] };
}

function follow(automaton: Automaton, left: Piece, right: Piece): Piece {
  connect(automaton, left.last, right.first);
  return {
    nullable: left.nullable && right.nullable,
    first: left.nullable ? [...left.first, ...right.first] : left.first,
    last: right.nullable ? [...left.last, ...right.last] : right.last,
  };
}

function connect(automaton: Automaton, from: readonly number[], to: readonly number[]): void {
  for (const source of from) {
    const edges = automaton.edges[source];
    for (const target of to) edges?.set(target, (edges.get(target) ?? 0) + 1);
  }
}

/** Whether the node asks something of the text, so that a match can fail there. */
function asksSomething(node: RegexNode): boolean {
  switch (node.kind) {
    case "slice":
      return node.sets.length > 0;
    case "sequence":
      return node.items.some(asksSomething);
    case "alternation":
      return node.alternatives.every(asksSomething);
    case "group":
    case "atomic":
      return asksSomething(node.body);
    case "quantified":
      return node.min > 0 && asksSomething(node.body);
    default:
      return true;
  }
}

function charactersOf(node: RegexNode): CodePointSet {
  switch (node.kind) {
    case "set":
      return node.set;
    case "slice":
      return union(...node.sets);
    case "sequence":
      return union(...node.items.map(charactersOf));
    case "alternation":
      return union(...node.alternatives.map(charactersOf));
    case "group":
    case "atomic":
    case "quantified":
      return charactersOf(node.body);
    case "look":
    case "assertion":
      return [];
    default:
      return EVERYTHING;
  }
}

/** The repetition around a position from which two ways for one text lead back to it. */
function ambiguousLoop(automaton: Automaton): RegexNode | undefined {
  const { sets, edges, loops, fails } = automaton;
  const size = sets.length;
  const overlaps = new Map<number, boolean>();
  const overlap = (a: number, b: number): boolean => {
    const key = Math.min(a, b) * size + Math.max(a, b);
    let known = overlaps.get(key);
    if (known === undefined) {
      known = !areDisjoint(sets[a] ?? [], sets[b] ?? []);
      overlaps.set(key, known);
    }
    return known;
  };
  let steps = 0;
  for (let start = 0; start < size; start++) {
    const loop = loops[start];
    if (loop === undefined || fails[start] !== true) continue;
    // Pairs of positions that one text leads to from (start, start), each with whether the two ways have parted yet.
    const seen = new Set<number>();
    const queue: [number, number, boolean][] = [[start, start, false]];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [a, b, parted] = next;
      for (const [toA, waysA] of edges[a] ?? []) {
        for (const [toB] of edges[b] ?? []) {
          if (++steps > MOST_STEPS) return undefined;
          if (loops[toA] !== loop || loops[toB] !== loop || !overlap(toA, toB)) continue;
          const nowParted = parted || toA !== toB || (a === b && waysA > 1);
          if (nowParted && toA === start && toB === start) return loop;
          const key = (toA * size + toB) * 2 + (nowParted ? 1 : 0);
          if (seen.has(key)) continue;
          seen.add(key);
          queue.push([toA, toB, nowParted]);
        }
      }
    }
  }
  return undefined;
}
