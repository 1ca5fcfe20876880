// In: a document and an offset in a path. Out: every use of the same path into the data, and its renaming.
import type { Span, TextEdit } from "@heddle/compiler";
import type { Document } from "./document.ts";
import { locate } from "./locate.ts";
import { keyOf } from "./role.ts";
import { walk } from "./walk.ts";

/** The strings that read the same place of the row as the one at the offset, in the order of the text; none where it is no path. */
export function references(document: Document, offset: number): readonly Span[] {
  const wanted = pathAt(document, offset);
  if (wanted === undefined) return [];
  const found: Span[] = [];
  walk(document, {
    value(node, role) {
      if (node.kind !== "string" || role.kind !== "source") return;
      const path = keyOf(role.element, node.value).path;
      if (
        path !== undefined &&
        path.length === wanted.path.length &&
        path.every((key, index) => key === wanted.path[index])
      )
        found.push(node.span);
    },
  });
  return found;
}

interface PathAt {
  readonly span: Span;
  readonly path: readonly string[];
}

function pathAt(document: Document, offset: number): PathAt | undefined {
  if (document.kind !== "converter") return undefined;
  const { slot } = locate(document, offset);
  if (slot.kind !== "value" || slot.node?.kind !== "string" || slot.role.kind !== "source") return undefined;
  const path = keyOf(slot.role.element, slot.node.value).path;
  return path === undefined ? undefined : { span: slot.node.span, path };
}

/** The path under the caret as a thing that can be renamed: its span without the quotes, and its last key. */
export function renameable(
  document: Document,
  offset: number,
): { readonly span: Span; readonly name: string } | undefined {
  const found = pathAt(document, offset);
  return found === undefined
    ? undefined
    : {
        span: { start: found.span.start + 1, end: Math.max(found.span.start + 1, found.span.end - 1) },
        name: found.path.at(-1) ?? "",
      };
}

/** The edits that make every use of the path under the caret read another key. */
export function rename(document: Document, offset: number, name: string): readonly TextEdit[] {
  return references(document, offset).map((span) => ({ span, text: JSON.stringify(name) }));
}

/** The keys of the row that some path of the converter starts with. */
export function columnsRead(document: Document): ReadonlySet<string> {
  const read = new Set<string>();
  walk(document, {
    value(node, role) {
      if (node.kind === "string" && role.kind === "source" && role.element.path?.length === 0) read.add(node.value);
    },
  });
  return read;
}
