// Reports keys that appear more than once in an object or dict.
import { quoteName } from "./quote.ts";
import type { Span } from "../source/span.ts";
import type { Reporter } from "./reporter.ts";

/**
 * The last of equal keys wins (D); each one before it gets a warning. `keys` are in the order of the text and each is followed by
 * its value, so removing a key with its value removes everything up to the next key.
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
    report("duplicate-key", span, `The key ${quoteName(value)} appears again below; the last one wins.`, {
      related: [{ span: winner, message: "this one wins" }],
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
