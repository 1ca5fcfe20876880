// Writes merged objects as one object.
import type { ObjectNode } from "@heddle/compiler/language";
import { mergesItsArguments, operatorOfList } from "../operators.ts";
import { defineAction } from "./define.ts";
import { replace, textOf } from "./target.ts";

export const inlineMergedDicts = defineAction({
  name: "inline-merged-dicts",
  summary: "Write merged objects as one object",
  kind: "inline",
  keepsMeaning: true,
  offer: ({ document, caret }) => {
    const list = caret.containers.findLast(({ node, role }) => {
      const operator = operatorOfList(node);
      return role.kind === "source" && operator !== undefined && mergesItsArguments(operator);
    });
    if (list?.node.kind !== "array") return [];
    const objects = list.node.items.slice(1);
    if (objects.length < 2 || !objects.every((item): item is ObjectNode => item.kind === "object")) return [];
    const members = objects.flatMap((object) => object.members);
    // A member without a value keeps the earlier one of its name in a merge, but not in an object.
    if (new Set(members.map(({ key }) => key.value)).size !== members.length) return [];
    const text = members.map((member) => textOf(document, member.span)).join(", ");
    return [{ title: "Inline the dicts into one object", edits: [replace(list.node.span, `{ ${text} }`)] }];
  },
  examples: [
    {
      before: '{"event_properties": ["merge_dicts", |{ "a": "a" }, { "b": "b" }]}',
      after: '{"event_properties": { "a": "a", "b": "b" }}',
    },
    {
      name: "dicts that share a key stay",
      before: '{"event_properties": ["merge_dicts", |{ "a": "a" }, { "a": "b" }]}',
    },
  ],
});
