// In: a document and an offset in a path. Out: every use of the same path into the data, and its renaming.
import type { Span, TextEdit } from "@heddle/compiler";
import type { JsonNode, StringNode } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { locate } from "./locate.ts";
import { keyOf, type Role } from "./role.ts";
import { walk } from "./walk.ts";

/** The strings that read the same place of the row as the one at the offset, in the order of the text; none where it is no path. */
export function references(document: Document, offset: number): readonly Span[] {
  const wanted = pathAt(document, offset);
  if (wanted === undefined) return [];
  const found: Span[] = [];
  walk(document, {
    value(node, role) {
      const path = pathOf(node, role);
      if (
        path !== undefined &&
        path.length === wanted.path.length &&
        path.every((key, index) => key === wanted.path[index])
      )
        found.push(node.span);
    },
  });
  const [column, ...others] = wanted.path;
  if (others.length === 0) for (const node of namedColumns(document)) if (node.value === column) found.push(node.span);
  return found.toSorted((a, b) => a.start - b.start);
}

/** The place in the row that a string reads; undefined where it reads none that is known. */
function pathOf(node: JsonNode, role: Role): readonly string[] | undefined {
  if (node.kind !== "string") return undefined;
  const isRead = role.kind === "source" || (role.kind === "literal" && role.readsKey === true);
  return isRead ? keyOf(role.element, node.value).path : undefined;
}

/** The names of columns that the converter's settings give to a file without a header. */
function namedColumns({ tree }: Document): readonly StringNode[] {
  let node: JsonNode | undefined = tree;
  for (const key of ["converterConfig", "csv", "columns"])
    node = node?.kind === "object" ? node.members.findLast((member) => member.key.value === key)?.value : undefined;
  return node?.kind === "array" ? node.items.filter((item) => item.kind === "string") : [];
}

interface PathAt {
  readonly span: Span;
  readonly path: readonly string[];
}

function pathAt(document: Document, offset: number): PathAt | undefined {
  if (document.kind !== "converter") return undefined;
  const { slot } = locate(document, offset);
  if (slot.kind !== "value" || slot.node === undefined) return undefined;
  const path = pathOf(slot.node, slot.role);
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
