// In: a Java pattern. Out: how the steps of a search for all its matches grow with the length of the text, at most.
import { areDisjoint, union, type CodePointSet } from "./code-point-set.ts";
import { parsePattern } from "./parse.ts";
import { ProblemFound, UNLIMITED, type RegexNode } from "./tree.ts";
import { createUnicodeTables } from "./unicode-tables.ts";

/** About `factor * length ** degree`. */
export interface SearchCost {
  readonly factor: number;
  readonly degree: number;
}

/** What a backtracking engine does at one place: the ways in which the node can match there, and the steps to try them all. */
interface Effort {
  readonly ways: SearchCost;
  readonly steps: SearchCost;
}

const ONE: SearchCost = { factor: 1, degree: 0 };
const LENGTH: SearchCost = { factor: 1, degree: 1 };
const PLAIN: Effort = { ways: ONE, steps: ONE };
/** A repetition with a higher limit counts as one without. */
const MANY_ROUNDS = 1000;
/** A repetition of something that can match in several ways is only counted out up to so many rounds. */
const COUNTED_ROUNDS = 3;

/**
 * The steps of a search with `replaceAll`, on any text. It counts what can be seen easily, and generously; undefined where that is
 * nothing, as for repetitions of what can match in several ways.
 */
export function searchCost(pattern: string): SearchCost | undefined {
  let root: RegexNode;
  try {
    root = parsePattern(pattern, createUnicodeTables()).root;
  } catch (error) {
    if (error instanceof ProblemFound || error instanceof RangeError) return undefined;
    throw error;
  }
  if (isAnchored(root)) {
    const effort = effortOf(root);
    return effort === undefined ? undefined : plus(effort.steps, LENGTH);
  }
  const steps = stepsAtEnd(root);
  return steps === undefined ? undefined : times(steps, LENGTH);
}

function times(a: SearchCost, b: SearchCost): SearchCost {
  return { factor: a.factor * b.factor, degree: a.degree + b.degree };
}

function plus(a: SearchCost, b: SearchCost): SearchCost {
  return { factor: a.factor + b.factor, degree: Math.max(a.degree, b.degree) };
}

/** Whether it fails at once everywhere but at one place. */
function isAnchored(node: RegexNode): boolean {
  if (node.kind === "group") return isAnchored(node.body);
  if (node.kind === "sequence") return node.items[0] !== undefined && isAnchored(node.items[0]);
  return node.kind === "assertion" && (node.which === "begin" || node.which === "lastMatch");
}

function effortOf(node: RegexNode): Effort | undefined {
  switch (node.kind) {
    case "set":
    case "assertion":
      return PLAIN;
    case "slice":
      return { ways: ONE, steps: { factor: Math.max(1, node.sets.length), degree: 0 } };
    case "lineBreak":
      return { ways: { factor: 2, degree: 0 }, steps: { factor: 2, degree: 0 } };
    case "backReference":
      return { ways: ONE, steps: LENGTH };
    case "group":
      return effortOf(node.body);
    case "look":
    case "atomic": {
      const body = effortOf(node.body);
      return body && { ways: ONE, steps: body.steps };
    }
    case "sequence":
      return effortOfAll(node.items);
    case "alternation": {
      const all = node.alternatives.map(effortOf);
      if (!all.every((one) => one !== undefined)) return undefined;
      const steps = all.map((one) => one.steps).reduce(plus);
      const ways = all.map((one) => one.ways);
      return { ways: startApart(node.alternatives) ? ways.reduce(larger) : ways.reduce(plus), steps };
    }
    case "quantified":
      return effortOfRounds(node);
    case "grapheme":
      return undefined;
    default:
      return node satisfies never;
  }
}

function larger(a: SearchCost, b: SearchCost): SearchCost {
  return { factor: Math.max(a.factor, b.factor), degree: Math.max(a.degree, b.degree) };
}

function effortOfAll(items: readonly RegexNode[]): Effort | undefined {
  let effort = PLAIN;
  for (const item of items) {
    const next = effortOf(item);
    if (next === undefined) return undefined;
    effort = { ways: times(effort.ways, next.ways), steps: plus(effort.steps, times(effort.ways, next.steps)) };
  }
  return effort;
}

function effortOfRounds({ body: repeated, min, max, mode }: RegexNode & { kind: "quantified" }): Effort | undefined {
  const body = effortOf(repeated);
  if (body === undefined) return undefined;
  const rounds: SearchCost = max === UNLIMITED || max > MANY_ROUNDS ? LENGTH : { factor: Math.max(1, max), degree: 0 };
  const steps = times(rounds, body.steps);
  if (mode === "possessive") return { ways: ONE, steps };
  if (body.ways.factor === 1 && body.ways.degree === 0) {
    return { ways: rounds.degree > 0 ? rounds : { factor: max - min + 1, degree: 0 }, steps };
  }
  if (max > COUNTED_ROUNDS) return undefined;
  let effort = PLAIN;
  for (let round = 0; round < max; round++) {
    effort = {
      ways: times(effort.ways, plus(body.ways, ONE)),
      steps: plus(effort.steps, times(effort.ways, body.steps)),
    };
  }
  return effort;
}

/** The steps where nothing follows that can fail: a repetition of characters then takes what it can once, and the search goes on behind it. */
function stepsAtEnd(node: RegexNode): SearchCost | undefined {
  switch (node.kind) {
    case "group":
      return stepsAtEnd(node.body);
    case "alternation": {
      const all = node.alternatives.map(stepsAtEnd);
      return all.every((one) => one !== undefined) ? all.reduce(plus) : undefined;
    }
    case "sequence": {
      const before = effortOfAll(node.items.slice(0, -1));
      const last = node.items.at(-1);
      const end = last === undefined ? ONE : stepsAtEnd(last);
      return before && end && plus(before.steps, times(before.ways, end));
    }
    case "quantified":
      if (node.body.kind === "set") return { factor: Math.max(1, node.min), degree: 0 };
      return effortOf(node)?.steps;
    default:
      return effortOf(node)?.steps;
  }
}

/** Whether at one place at most one of them can match. */
function startApart(nodes: readonly RegexNode[]): boolean {
  let taken: CodePointSet = [];
  for (const node of nodes) {
    const first = firstOf(node);
    if (first === undefined || !areDisjoint(taken, first)) return false;
    taken = union(taken, first);
  }
  return true;
}

/** The characters with which every match starts; undefined where that is not seen at once. */
function firstOf(node: RegexNode): CodePointSet | undefined {
  switch (node.kind) {
    case "set":
      return node.set;
    case "slice":
      return node.sets[0];
    case "sequence":
      return node.items[0] && firstOf(node.items[0]);
    case "group":
      return firstOf(node.body);
    case "quantified":
      return node.min > 0 ? firstOf(node.body) : undefined;
    default:
      return undefined;
  }
}
