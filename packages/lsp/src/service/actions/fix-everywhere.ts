// Applies the same fix at every place of the file that needs it.
import { defineAction } from "./define.ts";
import { certainFixes, disjointEdits } from "./fixes.ts";

export const fixEverywhere = defineAction({
  name: "fix-everywhere",
  summary: "Apply the same fix at every place that needs it",
  doc: "For a file with single or typographic quotes, or with the same slip on many lines.",
  kind: "quickfix",
  keepsMeaning: false,
  offer: ({ document, span }) => {
    const fixes = certainFixes(document);
    const here = fixes.filter(({ finding }) => finding.span.start <= span.end && span.start <= finding.span.end);
    const titles = new Set(here.map(({ fix }) => fix.title));
    return [...titles].flatMap((title) => {
      const same = fixes.filter(({ fix }) => fix.title === title);
      const edits = disjointEdits(same);
      // Fixes that get in each other's way are applied one by one.
      if (same.length < 2 || edits.length !== same.length) return [];
      return [{ title: `${title}, at all ${same.length} places`, edits }];
    });
  },
  examples: [
    {
      before: "{'event_type|': 'type', 'user_id': 'uid'}",
      after: '{"event_type": "type", "user_id": "uid"}',
    },
  ],
});
