// In: the tree of a text and what is wrong with its syntax. Out: whether an edit keeps clear of pieces that may not be what they seem.
import { lastStartingBy } from "../phases/1-parse/tree-reuse.ts";
import type { JsonNode, MemberNode } from "../phases/1-parse/tree.ts";
import type { Span } from "../source/span.ts";
import type { Diagnostic, TextEdit } from "./diagnostic.ts";

/** Whether edits, which are applied together, can be made. */
export type EditGuard = (edits: readonly TextEdit[]) => boolean;

/** Allows edits where the innermost list or object around all of them is free of syntax errors. */
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
    const around = tree === undefined ? undefined : innermostAround(tree, { start, end });
    return around !== undefined && (reaches[lastStartingBy(faults, around.end)] ?? -1) < around.start;
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

/** The smallest list or object that holds a span, with more around it. */
function innermostAround(root: JsonNode, { start, end }: Span): Span | undefined {
  let found: Span | undefined;
  let node: JsonNode | undefined = root;
  while (node !== undefined && (node.kind === "object" || node.kind === "array")) {
    if (start <= node.span.start || end > node.span.end) break;
    found = node.span;
    const parts: readonly (MemberNode | JsonNode)[] = node.kind === "object" ? node.members : node.items;
    const part: MemberNode | JsonNode | undefined = parts[lastStartingBy(parts, start)];
    node = part !== undefined && "key" in part ? part.value : part;
  }
  return found;
}
