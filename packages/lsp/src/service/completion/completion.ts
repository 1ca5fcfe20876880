// In: a document and an offset. Out: everything that can be written there.
import type { Document } from "../document.ts";
import { locate, type Place, type Slot } from "../locate.ts";
import { keysOf } from "../role.ts";
import { completeSource } from "../source/complete.ts";
import { behindKey, commaBefore, type Completion, spanToReplace } from "./item.ts";
import { completeDictKeys, completeKeys, type KeyContext, takenKeys } from "./keys.ts";
import { completeValue } from "./values.ts";

/** The completions at an offset, best first. */
export function complete(document: Document, offset: number): readonly Completion[] {
  if (isInComment(document, offset)) return [];
  const place = locate(document, offset);
  const items =
    document.kind === "source"
      ? completeSource(document, offset, place)
      : completeSlot(document, offset, place.slot, place);
  return items.toSorted((a, b) => a.rank - b.rank);
}

function isInComment({ text, analysis }: Document, offset: number): boolean {
  return analysis.diagnostics.some(
    ({ code, span: { start, end } }) =>
      code === "syntax-comment" && offset > start && (offset < end || (offset === end && text.startsWith("//", start))),
  );
}

function completeSlot(document: Document, offset: number, slot: Slot, place: Place): Completion[] {
  switch (slot.kind) {
    case "none":
      return [];
    case "key": {
      const { member, token } = slot;
      const span = spanToReplace(document, offset, token);
      const also = commaBefore(document, slot.object, span.start);
      const items = completeKeys(slot.objectRole, {
        document,
        span,
        taken: takenKeys(slot.object, member?.key.value),
        behind: behindKey(document, span.end),
      });
      return also === undefined ? items : items.map((item) => ({ ...item, also }));
    }
    case "value": {
      const { node, role, list } = slot;
      const span = spanToReplace(document, offset, node);
      if (role.kind === "literal" && role.isKey === true && list !== undefined) {
        const own = node?.kind === "string" ? node.value : undefined;
        const taken = new Set(keysOf(list).filter((key) => key !== own));
        const context: KeyContext = {
          document,
          span,
          taken,
          behind: (value) => (/^\s*,/.test(document.text.slice(span.end, span.end + 200)) ? "" : `, ${value}`),
        };
        return completeDictKeys(role.place, false, context);
      }
      const parent = place.containers.at(-1)?.node;
      return completeValue(role, {
        document,
        span,
        ...(node && { node }),
        ...(parent?.kind === "array" && { items: parent.items.length }),
      });
    }
    default:
      return slot satisfies never;
  }
}
