// In: a document and an offset. Out: the containers around it, and the value or key that is or would be there.
import type { ArrayNode, JsonNode, MemberNode, ObjectNode, StringNode } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { type DataElement, ROOT, type Role, roleOfMember, rolesOfItems } from "./role.ts";

export interface Container {
  readonly node: ObjectNode | ArrayNode;
  readonly role: Role;
}

/** What is at a place: the key of a member, a value, or the room for one of them. */
export type Slot =
  | {
      readonly kind: "key";
      readonly object: ObjectNode;
      readonly objectRole: Role;
      readonly member?: MemberNode;
      readonly token?: StringNode;
    }
  | {
      readonly kind: "value";
      readonly role: Role;
      readonly node?: JsonNode;
      readonly list?: ArrayNode;
      readonly index?: number;
      readonly member?: MemberNode;
    }
  | { readonly kind: "none" };

/** What is around a caret. */
export interface CaretContext {
  /** From the root inwards. */
  readonly containers: readonly Container[];
  readonly slot: Slot;
}

/** What paths of a converter start from. */
export function rowOf(document: Document): DataElement {
  return { path: [], ...(document.sample !== undefined && { type: document.sample.type }) };
}

/** Finds what is around an offset. Never fails: what is not there is `none`. */
export function locate(document: Document, offset: number): CaretContext {
  const { tree, text } = document;
  const containers: Container[] = [];
  if (tree === undefined) return { containers, slot: { kind: "value", role: ROOT } };
  const root: Role = document.kind === "converter" ? ROOT : { kind: "none" };
  const slot = descend({ text, offset, row: rowOf(document), containers }, tree, root, text.length);
  return { containers, slot };
}

interface Search {
  readonly text: string;
  readonly offset: number;
  readonly row: DataElement;
  readonly containers: Container[];
}

/** `limit`: up to where an unclosed container reaches. */
function descend(search: Search, node: JsonNode, role: Role, limit: number): Slot {
  const { offset } = search;
  if (node.kind !== "object" && node.kind !== "array") return { kind: "value", role, node };
  const end = innerEnd(node, search.text, limit);
  if (offset <= node.span.start || offset > end) return { kind: "value", role, node };
  search.containers.push({ node, role });
  return node.kind === "object" ? inObject(search, node, role, end) : inList(search, node, role, end);
}

/** Where the inside of a container ends: before its closing bracket, or at the limit where that is missing. */
export function innerEnd(node: ObjectNode | ArrayNode, text: string, limit: number): number {
  return isClosed(node, text) ? node.span.end - 1 : limit;
}

export function isClosed({ kind, span }: ObjectNode | ArrayNode, text: string): boolean {
  return span.end > span.start + 1 && text[span.end - 1] === (kind === "object" ? "}" : "]");
}

function inObject(search: Search, object: ObjectNode, role: Role, end: number): Slot {
  const { offset, text, row } = search;
  for (const [index, member] of object.members.entries()) {
    const { key, value } = member;
    if (offset < key.span.start) break;
    if (offset <= key.span.end) return { kind: "key", object, objectRole: role, member, token: key };
    const next = object.members[index + 1];
    const limit = next?.key.span.start ?? end;
    if (offset > limit) continue;
    const valueRole = roleOfMember(key.value, role, row);
    if (value.kind === "missing") {
      const between = text.slice(key.span.end, offset);
      if (!between.includes(",")) return { kind: "value", role: valueRole, member };
      continue;
    }
    if (offset < value.span.start) return { kind: "value", role: valueRole, member };
    const open = (value.kind === "object" || value.kind === "array") && !isClosed(value, text);
    if (offset <= value.span.end || open) {
      const found = descend(search, value, valueRole, limit);
      return found.kind === "value" && found.node === value ? { ...found, member } : found;
    }
  }
  return { kind: "key", object, objectRole: role };
}

function inList(search: Search, list: ArrayNode, role: Role, end: number): Slot {
  const { offset, text } = search;
  const roles = rolesOfItems(list, role, list.items.length + 1);
  const at = (index: number): Role => roles[index] ?? { kind: "none" };
  let index = 0;
  for (const [position, item] of list.items.entries()) {
    if (offset < item.span.start) break;
    const limit = list.items[position + 1]?.span.start ?? end;
    const open = (item.kind === "object" || item.kind === "array") && !isClosed(item, text);
    if (offset <= item.span.end || (open && offset <= limit)) {
      const found = descend(search, item, at(position), limit);
      return found.kind === "value" && found.node === item ? { ...found, list, index: position } : found;
    }
    index = text.slice(item.span.end, offset).includes(",") ? position + 1 : position;
    if (index === position && offset <= limit) return { kind: "none" };
  }
  return { kind: "value", role: at(index), list, index };
}
