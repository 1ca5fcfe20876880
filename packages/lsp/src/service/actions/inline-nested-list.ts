// Puts the arguments of a list in place of it, where that means the same.
import type { ArrayNode } from "@heddle/compiler/language";
import { operatorOfList } from "../operators.ts";
import { defineAction } from "./define.ts";
import { expressionList, replace } from "./target.ts";

export const inlineNestedList = defineAction({
  name: "inline-nested-list",
  summary: "Replace a list inside another of the same operator by its arguments",
  kind: "inline",
  keepsMeaning: true,
  offer: (target) => {
    const { list, operator } = expressionList(target) ?? {};
    if (list === undefined || operator?.associative !== true) return [];
    const nested = list.items.filter(
      (item): item is ArrayNode => item.kind === "array" && operatorOfList(item) === operator && item.items.length > 1,
    );
    const edits = nested.map((item) => {
      const [first, last] = [item.items[1], item.items.at(-1)];
      const text =
        first === undefined || last === undefined ? "" : target.document.text.slice(first.span.start, last.span.end);
      return replace(item.span, text);
    });
    return edits.length === 0 ? [] : [{ title: `Inline the ${operator.name} inside`, edits }];
  },
  examples: [
    {
      before: '{"user_id": ["path", |["path", "a", "b"], "c"]}',
      after: '{"user_id": ["path", "a", "b", "c"]}',
    },
    { before: '{"user_id": ["any", "a", |["any", "b", "c"]]}', after: '{"user_id": ["any", "a", "b", "c"]}' },
  ],
});
