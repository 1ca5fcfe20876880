// In: the tree of a text and what is wrong with its syntax. Out: whether an edit keeps clear of pieces that may not be what they seem.
import { lastStartingBy } from "../phases/1-parse/tree-reuse.ts";
import type { JsonNode, MemberNode } from "../phases/1-parse/tree.ts";
import type { Span } from "../source/span.ts";
import type { Diagnostic, TextEdit } from "./diagnostic.ts";

/** Whether edits, which are applied together, can be made. */
export type EditGuard = (edits: readonly TextEdit[]) => boolean;

/**
 * Allows edits where the innermost list or object around all of them is free of syntax errors. A key or a plain value may be
 * replaced as well where only its neighbours have some.
 */
export function createEditGuard(tree: JsonNode | undefined, diagnostics: readonly Diagnostic[]): EditGuard {
  const faults = diagnostics
    .filter(isSyntaxError)
    .map(({ span }) => ({ span }))
    .toSorted((a, b) => a.span.start - b.span.start);
  if (faults.length === 0) return () => true;
  // How far any fault up to each one reaches.
  let reach = 0;
  const reaches = faults.map(({ span }) => (reach = Math.max(reach, span.end)));
  return (edits) => {
    const start = Math.min(...edits.map(({ span }) => span.start));
    const end = Math.max(...edits.map(({ span }) => span.end));
    const found = tree === undefined ? undefined : innermostAround(tree, { start, end });
    const isClean = (span: Span): boolean => (reaches[lastStartingBy(faults, span.end)] ?? -1) < span.start;
    return found !== undefined && isClean(found.isReplacement ? { start: start + 1, end: end - 1 } : found.around);
  };
}

/** The findings without those fixes that would work on pieces with syntax errors; fixes of the syntax itself all stay. */
export function withSoundFixes(diagnostics: readonly Diagnostic[], tree: JsonNode | undefined): readonly Diagnostic[] {
  if (!diagnostics.some(isSyntaxError)) return diagnostics;
  const isSound = createEditGuard(tree, diagnostics);
  return diagnostics.map((diagnostic) => {
    const { fixes, ...rest } = diagnostic;
    if (fixes === undefined || isSyntaxError(diagnostic)) return diagnostic;
    const sound = fixes.filter(({ edits }) => isSound(edits));
    return sound.length === 0 ? rest : { ...rest, fixes: sound };
  });
}

function isSyntaxError({ code }: Diagnostic): boolean {
  return code.startsWith("syntax-");
}

/** The smallest list or object that holds a span, with more around it; and whether the span is that of a key or plain value in it. */
function innermostAround(
  root: JsonNode,
  { start, end }: Span,
): { readonly around: Span; readonly isReplacement: boolean } | undefined {
  let around: Span | undefined;
  let isReplacement = false;
  let node: JsonNode | undefined = root;
  const isWhole = (span: Span | undefined): boolean => span?.start === start && span.end === end;
  while (node !== undefined && (node.kind === "object" || node.kind === "array")) {
    if (start <= node.span.start || end > node.span.end) break;
    around = node.span;
    const parts: readonly (MemberNode | JsonNode)[] = node.kind === "object" ? node.members : node.items;
    const part: MemberNode | JsonNode | undefined = parts[lastStartingBy(parts, start)];
    node = part !== undefined && "key" in part ? part.value : part;
    const isContainer = node?.kind === "object" || node?.kind === "array";
    isReplacement =
      (part !== undefined && "key" in part && isWhole(part.key.span)) || (!isContainer && isWhole(node?.span));
  }
  return around === undefined ? undefined : { around, isReplacement };
}
