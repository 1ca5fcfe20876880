// Wraps a string that is meant as a text, and not as a path.
import { defineAction } from "./define.ts";
import { replace, textOf } from "./target.ts";

/** Longer texts are left out of the title. */
const MAX_SHOWN = 40;

export const wrapInValue = defineAction({
  name: "wrap-in-value",
  summary: "Turn a path into the text itself",
  doc: "A plain string is a path into the row; a text that is the same for every row is a `value`.",
  kind: "rewrite",
  keepsMeaning: false,
  offer: ({ document, node, role }) => {
    if (role.kind !== "source" || node?.kind !== "string") return [];
    const text = textOf(document, node.span);
    return [
      {
        title: `Write the text itself: ["value", ${text.length > MAX_SHOWN ? "..." : text}]`,
        edits: [replace(node.span, `["value", ${text}]`)],
      },
    ];
  },
  examples: [{ before: '{"event_type": "view|"}', after: '{"event_type": ["value", "view"]}' }],
});
