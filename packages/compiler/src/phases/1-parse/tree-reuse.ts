// In: a previous text as it was parsed, and the text now. Out: the parts of the previous tree that the text still has, unchanged.
import type { Span } from "../../source/span.ts";
import { skipSpace } from "./recovery.ts";
import { shiftedMember, shiftedNode } from "./shifted.ts";
import type { JsonNode, MemberNode } from "./tree.ts";

/** What the fast reader made of a text. */
export interface ParseResult {
  readonly text: string;
  readonly tree: JsonNode;
  /** The offsets of syntax errors, in order; parts that contain one are parsed again. */
  readonly faults: readonly number[];
  /** The depth of the deepest list or object, or more. */
  readonly deepest: number;
}

/** A part of a list or object of the previous tree, with its siblings. */
interface Cursor {
  readonly parts: readonly (MemberNode | JsonNode)[];
  readonly depth: number;
  readonly index: number;
}

export interface TreeReuse {
  /** The member that starts at an offset of the new text, if it is unchanged. */
  memberAt(offset: number, depth: number): MemberNode | undefined;
  /** The list or object that starts at an offset of the new text, if it is unchanged. */
  nodeAt(offset: number, depth: number): JsonNode | undefined;
  /** The depth of the deepest list or object that was reused, or more. */
  readonly deepest: number;
}

/** Compares the texts from both ends: everything in their common start and end can be reused. */
export function createTreeReuse(previous: ParseResult, text: string, maxDepth: number): TreeReuse {
  const changeStart = commonStart(previous.text, text);
  const changeEnd = text.length - commonEnd(previous.text, text, changeStart);
  const delta = text.length - previous.text.length;
  let deepest = 0;
  let cursor: Cursor | undefined;

  const partAt = (
    offset: number,
    depth: number,
  ): { readonly part: MemberNode | JsonNode; readonly moved: number } | undefined => {
    const isAfter = offset >= changeEnd;
    const moved = isAfter ? delta : 0;
    if (moved === 0 && offset >= changeStart && !isAfter) return undefined;
    cursor = cursorAt(previous.tree, offset - moved, cursor);
    const part = cursor?.parts[cursor.index];
    if (cursor === undefined || part === undefined) return undefined;
    const { start, end } = part.span;
    // What comes after a part decides how it is parsed too: a colon after a string would make it a key.
    if (!isAfter && (end >= changeStart || skipSpace(text, end) >= changeStart)) return undefined;
    if (hasFault(previous.faults, start, end)) return undefined;
    const reach = previous.deepest + Math.max(0, depth - cursor.depth);
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

/** The part at an offset of the previous text: mostly the next sibling of the last one. */
function cursorAt(tree: JsonNode, offset: number, last: Cursor | undefined): Cursor | undefined {
  const next = last?.parts[last.index + 1];
  return last !== undefined && next?.span.start === offset ? { ...last, index: last.index + 1 } : find(tree, offset);
}

/** Texts are compared in chunks of this length first, which is faster than by code unit. */
const CHUNK = 4_096;

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i + CHUNK <= most && a.slice(i, i + CHUNK) === b.slice(i, i + CHUNK)) i += CHUNK;
  while (i < most && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

/** The length of the common end of two texts after their common start. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  const chunk = (text: string, rest: number): string => text.slice(text.length - rest - CHUNK, text.length - rest);
  let i = 0;
  while (i + CHUNK <= most && chunk(a, i) === chunk(b, i)) i += CHUNK;
  while (i < most && a.charCodeAt(a.length - 1 - i) === b.charCodeAt(b.length - 1 - i)) i++;
  return i;
}

/** The part that starts exactly at an offset: the outermost one, or the value of a member. */
function find(root: JsonNode, offset: number): Cursor | undefined {
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

/** The index of the last part that starts at or before an offset; -1 if none does. */
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

function hasFault(faults: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = faults.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((faults[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low < faults.length && (faults[low] ?? 0) <= end;
}
