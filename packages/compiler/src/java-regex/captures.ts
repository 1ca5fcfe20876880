// In: a tree. Out: which groups certainly took part where, and for which groups Java's captured text can differ from ECMAScript's.
import { isLoop, isNullable } from "./study.ts";
import type { RegexNode, RegexProblem, Span } from "./tree.ts";

export interface CaptureFacts {
  /** The groups that have a value whenever the node has matched. */
  readonly certain: (node: RegexNode) => ReadonlySet<number>;
  /** All groups that stand in the node. */
  readonly inside: (node: RegexNode) => readonly number[];
  /** Why a back reference at a place below `common` cannot rely on the group's text; undefined if it can. */
  readonly problemBehind: (group: number, common: ReadonlySet<RegexNode>, span: Span) => RegexProblem | undefined;
  /** Why the group's text is not known when the whole pattern has matched; undefined if it is. */
  readonly problemAtEnd: (group: number) => RegexProblem | undefined;
  /** Whether a failed attempt can leave a value in the group. */
  readonly leaks: (group: number) => boolean;
  readonly node: (group: number) => (RegexNode & { kind: "group" }) | undefined;
}

interface GroupLocation {
  readonly node: RegexNode & { kind: "group" };
  /** From the root down to the group's parent. */
  readonly path: readonly RegexNode[];
}

export function captureFacts(root: RegexNode): CaptureFacts {
  const certain = new Map<RegexNode, ReadonlySet<number>>();
  const places = new Map<number, GroupLocation>();
  collect(root, [], certain, places);
  const certainIn = (node: RegexNode): ReadonlySet<number> => certain.get(node) ?? NONE;

  const problem = (place: GroupLocation, path: readonly RegexNode[], span: Span): RegexProblem | undefined => {
    const because = (message: string): RegexProblem => ({
      kind: "untranslatable",
      message: `group ${place.node.capture} can capture another text here than in Java: ${message}`,
      start: span.start,
      end: span.end,
    });
    if (path.some((node) => node.kind === "look" && node.behind))
      return because("it is in a look-behind, which Java matches forwards");
    const leak = path.findLastIndex((node) => isLeak(node, place.node));
    if (path.slice(0, Math.max(leak, 0)).some(isRepeated))
      return because(
        "it is in a repeated look-around, atomic group or possessive repetition, where Java keeps what abandoned rounds captured",
      );
    const leaking = path[leak];
    if (leaking?.kind === "quantified" && leaking.mode !== "possessive" && leaking.min !== leaking.max) {
      return because("it is in a repetition in which Java backtracks without undoing captures");
    }
    for (const node of path) {
      if (!isRepeated(node)) continue;
      if (!certainIn(node.body).has(place.node.capture))
        return because(
          "a round of the repetition around it can skip it, and Java then keeps what an earlier round captured",
        );
      if (isNullable(node.body))
        return because(
          "the last round of the repetition around it can be empty, and Java then captures the empty string",
        );
    }
    return undefined;
  };

  return {
    certain: certainIn,
    inside: (node) => groupsInside(node),
    node: (group) => places.get(group)?.node,
    leaks: (group) => {
      const place = places.get(group);
      return place !== undefined && place.path.some((node) => isLeak(node, place.node));
    },
    problemBehind: (group, common, span) => {
      const place = places.get(group);
      return place === undefined
        ? undefined
        : problem(
            place,
            place.path.filter((node) => !common.has(node)),
            span,
          );
    },
    problemAtEnd: (group) => {
      const place = places.get(group);
      if (place === undefined) return undefined;
      const found = problem(place, place.path, place.node);
      if (found !== undefined) return found;
      if (!place.path.some((node) => isLeak(node, place.node)) || certainIn(root).has(group)) return undefined;
      return {
        kind: "untranslatable",
        message: `group ${group} can capture another text here than in Java: a failed attempt can leave text in it`,
        start: place.node.start,
        end: place.node.end,
      };
    },
  };
}

const NONE: ReadonlySet<number> = new Set();

function isRepeated(node: RegexNode): node is RegexNode & { kind: "quantified" } {
  return node.kind === "quantified" && node.max > 1;
}

/** Constructs that Java matches on the side: when the match goes on and fails behind them, captures made in them stay. */
function isLeak(node: RegexNode, group: RegexNode): boolean {
  if (node.kind === "atomic" || node.kind === "look") return true;
  if (node.kind !== "quantified") return false;
  if (node.mode === "possessive") return true;
  if (node.body.kind !== "group") return true;
  return node.body !== group && !(node.min === 0 && node.max === 1) && !isLoop(node);
}

function groupsInside(node: RegexNode): readonly number[] {
  switch (node.kind) {
    case "group":
      return node.capture > 0 ? [node.capture, ...groupsInside(node.body)] : groupsInside(node.body);
    case "look":
    case "atomic":
    case "quantified":
      return groupsInside(node.body);
    case "sequence":
      return node.items.flatMap(groupsInside);
    case "alternation":
      return node.alternatives.flatMap(groupsInside);
    default:
      return [];
  }
}

function collect(
  node: RegexNode,
  path: readonly RegexNode[],
  certain: Map<RegexNode, ReadonlySet<number>>,
  places: Map<number, GroupLocation>,
): ReadonlySet<number> {
  const below = (child: RegexNode): ReadonlySet<number> => collect(child, [...path, node], certain, places);
  const found = ((): ReadonlySet<number> => {
    switch (node.kind) {
      case "group": {
        const body = below(node.body);
        if (node.capture === 0) return body;
        places.set(node.capture, { node, path });
        return new Set([node.capture, ...body]);
      }
      case "atomic":
        return below(node.body);
      case "look": {
        const body = below(node.body);
        return node.negative ? NONE : body;
      }
      case "quantified": {
        const body = below(node.body);
        return node.min > 0 ? body : NONE;
      }
      case "sequence": {
        const sets = node.items.map(below).filter((set) => set.size > 0);
        return sets.length <= 1 ? (sets[0] ?? NONE) : new Set(sets.flatMap((set) => [...set]));
      }
      case "alternation": {
        const [first = NONE, ...others] = node.alternatives.map(below);
        return first.size === 0 ? NONE : new Set([...first].filter((group) => others.every((set) => set.has(group))));
      }
      default:
        return NONE;
    }
  })();
  if (found.size > 0) certain.set(node, found);
  return found;
}
