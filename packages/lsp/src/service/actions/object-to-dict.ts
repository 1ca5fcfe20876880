// Writes an object as a list of the operator that it is short for.
import { OPERATORS } from "@heddle/compiler/language";
import { defineAction } from "./define.ts";
import { expressionObject, replace, textOf } from "./target.ts";

export const objectToDict = defineAction({
  name: "object-to-dict",
  summary: "Write an object as `dict`",
  kind: "rewrite",
  keepsMeaning: true,
  offer: (target) => {
    const object = expressionObject(target);
    const operator = OPERATORS.find(({ writtenAsObject }) => writtenAsObject === true);
    if (object === undefined || operator === undefined || object.members.length === 0) return [];
    const parts = object.members.map(
      ({ key, value }) => `${textOf(target.document, key.span)}, ${textOf(target.document, value.span)}`,
    );
    return [
      {
        title: `Write it as ["${operator.name}", ...]`,
        edits: [replace(object.span, `["${operator.name}", ${parts.join(", ")}]`)],
      },
    ];
  },
  examples: [
    {
      before: '{| "user_id": "uid", "event_properties": {"a": "b"} }',
      after: '["dict", "user_id", "uid", "event_properties", {"a": "b"}]',
    },
  ],
});
