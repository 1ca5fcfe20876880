// Puts selected members of an object into a dict of their own, merged with the rest.
import { OPERATORS } from "@heddle/compiler/language";
import { mergesItsArguments } from "../operators.ts";
import { defineAction } from "./define.ts";
import { expressionObject, replace, textOf } from "./target.ts";

export const extractMembers = defineAction({
  name: "extract-members",
  summary: "Put the selected members of an object into a dict of their own",
  kind: "extract",
  keepsMeaning: true,
  offer: (target) => {
    const { document, span } = target;
    const object = expressionObject(target);
    const operator = OPERATORS.find(mergesItsArguments);
    if (object === undefined || operator === undefined) return [];
    const { members } = object;
    const from = members.findIndex((member) => member.span.start >= span.start && member.span.end <= span.end);
    const chosen = from < 0 ? [] : members.slice(from).filter((member) => member.span.end <= span.end);
    if (chosen.length === 0 || chosen.length === members.length) return [];
    // Of a repeated key the last one counts, with or without a value; of merged dicts, the last with one.
    if (new Set(members.map(({ key }) => key.value)).size !== members.length) return [];
    const groups = [members.slice(0, from), chosen, members.slice(from + chosen.length)];
    const dicts = groups
      .filter((group) => group.length > 0)
      .map((group) => `{ ${group.map((member) => textOf(document, member.span)).join(", ")} }`);
    return [
      {
        title: "Extract the selected members into a dict of their own",
        edits: [replace(object.span, `["${operator.name}", ${dicts.join(", ")}]`)],
      },
    ];
  },
  examples: [
    {
      before: '{"event_properties": { "a": "a", |"b": "b"|, "c": "c" }}',
      after: '{"event_properties": ["merge_dicts", { "a": "a" }, { "b": "b" }, { "c": "c" }]}',
    },
    { name: "a repeated key stays", before: '{"event_properties": { "a": "a", |"b": "b"|, "a": "c" }}' },
  ],
});
