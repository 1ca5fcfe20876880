// Splits a string with dots into the steps of a path.
import { defineAction } from "./define.ts";
import { replace } from "./target.ts";

export const splitDottedPath = defineAction({
  name: "split-dotted-path",
  summary: "Follow the keys of a dotted string one by one",
  doc: "A string is a single key, dots and all; `path` goes from key to key.",
  kind: "rewrite",
  keepsMeaning: false,
  offer: ({ node, role }) => {
    if (role.kind !== "source" || node?.kind !== "string" || !/^[^.]+(?:\.[^.]+)+$/.test(node.value)) return [];
    const steps = node.value.split(".").map((step) => JSON.stringify(step));
    const list = `["path", ${steps.join(", ")}]`;
    return [{ title: `Follow the keys one by one: ${list}`, edits: [replace(node.span, list)] }];
  },
  examples: [
    { before: '{"user_id": "user.|id"}', after: '{"user_id": ["path", "user", "id"]}' },
    {
      name: "a key with a quote in it",
      before: '{"user_id": "a\\",\\"b.|c"}',
      after: '{"user_id": ["path", "a\\",\\"b", "c"]}',
    },
  ],
});
