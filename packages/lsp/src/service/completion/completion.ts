// In: a document and an offset. Out: everything that can be written there.
import type { SampleType } from "@heddle/compiler";
import type { JsonNode, ObjectNode } from "@heddle/compiler/language";
import type { Document } from "../document.ts";
import { isClosed, locate, type CaretContext, type Slot } from "../locate.ts";
import { operatorOfList } from "../operators.ts";
import { elementAfter, keysOf } from "../role.ts";
import { completeSource } from "../source/complete.ts";
import { afterKey, type Completion, missingCommas, type Room, spanToReplace } from "./item.ts";
import { completeDictKeys, completeKeys, takenKeys } from "./keys.ts";
import { completeValue } from "./values.ts";

/** The completions at an offset, best first. */
export function complete(document: Document, offset: number): readonly Completion[] {
  if (isInComment(document, offset) || isOutside(document, offset)) return [];
  const caret = locate(document, offset);
  const room = roomAt(document, offset, caret);
  if (room === undefined) return [];
  const items =
    document.kind === "source" ? completeSource(document, caret, room) : completeSlot(document, caret, room);
  const { before, after } = room.commas;
  return items
    .map((item) => ({
      ...item,
      // A key is followed by its value, and that by the comma.
      text: caret.slot.kind === "value" ? `${item.text}${after}` : item.text,
      ...(before !== undefined && { also: before }),
    }))
    .toSorted((a, b) => a.rank - b.rank);
}

/** Whether an offset is before or after the list or object that is the whole file, or that is one no tree was made of. */
function isOutside({ tree, text }: Document, offset: number): boolean {
  if (tree === undefined) return /[[{]/.test(text);
  if (tree.kind !== "object" && tree.kind !== "array") return false;
  return offset <= tree.span.start || (isClosed(tree, text) && offset >= tree.span.end);
}

function isInComment({ text, analysis }: Document, offset: number): boolean {
  return analysis.diagnostics.some(
    ({ code, span: { start, end } }) =>
      code === "syntax-comment" &&
      offset > start &&
      (offset < end || (offset === end && !text.startsWith("/*", start))),
  );
}

/** Where a completion goes; undefined where nothing can be written. */
function roomAt(document: Document, offset: number, { slot, containers }: CaretContext): Room | undefined {
  if (slot.kind === "none") return undefined;
  if (isBesideJunk(document, offset, slot)) return undefined;
  if (slot.kind === "key") {
    if (slot.token === undefined && !hasRoomForKey(document.text, offset, slot.object)) return undefined;
    const span = spanToReplace(document, offset, slot.token);
    return { span, commas: missingCommas(document, slot.object.members, span, slot.member) };
  }
  const { node, member, list } = slot;
  const isQuoted = node !== undefined && document.text[node.span.start] === '"' && node.span.start < offset;
  if (
    !isQuoted &&
    (isAfterOpenQuote(document.text, offset) || (list !== undefined && isBeforeKey(document.text, offset)))
  )
    return undefined;
  if (node !== undefined && isContainer(node)) return undefined;
  // A colon and the value after it leave room for nothing, nor does the operator of a list before it.
  if (node === undefined && member !== undefined && member.value.kind !== "missing") return undefined;
  if (node === undefined && slot.index === 0 && list !== undefined && operatorOfList(list) !== undefined)
    return undefined;
  const span = spanToReplace(document, offset, node);
  const parent = containers.at(-1)?.node;
  const parts = parent === undefined ? [] : parent.kind === "object" ? parent.members : parent.items;
  return { span, commas: missingCommas(document, parts, span, member ?? node) };
}

/** Whether an offset touches what JSON has no place for: a value there would only be one more thing in the wrong place. */
function isBesideJunk({ analysis, text }: Document, offset: number, slot: Slot): boolean {
  const own = slot.kind === "key" ? slot.token : slot.kind === "value" ? slot.node : undefined;
  if (own !== undefined && own.span.start < offset) return false;
  return (
    /[=;>#]/.test(text.charAt(offset - 1)) ||
    analysis.diagnostics.some(
      ({ code, span }) => code === "syntax-unexpected" && offset >= span.start && offset <= span.end,
    )
  );
}

/** Whether a string that is never closed begins on the line before an offset: what is put there would end it. */
function isAfterOpenQuote(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return (line.replaceAll(/\\./g, "").match(/"/g)?.length ?? 0) % 2 === 1;
}

/** Whether a key follows, so that the list around an offset lacks its bracket before it. */
function isBeforeKey(text: string, offset: number): boolean {
  return /^\s*"[^"\n]*"\s*:/.test(text.slice(offset, offset + 1_000));
}

/** Whether a new key can be put at an offset: not in a string that is never closed, behind a bracket too many, or before what no key can precede. */
function hasRoomForKey(text: string, offset: number, { span, members }: ObjectNode): boolean {
  if (isAfterOpenQuote(text, offset)) return false;
  const before = members.findLast((member) => member.span.end <= offset)?.span.end ?? span.start + 1;
  return !/[[\]{}]/.test(text.slice(before, offset)) && !/^\s*[[{;:=]/.test(text.slice(offset, offset + 1_000));
}

function isContainer({ kind }: JsonNode): boolean {
  return kind === "object" || kind === "array";
}

function completeSlot(document: Document, { slot, containers }: CaretContext, room: Room): readonly Completion[] {
  const { span } = room;
  switch (slot.kind) {
    case "none":
      return [];
    case "key":
      return completeKeys(slot.objectRole, {
        document,
        span,
        taken: takenKeys(slot.object, slot.member?.key.value),
        after: afterKey(document, room, slot.member),
      });
    case "value": {
      const { node, role, list } = slot;
      if (role.kind === "literal" && role.isKey === true && list !== undefined)
        return completeDictKeys(role.use, false, { document, span, ...keyOfList(list, node) });
      const parent = containers.at(-1)?.node;
      const comparedWith = typeComparedWith(containers);
      return completeValue(role, {
        document,
        span,
        ...(comparedWith !== undefined && { comparedWith }),
        ...(node && { node }),
        ...(parent?.kind === "array" && { items: parent.items.length }),
      });
    }
    default:
      return slot satisfies never;
  }
}

/** What a sample shows at the other argument of the comparison that the innermost list is an argument of. */
function typeComparedWith(containers: CaretContext["containers"]): SampleType | undefined {
  const [outer, inner] = containers.slice(-2);
  if (outer?.node.kind !== "array" || outer.role.kind !== "source" || inner === undefined) return undefined;
  if (operatorOfList(outer.node)?.compares !== true) return undefined;
  const { element } = outer.role;
  return outer.node.items
    .slice(1)
    .filter((item) => item !== inner.node)
    .map((item) => elementAfter(item, element).type)
    .find((type) => type !== undefined);
}

/** A key of a dict that is written as a list: the other keys, and what follows it. */
function keyOfList(
  list: NonNullable<Extract<Slot, { kind: "value" }>["list"]>,
  node: JsonNode | undefined,
): { readonly taken: ReadonlySet<string>; readonly after: (value: string) => string } {
  const own = node?.kind === "string" ? node.value : undefined;
  const hasValue = node !== undefined && list.items.at(-1) !== node;
  return {
    taken: new Set(keysOf(list).filter((key) => key !== own)),
    after: (value) => (hasValue ? "" : `, ${value}`),
  };
}
