// In: the tree of a Java pattern. Out: ECMAScript source for the flag `u` that matches the same texts, and the problems in the way.
import { captureFacts, type CaptureFacts } from "./captures.ts";
import { areDisjoint, setSource, type CodePointSet } from "./code-point-set.ts";
import { graphemeSource } from "./grapheme.ts";
import { translatableBehind } from "./look-behind.ts";
import { boundarySource } from "./word-boundary.ts";
import { hasOneOutcome, isAlwaysEmpty, isFreelyEmpty, isLoop, isNullable, triesEmptyLast } from "./study.ts";
import { ProblemFound, UNLIMITED, type RegexNode, type RegexProblem } from "./tree.ts";
import type { UnicodeTables } from "./unicode-tables.ts";

export interface Emitted {
  readonly source: string;
  readonly sticky: boolean;
  /** By Java's group number: the ECMAScript capture, or why its text is not to be relied on. */
  readonly captures: readonly (number | RegexProblem)[];
  readonly problems: readonly RegexProblem[];
}

/** What has been written so far, left to right. */
interface Emission {
  readonly tables: UnicodeTables;
  readonly facts: CaptureFacts;
  readonly problems: RegexProblem[];
  readonly captures: number[];
  readonly anchored: boolean;
  /** The \G that a sticky pattern starts with. */
  readonly leading: ReadonlySet<RegexNode>;
  readonly ancestors: Set<RegexNode>;
  captureCount: number;
  /** Characters of source still allowed. */
  left: number;
  behind: boolean;
  /** Groups that took part whenever the match comes to this place, and groups that may have. */
  certain: Set<number>;
  maybe: Set<number>;
}

/** Counts beyond this make some engines give up or run out of memory. */
const MOST_REPEATS = 100_000;
/** Unicode classes are written out as ranges: a pattern of a thousand of them is a problem, not a text of megabytes. */
const LONGEST_SOURCE = 2_000_000;

/** `anchored`: the pattern must match the whole text (`matches`), else anywhere in it (`find`). */
export function emit(root: RegexNode, groupCount: number, tables: UnicodeTables, anchored: boolean): Emitted {
  const facts = captureFacts(root);
  const groups = Array.from({ length: groupCount }, (_, i) => i + 1);
  const leading = new Set<RegexNode>();
  const sticky = !anchored && leadsWithLastMatch(root, leading);
  const emission: Emission = {
    tables,
    facts,
    problems: [],
    captures: [0],
    anchored,
    leading: sticky ? leading : new Set(),
    ancestors: new Set(),
    captureCount: 0,
    left: LONGEST_SOURCE,
    behind: false,
    certain: new Set(),
    maybe: new Set(groups.filter((group) => facts.leaks(group))),
  };
  const body = emitBody(root, emission);
  return {
    source: anchored ? `^(?:${body})$` : body,
    sticky,
    captures: [0, ...groups.map((group) => facts.problemAtEnd(group) ?? emission.captures[group] ?? 0)],
    problems: emission.problems,
  };
}

function refuse(emission: Emission, node: RegexNode, message: string, hint?: string): string {
  const problem: RegexProblem = { kind: "untranslatable", message, start: node.start, end: node.end };
  emission.problems.push(hint === undefined ? problem : { ...problem, hint });
  return "";
}

/** As the whole content of a group: alternatives need no parentheses of their own. */
function emitBody(node: RegexNode, emission: Emission): string {
  if (node.kind !== "alternation") return emitNode(node, emission);
  const before = { certain: emission.certain, maybe: emission.maybe };
  const maybe = new Set(before.maybe);
  emission.ancestors.add(node);
  const sources = node.alternatives.map((one) => {
    emission.certain = new Set(before.certain);
    emission.maybe = new Set(before.maybe);
    const source = emitNode(one, emission);
    for (const group of emission.maybe) maybe.add(group);
    return source;
  });
  emission.ancestors.delete(node);
  emission.certain = new Set([...before.certain, ...emission.facts.certain(node)]);
  emission.maybe = maybe;
  return sources.join("|");
}

function emitNode(node: RegexNode, emission: Emission): string {
  emission.ancestors.add(node);
  const source = emitInside(node, emission);
  emission.ancestors.delete(node);
  return source;
}

/** Counts a piece of source that does not stem from smaller ones. */
function leaf(source: string, node: RegexNode, emission: Emission): string {
  emission.left -= source.length;
  if (emission.left < 0) {
    throw new ProblemFound({
      kind: "untranslatable",
      message: `its translation is longer than ${LONGEST_SOURCE} characters`,
      start: node.start,
      end: node.end,
    });
  }
  return source;
}

function emitInside(node: RegexNode, emission: Emission): string {
  switch (node.kind) {
    case "set":
      return leaf(setSource(node.set), node, emission);
    case "slice":
      return leaf(node.sets.map(setSource).join(""), node, emission);
    case "sequence":
      return emitSequence(node.items, emission);
    case "alternation":
      return `(?:${emitBody(node, emission)})`;
    case "group":
      return emitGroup(node, emission, emitBody);
    case "look":
      return emitLook(node, emission);
    case "atomic":
      return emitAtomic(node, emission, (inner) => emitBody(node.body, inner), hasOneOutcome(node.body));
    case "quantified":
      return emitQuantified(node, emission);
    case "assertion":
      return emitAssertion(node, emission, undefined, undefined);
    case "lineBreak":
      return "(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])";
    case "grapheme":
      return emission.behind
        ? refuse(emission, node, "`\\X` in a look-behind")
        : emitAtomic(node, emission, () => leaf(graphemeSource(emission.tables), node, emission), false);
    case "backReference":
      return emitReference(node, emission);
    default: {
      const never: never = node;
      return never;
    }
  }
}

function emitSequence(items: readonly RegexNode[], emission: Emission): string {
  let source = "";
  items.forEach((item, i) => {
    const part =
      item.kind === "assertion"
        ? emitAssertion(item, emission, lastSet(items[i - 1]), firstSet(items[i + 1]))
        : emitNode(item, emission);
    // A digit must not lengthen the number of a back reference.
    if (/\\[0-9]+$/.test(source) && /^[0-9]/.test(part)) source += "(?:)";
    source += part;
  });
  return source;
}

/** The set that the node's first character surely comes from, if it surely has one. */
function firstSet(node: RegexNode | undefined): CodePointSet | undefined {
  switch (node?.kind) {
    case "set":
      return node.set;
    case "slice":
      return node.sets[0];
    case "sequence":
      return firstSet(node.items[0]);
    case "group":
      return firstSet(node.body);
    case "quantified":
      return node.min > 0 ? firstSet(node.body) : undefined;
    default:
      return undefined;
  }
}

function lastSet(node: RegexNode | undefined): CodePointSet | undefined {
  switch (node?.kind) {
    case "set":
      return node.set;
    case "slice":
      return node.sets.at(-1);
    case "sequence":
      return lastSet(node.items.at(-1));
    case "group":
      return lastSet(node.body);
    case "quantified":
      return node.min > 0 ? lastSet(node.body) : undefined;
    default:
      return undefined;
  }
}

function emitGroup(
  node: RegexNode & { kind: "group" },
  emission: Emission,
  body: (node: RegexNode, emission: Emission) => string,
): string {
  if (node.capture === 0) return `(?:${body(node.body, emission)})`;
  emission.captures[node.capture] = ++emission.captureCount;
  const source = `(${body(node.body, emission)})`;
  if (!emission.behind) emission.certain.add(node.capture);
  emission.maybe.add(node.capture);
  return source;
}

function emitLook(node: RegexNode & { kind: "look" }, emission: Emission): string {
  const before = { certain: new Set(emission.certain), behind: emission.behind };
  let body = node.body;
  if (node.behind) {
    const behind = translatableBehind(node);
    if ("problem" in behind) {
      emission.problems.push(behind.problem);
      return "";
    }
    body = behind.body;
    emission.behind = true;
  }
  const source = `(?${node.behind ? "<" : ""}${node.negative ? "!" : "="}${emitBody(body, emission)})`;
  emission.behind = before.behind;
  if (node.behind || node.negative) emission.certain = before.certain;
  return source;
}

/** Without the engine's own atomic groups: a look-ahead never gives anything back, and what it captured is then consumed. */
function emitAtomic(
  node: RegexNode,
  emission: Emission,
  body: (emission: Emission) => string,
  isPlain: boolean,
): string {
  if (isPlain) return `(?:${body(emission)})`;
  if (emission.behind)
    return refuse(
      emission,
      node,
      "an atomic group or possessive repetition in a look-behind, which JavaScript matches backwards",
    );
  const capture = ++emission.captureCount;
  return `(?=(${body(emission)}))\\${capture}`;
}

function emitQuantified(node: RegexNode & { kind: "quantified" }, emission: Emission): string {
  const { body, min, max, mode } = node;
  if (min > MOST_REPEATS || (max > MOST_REPEATS && max !== UNLIMITED)) {
    return refuse(emission, node, `a repetition of more than ${MOST_REPEATS} rounds`);
  }
  const nullable = isNullable(body);
  if (nullable && mode !== "possessive" && body.kind === "group") {
    if (!triesEmptyLast(body) && (mode === "greedy" ? max > 0 : min > 0)) {
      return refuse(
        emission,
        node,
        "a repetition that tries the empty string before a longer one: JavaScript discards empty rounds, Java doesn't",
        "make the repeated part match at least one character",
      );
    }
    if (isLoop(node) && min > 1 && !isFreelyEmpty(body)) {
      return refuse(
        emission,
        node,
        "a counted repetition with rounds that are empty only in some places: Java stops at the first empty round, JavaScript keeps counting",
        "make the repeated part match at least one character",
      );
    }
    if (isLoop(node) && refersInside(body, new Set(emission.facts.inside(body)))) {
      return refuse(emission, node, "a repetition that can be empty and has back references to its own groups");
    }
  }
  const before = new Set(emission.certain);
  for (const group of max > 1 ? emission.facts.inside(body) : []) emission.maybe.add(group);
  const possessive = mode === "possessive";
  const source =
    possessive && !(hasOneOutcome(body) && min === max)
      ? emitAtomic(node, emission, (inner) => emitRounds(node, inner), false)
      : emitRounds(node, emission);
  if (min === 0) emission.certain = before;
  return source;
}

function emitRounds(node: RegexNode & { kind: "quantified" }, emission: Emission): string {
  const { body, min, max, mode } = node;
  const suffix = quantifierSource(isAlwaysEmpty(body) ? Math.min(min, 1) : min, max) + (mode === "lazy" ? "?" : "");
  // Java commits to each round of these before it tries the next.
  const commits =
    mode === "possessive"
      ? !hasOneOutcome(body) && (min > 1 || (isNullable(body) && !triesEmptyLast(body)))
      : !hasOneOutcome(body) && max > 1 && !isLoop(node);
  if (body.kind === "lineBreak") return `(?:\\r\\n|(?!\\r\\n)[\\n-\\r\\x85\\u2028\\u2029])${suffix}`;
  if (body.kind === "set") return emitNode(body, emission) + suffix;
  if (body.kind !== "group") return `(?:${emitNode(body, emission)})${suffix}`;
  if (!commits) return emitNode(body, emission) + suffix;
  const round = (inner: RegexNode): string => emitAtomic(inner, emission, () => emitBody(inner, emission), false);
  emission.ancestors.add(body);
  const source = emitGroup(body, emission, round);
  emission.ancestors.delete(body);
  return source + suffix;
}

function quantifierSource(min: number, max: number): string {
  if (max === UNLIMITED) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function refersInside(node: RegexNode, groups: ReadonlySet<number>): boolean {
  switch (node.kind) {
    case "backReference":
      return groups.has(node.group);
    case "sequence":
      return node.items.some((item) => refersInside(item, groups));
    case "alternation":
      return node.alternatives.some((one) => refersInside(one, groups));
    case "group":
    case "atomic":
    case "look":
    case "quantified":
      return refersInside(node.body, groups);
    default:
      return false;
  }
}

function emitAssertion(
  node: RegexNode & { kind: "assertion" },
  emission: Emission,
  before: CodePointSet | undefined,
  behind: CodePointSet | undefined,
): string {
  switch (node.which) {
    case "begin":
      return "^";
    case "end":
      return "$";
    case "caret":
      return "(?<=^|[\\n\\x85\\u2028\\u2029]|\\r(?!\\n))(?!$)";
    case "unixCaret":
      return "(?<=^|\\n)(?!$)";
    case "dollar":
      return "(?=(?:\\r\\n?|(?<!\\r)\\n|[\\x85\\u2028\\u2029])?$)";
    case "multilineDollar":
      return "(?=$|[\\r\\x85\\u2028\\u2029]|(?<!\\r)\\n)";
    case "unixDollar":
      return "(?=\\n?$)";
    case "unixMultilineDollar":
      return "(?=$|\\n)";
    case "lastMatch":
      if (emission.anchored) return "^";
      if (emission.leading.has(node)) return "";
      return refuse(
        emission,
        node,
        "`\\G` anywhere but at the start of every alternative",
        "put `\\G` first in the pattern",
      );
    case "boundary":
    case "notBoundary":
    case "unicodeBoundary":
    case "notUnicodeBoundary":
      return leaf(boundarySource(emission.tables, node.which, before, behind), node, emission);
    default: {
      const never: never = node.which;
      return never;
    }
  }
}

/** Whether every way into the node starts with \G; collects those. */
function leadsWithLastMatch(node: RegexNode | undefined, found: Set<RegexNode>): boolean {
  switch (node?.kind) {
    case "assertion":
      if (node.which !== "lastMatch") return false;
      found.add(node);
      return true;
    case "sequence":
      return leadsWithLastMatch(node.items[0], found);
    case "group":
      return leadsWithLastMatch(node.body, found);
    case "alternation":
      return node.alternatives.every((one) => leadsWithLastMatch(one, found));
    default:
      return false;
  }
}

function emitReference(node: RegexNode & { kind: "backReference" }, emission: Emission): string {
  const { group } = node;
  if (!emission.certain.has(group)) {
    if (!emission.maybe.has(group)) return "(?!)";
    return refuse(
      emission,
      node,
      `group ${group} may not have matched at this back reference, which then fails in Java but matches the empty string in JavaScript`,
      "make every way to the back reference go through the group",
    );
  }
  const problem = emission.facts.problemBehind(group, emission.ancestors, node);
  if (problem !== undefined) {
    emission.problems.push(problem);
    return "";
  }
  if (node.ignoreCase && !isCaseless(emission.facts.node(group), node.unicodeCase, emission.tables)) {
    return refuse(
      emission,
      node,
      "a case-insensitive back reference",
      "capture only characters without case, or turn off (?i) before the back reference",
    );
  }
  return `\\${emission.captures[group] ?? 0}`;
}

/** Whether nothing that the node can match changes with its case. */
function isCaseless(node: RegexNode | undefined, unicodeCase: boolean, tables: UnicodeTables): boolean {
  const caseless = (set: CodePointSet): boolean =>
    areDisjoint(set, unicodeCase ? tables.cased() : [0x41, 0x5a, 0x61, 0x7a]);
  switch (node?.kind) {
    case "set":
      return caseless(node.set);
    case "slice":
      return node.sets.every(caseless);
    case "sequence":
      return node.items.every((item) => isCaseless(item, unicodeCase, tables));
    case "alternation":
      return node.alternatives.every((one) => isCaseless(one, unicodeCase, tables));
    case "group":
    case "atomic":
    case "quantified":
      return isCaseless(node.body, unicodeCase, tables);
    case "look":
    case "assertion":
    case "lineBreak":
      return true;
    default:
      return false;
  }
}
