// Takes away an operator that yields what its only argument yields.
import { defineAction } from "./define.ts";
import { expressionList, replace, textOf } from "./target.ts";

export const inlineOnlyArgument = defineAction({
  name: "inline-only-argument",
  summary: "Replace an operator by its only argument",
  kind: "inline",
  keepsMeaning: true,
  offer: (target) => {
    const { list, operator } = expressionList(target) ?? {};
    if (list === undefined || operator?.sameAsOnlyArgument !== true) return [];
    const [, only, ...others] = list.items;
    if (only === undefined || others.length > 0) return [];
    return [
      {
        title: `Inline the only argument of ${operator.name}`,
        edits: [replace(list.span, textOf(target.document, only.span))],
      },
    ];
  },
  examples: [
    { before: '{"user_id": ["path", |"uid"]}', after: '{"user_id": "uid"}' },
    { name: "`concat` makes a text of it", before: '{"user_id": ["concat", |"uid"]}' },
  ],
});
