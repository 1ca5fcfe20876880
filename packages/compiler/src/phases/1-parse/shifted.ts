// In: a node, and how far its text has moved. Out: the same node at its new offsets; its children are made on first access.
import type { Span } from "../../source/span.ts";
import type { ArrayNode, JsonNode, MemberNode, ObjectNode, StringNode } from "./tree.ts";

class ShiftedArray implements ArrayNode {
  readonly kind = "array";
  readonly span: Span;
  readonly base: ArrayNode;
  readonly delta: number;
  #items: readonly JsonNode[] | undefined;

  constructor(base: ArrayNode, delta: number) {
    this.span = shiftedSpan(base.span, delta);
    this.base = base;
    this.delta = delta;
  }

  get items(): readonly JsonNode[] {
    return (this.#items ??= this.base.items.map((item) => shiftedNode(item, this.delta)));
  }
}

class ShiftedObject implements ObjectNode {
  readonly kind = "object";
  readonly span: Span;
  readonly base: ObjectNode;
  readonly delta: number;
  #members: readonly MemberNode[] | undefined;

  constructor(base: ObjectNode, delta: number) {
    this.span = shiftedSpan(base.span, delta);
    this.base = base;
    this.delta = delta;
  }

  get members(): readonly MemberNode[] {
    return (this.#members ??= this.base.members.map((member) => shiftedMember(member, this.delta)));
  }
}

export function shiftedSpan({ start, end }: Span, delta: number): Span {
  return { start: start + delta, end: end + delta };
}

/** The node moved by `delta` code units; the base of a node that has moved before stays the original. */
export function shiftedNode(node: JsonNode, delta: number): JsonNode {
  if (delta === 0) return node;
  if (node.kind !== "array" && node.kind !== "object") return { ...node, span: shiftedSpan(node.span, delta) };
  const { base, delta: before } = originOf(node);
  if (before + delta === 0) return base;
  return base.kind === "array" ? new ShiftedArray(base, before + delta) : new ShiftedObject(base, before + delta);
}

export function shiftedMember(member: MemberNode, delta: number): MemberNode {
  if (delta === 0) return member;
  const key: StringNode = { ...member.key, span: shiftedSpan(member.key.span, delta) };
  return { key, value: shiftedNode(member.value, delta), span: shiftedSpan(member.span, delta) };
}

/** The original list or object of a shifted one, and how far it has moved. */
export function originOf(node: ArrayNode | ObjectNode): {
  readonly base: ArrayNode | ObjectNode;
  readonly delta: number;
} {
  return node instanceof ShiftedArray || node instanceof ShiftedObject ? node : { base: node, delta: 0 };
}
