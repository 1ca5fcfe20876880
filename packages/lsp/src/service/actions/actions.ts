// In: a document and a range. Out: the fixes of what is wrong there, and the actions that can be taken on what is there.
import type { Diagnostic, Span, TextEdit } from "@heddle/compiler";
import { createEditGuard, type JsonNode } from "@heddle/compiler/language";
import { diagnose } from "../diagnostics.ts";
import type { Document } from "../document.ts";
import { locate } from "../locate.ts";
import type { Role } from "../role.ts";
import type { ActionDefinition, ActionKind } from "./define.ts";
import { ACTIONS } from "./index.gen.ts";
import type { Target } from "./target.ts";

export interface Action {
  readonly title: string;
  readonly kind: ActionKind;
  /** All are applied together; none of them overlap. */
  readonly edits: readonly TextEdit[];
  /** What a quick fix corrects. */
  readonly finding?: Diagnostic;
}

/** Everything on offer for a range; quick fixes first. */
export function actions(document: Document, span: Span): readonly Action[] {
  const fixes = diagnose(document)
    .filter((finding) => finding.span.start <= span.end && span.start <= finding.span.end)
    .flatMap((finding) =>
      (finding.fixes ?? []).map((fix): Action => ({ title: fix.title, kind: "quickfix", edits: fix.edits, finding })),
    );
  const offered = ACTIONS.filter(({ kind }) => kind !== "fixAll").flatMap((action) => offersOf(action, document, span));
  const isFix = ({ kind }: Action): boolean => kind === "quickfix";
  return [...fixes, ...offered.filter(isFix), ...offered.filter((action) => !isFix(action))];
}

/** Every fix of the whole text that leaves no choice, as one action; undefined where there is none. */
export function fixAll(document: Document): Action | undefined {
  return ACTIONS.filter(({ kind }) => kind === "fixAll").flatMap((action) =>
    offersOf(action, document, { start: 0, end: 0 }),
  )[0];
}

/** What one action offers for a range. What is still being written is left alone but by fixes. */
export function offersOf({ kind, offer }: ActionDefinition, document: Document, span: Span): readonly Action[] {
  const isFix = kind === "quickfix" || kind === "fixAll";
  if (document.kind === "source" && !isFix) return [];
  const offers = offer(targetAt(document, span));
  const isSound = isFix ? () => true : createEditGuard(document.tree, document.analysis.diagnostics);
  return offers.filter(({ edits }) => isSound(edits)).map(({ title, edits }) => ({ title, kind, edits }));
}

function targetAt(document: Document, span: Span): Target {
  const caret = locate(document, span.start);
  const { slot } = caret;
  let node: JsonNode | undefined;
  let role: Role = { kind: "none" };
  if (slot.kind === "value" && slot.node !== undefined) ({ node, role } = { node: slot.node, role: slot.role });
  return { document, span, caret, node, role };
}
