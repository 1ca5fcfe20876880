// Reports keys that stand more than once in one object or dict.
import type { Span } from "../source/span.ts";
import type { Reporter } from "./reporter.ts";

/**
 * The last of equal keys wins (D); every one before it gets a warning. The keys come in the order of the text, each followed by
 * its value, so that one and its value reach up to the next.
 */
export function reportDuplicateKeys(
  keys: readonly { readonly value: string; readonly span: Span }[],
  report: Reporter["report"],
): void {
  const last = new Map(keys.map((key) => [key.value, key.span]));
  if (last.size === keys.length) return;
  for (const [index, { value, span }] of keys.entries()) {
    const winner = last.get(value);
    if (winner === undefined || winner === span) continue;
    report("duplicate-key", span, `The key ${JSON.stringify(value)} stands again further down; the last one wins.`, {
      related: [{ span: winner, message: "this one counts" }],
      tags: ["unnecessary"],
      fixes: [
        {
          title: "Remove this one",
          edits: [{ span: { start: span.start, end: keys[index + 1]?.span.start ?? winner.start }, text: "" }],
        },
      ],
    });
  }
}
