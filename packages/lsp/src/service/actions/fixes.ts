// In: the findings of a document. Out: their fixes, and those of them that can be applied without anyone's choice.
import type { Diagnostic, Fix, TextEdit } from "@heddle/compiler";
import { diagnose } from "../diagnostics.ts";
import type { Document } from "../document.ts";
import { differenceBetween } from "../edits.ts";

/** A fix that leaves no choice and nothing to be written, and loses nothing: the only one of its finding. */
export interface CertainFix {
  readonly finding: Diagnostic;
  readonly fix: Fix;
}

export function certainFixes(document: Document): readonly CertainFix[] {
  return diagnose(document).flatMap((finding) => {
    const [fix, ...others] = finding.fixes ?? [];
    if (fix === undefined || others.length > 0 || fix.needsInput === true || losesText(finding, fix)) return [];
    return [{ finding, fix }];
  });
}

/** Whether a fix takes away what somebody has written, and what has a meaning. */
function losesText({ code, tags = [] }: Diagnostic, { edits }: Fix): boolean {
  const isMeaningless = code.startsWith("syntax-") || tags.includes("unnecessary");
  return !isMeaningless && edits.every(({ text }) => text === "");
}

/** As many of the edits as can be applied together, the first of those that get in each other's way. */
export function disjointEdits(fixes: readonly CertainFix[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fix } of fixes) {
    const isFree = fix.edits.every(({ span }) =>
      taken.every(
        (other) => (other.span.end <= span.start || span.end <= other.span.start) && other.span.start !== span.start,
      ),
    );
    if (isFree) taken.push(...fix.edits);
  }
  return taken;
}

/** Fixing stops here: some fixes of a large file may be left for another time. */
const MAX_ROUNDS = 100;

/**
 * The edit that applies every certain fix, those of syntax errors first. What one fix moves or wraps can be a part of the next,
 * so that the text is looked at again after each of them. Empty where there is nothing to fix.
 */
export function fixEverything(document: Document): readonly TextEdit[] {
  const seen = new Set([document.text]);
  let now = document;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = now.edited(nextEdits(certainFixes(now)));
    if (seen.has(next.text)) break;
    seen.add(next.text);
    now = next;
  }
  return differenceBetween(document.text, now.text);
}

/** Edits that do not depend on each other. */
function nextEdits(fixes: readonly CertainFix[]): readonly TextEdit[] {
  const syntax = fixes.filter(({ finding }) => finding.code.startsWith("syntax-"));
  if (syntax.length > 0) return disjointEdits(syntax);
  const replacements = fixes.filter(
    ({ fix: { edits } }) => edits.length === 1 && edits[0]?.span.start !== edits[0]?.span.end,
  );
  return replacements.length > 0 ? disjointEdits(replacements) : (fixes[0]?.fix.edits ?? []);
}
