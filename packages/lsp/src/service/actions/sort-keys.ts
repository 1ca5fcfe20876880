// Sorts the members of an event as Amplitude's documentation lists its keys.
import { EVENT_KEYS } from "@heddle/compiler/language";
import { defineAction } from "./define.ts";
import { eventObject, replace, textOf } from "./target.ts";

const ORDER: ReadonlyMap<string, number> = new Map(EVENT_KEYS.map((key, index) => [key.name, index]));

function rankOf(key: string): number {
  return ORDER.get(key) ?? ORDER.size;
}

export const sortKeys = defineAction({
  name: "sort-keys",
  summary: "Sort the keys of an event in the order of the API",
  doc: "Keys that Amplitude does not read come last, in their order.",
  kind: "rewrite",
  keepsMeaning: true,
  offer: (target) => {
    const members = eventObject(target)?.members ?? [];
    const sorted = members.toSorted((a, b) => rankOf(a.key.value) - rankOf(b.key.value));
    if (sorted.every((member, index) => member === members[index])) return [];
    // Each member's text goes to another's place, so that the layout stays.
    const edits = members.flatMap((member, index) => {
      const other = sorted[index];
      return other === undefined || other === member ? [] : [replace(member.span, textOf(target.document, other.span))];
    });
    return [{ title: "Sort the keys in the order of the API", edits }];
  },
  examples: [
    {
      before: '{"own": "o", "time": "t", "event_type": ["any", "e", "f"],| "user_id": "u"}',
      after: '{"user_id": "u", "event_type": ["any", "e", "f"], "time": "t", "own": "o"}',
    },
  ],
});
