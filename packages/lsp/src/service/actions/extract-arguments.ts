// Puts selected arguments into a list of their own, where that means the same.
import { defineAction } from "./define.ts";
import { expressionList, replace, textOf } from "./target.ts";

export const extractArguments = defineAction({
  name: "extract-arguments",
  summary: "Put the selected arguments into a list of the same operator",
  kind: "extract",
  keepsMeaning: true,
  offer: (target) => {
    const { document, span } = target;
    const { list, operator } = expressionList(target) ?? {};
    if (list === undefined || operator?.associative !== true) return [];
    const [head, ...items] = list.items;
    const selected = items.filter((item) => item.span.start >= span.start && item.span.end <= span.end);
    const [first, last] = [selected[0], selected.at(-1)];
    if (head === undefined || first === undefined || last === undefined) return [];
    if (first === last || selected.length === items.length) return [];
    const extent = { start: first.span.start, end: last.span.end };
    return [
      {
        title: `Extract the selected arguments into ${operator.name}`,
        edits: [replace(extent, `[${textOf(document, head.span)}, ${textOf(document, extent)}]`)],
      },
    ];
  },
  examples: [
    {
      before: '{"user_id": ["any", "a", |"b", "c"|, "d"]}',
      after: '{"user_id": ["any", "a", ["any", "b", "c"], "d"]}',
    },
  ],
});
