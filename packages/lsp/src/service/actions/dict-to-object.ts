// Writes a `dict` as the object that it is.
import { defineAction } from "./define.ts";
import { expressionList, replace, textOf } from "./target.ts";

export const dictToObject = defineAction({
  name: "dict-to-object",
  summary: "Write `dict` as an object",
  kind: "rewrite",
  keepsMeaning: true,
  offer: (target) => {
    const { list, operator } = expressionList(target) ?? {};
    if (list === undefined || operator?.writtenAsObject !== true) return [];
    const items = list.items.slice(1);
    const keys = items.flatMap((item, index) => (index % 2 === 0 && item.kind === "string" ? [item] : []));
    // An object says the same only where every key is a literal and comes once.
    if (keys.length === 0 || keys.length * 2 !== items.length) return [];
    if (new Set(keys.map((key) => key.value)).size !== keys.length) return [];
    const parts = keys.map((key, index) => {
      const value = items[index * 2 + 1];
      return `${textOf(target.document, key.span)}: ${value === undefined ? "" : textOf(target.document, value.span)}`;
    });
    return [{ title: "Write it as an object", edits: [replace(list.span, `{ ${parts.join(", ")} }`)] }];
  },
  examples: [
    {
      before: '["dict", |"user_id", "uid", "event_type", ["value", "x"]]',
      after: '{ "user_id": "uid", "event_type": ["value", "x"] }',
    },
    { name: "an object holds no key twice", before: '["dict", |"a", "uid", "a", ["value", "x"]]' },
  ],
});
