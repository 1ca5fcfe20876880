// In: a converter's tree. Out: each of its pieces with what it stands for, from the outside inwards.
import type { JsonNode, MemberNode } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { rowOf } from "./locate.ts";
import { ROOT, type Role, roleOfMember, rolesOfItems } from "./role.ts";

export interface Visitor {
  /** Called for every value; `false`: its parts are not visited. */
  value?(node: JsonNode, role: Role, parent: JsonNode | undefined): boolean | void;
  member?(member: MemberNode, objectRole: Role, valueRole: Role): void;
}

/** Visits the whole tree in the order of the text. */
export function walk(document: Document, visitor: Visitor): void {
  const row = rowOf(document);
  const visit = (node: JsonNode, role: Role, parent: JsonNode | undefined): void => {
    if (visitor.value?.(node, role, parent) === false) return;
    if (node.kind === "object") {
      for (const member of node.members) {
        const valueRole = roleOfMember(member.key.value, role, row);
        visitor.member?.(member, role, valueRole);
        visit(member.value, valueRole, node);
      }
    } else if (node.kind === "array") {
      const roles = rolesOfItems(node, role);
      for (const [index, item] of node.items.entries()) visit(item, roles[index] ?? { kind: "none" }, node);
    }
  };
  if (document.tree !== undefined)
    visit(document.tree, document.kind === "converter" ? ROOT : { kind: "none" }, undefined);
}
