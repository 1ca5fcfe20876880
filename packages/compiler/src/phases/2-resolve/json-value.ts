// In: a node of the JSON tree. Out: its value.
import { setKey } from "../../values/dict.ts";
import type { Dict, Value } from "../../values/value.ts";
import type { JsonNode, MemberNode } from "../1-parse/tree.ts";

/** The value of a tree; a missing piece counts as null, its syntax error is reported already. */
export function valueOf(node: JsonNode): Value {
  switch (node.kind) {
    case "object": {
      const dict: Dict = {};
      for (const member of node.members) setKey(dict, member.key.value, valueOf(member.value));
      return dict;
    }
    case "array":
      return node.items.map(valueOf);
    case "missing":
      return null;
    default:
      return node.value;
  }
}

/** The member that counts for each key: the last of its name. */
export function membersByKey(members: readonly MemberNode[]): ReadonlyMap<string, MemberNode> {
  return new Map(members.map((member) => [member.key.value, member]));
}
