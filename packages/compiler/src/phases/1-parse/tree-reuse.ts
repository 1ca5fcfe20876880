// In: what was read from an earlier text, and the text as it is now. Out: the pieces of that reading that stand in the new text unchanged.
import type { Span } from "../../source/span.ts";
import { skipSpace } from "./recovery.ts";
import { shiftedMember, shiftedNode } from "./shifted.ts";
import type { JsonNode, MemberNode } from "./tree.ts";

/** What the fast reader made of a text. */
export interface ParseResult {
  readonly text: string;
  readonly tree: JsonNode;
  /** Where something was found to be wrong, in order; what holds such a place is read again. */
  readonly faults: readonly number[];
  /** No list or object lies deeper than this. */
  readonly deepest: number;
}

/** A row of parts of one list or object of the earlier text, and one of them. */
interface Place {
  readonly parts: readonly (MemberNode | JsonNode)[];
  readonly depth: number;
  readonly index: number;
}

export interface TreeReuse {
  /** The part that starts at an offset of the new text, if it is there unchanged: a member, or a list or object of a list. */
  memberAt(offset: number, depth: number): MemberNode | undefined;
  nodeAt(offset: number, depth: number): JsonNode | undefined;
  /** At least the depth of everything that was taken over. */
  readonly deepest: number;
}

export function createTreeReuse(earlier: ParseResult, text: string, maxDepth: number): TreeReuse {
  const before = commonStart(earlier.text, text);
  const behind = text.length - commonEnd(earlier.text, text, before);
  const delta = text.length - earlier.text.length;
  let deepest = 0;
  let place: Place | undefined;

  const partAt = (
    offset: number,
    depth: number,
  ): { readonly part: MemberNode | JsonNode; readonly moved: number } | undefined => {
    const moved = offset >= behind ? delta : 0;
    if (moved === 0 && offset >= before && offset < behind) return undefined;
    const at = offset - moved;
    const next = place?.parts[place.index + 1];
    place =
      place !== undefined && next !== undefined && next.span.start === at
        ? { ...place, index: place.index + 1 }
        : find(earlier.tree, at);
    const part = place?.parts[place.index];
    if (place === undefined || part === undefined) return undefined;
    const { start, end } = part.span;
    // What follows it was looked at to read it: a colon would have made a value a key.
    if (offset < behind && (end >= before || skipSpace(text, end) >= before)) return undefined;
    if (holdsFault(earlier.faults, start, end)) return undefined;
    const reach = earlier.deepest + Math.max(0, depth - place.depth);
    if (reach > maxDepth) return undefined;
    deepest = Math.max(deepest, reach);
    return { part, moved };
  };

  return {
    memberAt(offset, depth) {
      const found = partAt(offset, depth);
      return found !== undefined && "key" in found.part ? shiftedMember(found.part, found.moved) : undefined;
    },
    nodeAt(offset, depth) {
      const found = partAt(offset, depth);
      return found !== undefined && !("key" in found.part) ? shiftedNode(found.part, found.moved) : undefined;
    },
    get deepest() {
      return deepest;
    },
  };
}

/** Texts are compared in pieces of this length first, which is quicker than unit by unit. */
const PIECE = 4_096;

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i + PIECE <= most && a.slice(i, i + PIECE) === b.slice(i, i + PIECE)) i += PIECE;
  while (i < most && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

/** How long the end is that both have, which does not reach into their common start. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  const piece = (text: string, behind: number): string =>
    text.slice(text.length - behind - PIECE, text.length - behind);
  let i = 0;
  while (i + PIECE <= most && piece(a, i) === piece(b, i)) i += PIECE;
  while (i < most && a.charCodeAt(a.length - 1 - i) === b.charCodeAt(b.length - 1 - i)) i++;
  return i;
}

/** The part that starts exactly at an offset: the outermost one, or the value of a member. */
function find(root: JsonNode, offset: number): Place | undefined {
  let node = root;
  for (let depth = 1; ; depth++) {
    if (node.kind !== "array" && node.kind !== "object") return undefined;
    const parts: readonly (MemberNode | JsonNode)[] = node.kind === "array" ? node.items : node.members;
    const index = lastStartingBy(parts, offset);
    const part = parts[index];
    if (part === undefined || part.span.end < offset) return undefined;
    if (part.span.start === offset) return { parts, depth, index };
    if (!("key" in part)) node = part;
    else if (part.value.span.start === offset) return { parts: [part.value], depth, index: 0 };
    else node = part.value;
  }
}

/** The index of the last part that starts at an offset or before it; -1: none does. */
export function lastStartingBy(parts: readonly { readonly span: Span }[], offset: number): number {
  let low = -1;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function holdsFault(faults: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = faults.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((faults[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low < faults.length && (faults[low] ?? 0) <= end;
}
