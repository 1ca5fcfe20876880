// In: a document and a range. Out: the fixes of what is wrong there, and the refactorings of what stands there.
import { innerEnd, locate } from "../locate.ts";
import type { Document } from "../document.ts";
import { diagnose } from "../diagnostics.ts";
import type { Action, Target } from "./action.ts";
import { mapRemaining, sortKeys } from "./event.ts";
import {
  chainToPath,
  dictToObject,
  extractArguments,
  extractMembers,
  inlineMerge,
  objectToDict,
  wrapInValue,
} from "./shapes.ts";
import type { Role } from "../role.ts";
import type { Span } from "@heddle/compiler";
import type { JsonNode } from "@heddle/compiler/language";

const REFACTORINGS: readonly ((target: Target) => Action[])[] = [
  wrapInValue,
  chainToPath,
  objectToDict,
  dictToObject,
  extractArguments,
  extractMembers,
  inlineMerge,
  sortKeys,
  mapRemaining,
];

/** Everything on offer for a range; quick fixes first. */
export function actions(document: Document, span: Span): readonly Action[] {
  const fixes = diagnose(document)
    .filter((finding) => finding.span.start <= span.end && span.start <= finding.span.end)
    .flatMap((finding) =>
      (finding.fixes ?? []).map((fix): Action => ({ title: fix.title, kind: "quickfix", edits: fix.edits, finding })),
    );
  return document.kind === "source" ? fixes : [...fixes, ...refactorings(document, span)];
}

/** Every fix of the whole text that no other one gets in the way of, as one action; undefined where there is none. */
export function fixAll(document: Document): Action | undefined {
  const edits: Action["edits"][number][] = [];
  for (const finding of diagnose(document)) {
    const [fix, ...others] = finding.fixes ?? [];
    // Where there is a choice, or something to be written, a person makes it.
    if (fix === undefined || others.length > 0 || finding.needsInput === true) continue;
    const free = fix.edits.every(({ span }) =>
      edits.every(
        (other) => (other.span.end <= span.start || span.end <= other.span.start) && other.span.start !== span.start,
      ),
    );
    if (free) edits.push(...fix.edits);
  }
  return edits.length === 0 ? undefined : { title: "Apply every fix that leaves no choice", kind: "quickfix", edits };
}

function refactorings(document: Document, span: Span): Action[] {
  const place = locate(document, span.start);
  const { slot, containers } = place;
  let node: JsonNode | undefined;
  let role: Role = { kind: "none" };
  if (slot.kind === "value" && slot.node !== undefined) ({ node, role } = { node: slot.node, role: slot.role });
  const inner = containers.at(-1);
  const [within] = inner === undefined ? [] : [inner.node];
  const closed = within === undefined || innerEnd(within, document.text, -1) >= 0;
  // What is still being written is not moved about.
  return closed ? REFACTORINGS.flatMap((refactoring) => refactoring({ document, span, place, node, role })) : [];
}
