// Applies every fix that leaves no choice.
import { defineAction } from "./define.ts";
import { fixEverything as editsOf } from "./fixes.ts";

export const fixEverything = defineAction({
  name: "fix-everything",
  summary: "Apply every fix that leaves no choice",
  doc: "Editors run it when they are asked to fix all, and on saving if they are set up so. Fixes with an alternative, and those that leave something to write, are for a person.",
  kind: "fixAll",
  keepsMeaning: false,
  offer: ({ document }) => {
    const edits = editsOf(document);
    return edits.length === 0 ? [] : [{ title: "Apply every fix that leaves no choice", edits }];
  },
  examples: [
    {
      before: '{"user_id": ["lowercse", "uid"], "event_type": ["value", "x"], "time": 3,}',
      after: '{"user_id": ["lowercase", "uid"], "event_type": ["value", "x"], "time": ["value", 3]}',
    },
    {
      name: "unknown keys go into one object",
      before: '{"event_type" = "type"; "user_id": "uid", "color": "color", "size": "size"}',
      after: '{"event_type" : "type", "user_id": "uid", "event_properties": { "size": "size", "color": "color" }}',
    },
  ],
});
