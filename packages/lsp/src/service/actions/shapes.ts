// Refactorings of one expression's shape: object to `dict` and back, a text wrapped in `value`, dotted and nested paths.
import type { ArrayNode, JsonNode, ObjectNode } from "@heddle/compiler/language";
import { operatorOf } from "../operators.ts";
import { type Action, replace, type Target, textOf } from "./action.ts";

/** `{ "a": "x" }` to `["dict", "a", "x"]`. */
export function objectToDict({ document, place }: Target): Action[] {
  const inner = place.containers.at(-1);
  if (inner?.node.kind !== "object" || inner.role.kind !== "source" || inner.node.members.length === 0) return [];
  const parts = inner.node.members.map(
    ({ key, value }) => `${textOf(document, key.span)}, ${textOf(document, value.span)}`,
  );
  return [
    {
      title: 'Write it as ["dict", ...]',
      kind: "rewrite",
      edits: [replace(inner.node.span, `["dict", ${parts.join(", ")}]`)],
    },
  ];
}

/** `["dict", "a", "x"]` to `{ "a": "x" }`. */
export function dictToObject({ document, place }: Target): Action[] {
  const inner = place.containers.at(-1);
  if (inner?.node.kind !== "array" || inner.role.kind !== "source" || nameOf(inner.node) !== "dict") return [];
  const items = inner.node.items.slice(1);
  if (items.length === 0 || items.length % 2 !== 0) return [];
  const keys = items.filter((_, index) => index % 2 === 0);
  // An object says the same only where no key comes twice.
  if (
    keys.some((key) => key.kind !== "string") ||
    new Set(keys.map((key) => (key.kind === "string" ? key.value : ""))).size !== keys.length
  )
    return [];
  const parts = keys.map(
    (key, index) => `${textOf(document, key.span)}: ${textOf(document, items[index * 2 + 1]?.span ?? key.span)}`,
  );
  return [
    { title: "Write it as an object", kind: "rewrite", edits: [replace(inner.node.span, `{ ${parts.join(", ")} }`)] },
  ];
}

/** `"x"`, meant as a text, to `["value", "x"]`. */
export function wrapInValue({ document, node, role }: Target): Action[] {
  if (role.kind !== "source" || node?.kind !== "string") return [];
  const text = textOf(document, node.span);
  return [
    {
      title: `Write the text itself: ["value", ${text.length > 40 ? "..." : text}]`,
      kind: "rewrite",
      edits: [replace(node.span, `["value", ${text}]`)],
    },
  ];
}

/** `"user.id"` to `["path", "user", "id"]`, and a path in a path to one. */
export function chainToPath({ document, node, role, place }: Target): Action[] {
  const found: Action[] = [];
  if (role.kind === "source" && node?.kind === "string" && /^[^.]+(?:\.[^.]+)+$/.test(node.value)) {
    const steps = node.value.split(".");
    const list = JSON.stringify(["path", ...steps]).replaceAll('","', '", "');
    found.push({ title: `Follow the keys one by one: ${list}`, kind: "rewrite", edits: [replace(node.span, list)] });
  }
  const inner = place.containers.at(-1);
  if (inner?.node.kind === "array" && inner.role.kind === "source" && isAssociative(inner.node)) {
    const operator = nameOf(inner.node);
    const nested = inner.node.items.filter(
      (item): item is ArrayNode => item.kind === "array" && nameOf(item) === operator && item.items.length > 1,
    );
    const edits = nested.map((item) => {
      const [first, last] = [item.items[1], item.items.at(-1)];
      return replace(
        item.span,
        first === undefined || last === undefined ? "" : document.text.slice(first.span.start, last.span.end),
      );
    });
    if (edits.length > 0) found.push({ title: `Inline the ${operator} inside`, kind: "inline", edits });
    // One of one argument yields what the argument does; concat makes a text of it.
    const [, only, ...others] = inner.node.items;
    if (only !== undefined && others.length === 0 && operator !== "concat")
      found.push({
        title: `Inline the only argument of ${operator}`,
        kind: "inline",
        edits: [replace(inner.node.span, textOf(document, only.span))],
      });
  }
  return found;
}

/** Operators that say the same when some of their neighbouring arguments stand in one of their own. */
const ASSOCIATIVE: ReadonlySet<string> = new Set(["path", "any", "concat"]);

function isAssociative(list: ArrayNode): boolean {
  const name = nameOf(list);
  return name !== undefined && ASSOCIATIVE.has(name);
}

/** The operator's own name, whatever alias is written. */
export function nameOf(node: JsonNode): string | undefined {
  const head = node.kind === "array" ? node.items[0] : undefined;
  return head?.kind === "string" ? operatorOf(head.value)?.name : undefined;
}

/** The selected arguments of an operator to an inner list of the same operator. */
export function extractArguments({ document, span, place }: Target): Action[] {
  const inner = place.containers.at(-1);
  if (inner?.node.kind !== "array" || inner.role.kind !== "source" || !isAssociative(inner.node)) return [];
  const selected = inner.node.items
    .slice(1)
    .filter((item) => item.span.start >= span.start && item.span.end <= span.end);
  const [first, last] = [selected[0], selected.at(-1)];
  if (first === undefined || last === undefined || first === last || selected.length === inner.node.items.length - 1)
    return [];
  const head = inner.node.items[0];
  const text = `[${head === undefined ? "" : textOf(document, head.span)}, ${document.text.slice(first.span.start, last.span.end)}]`;
  return [
    {
      title: `Extract the selected arguments to a ${nameOf(inner.node)} of their own`,
      kind: "extract",
      edits: [replace({ start: first.span.start, end: last.span.end }, text)],
    },
  ];
}

/** The selected members of an object to a dict of their own, merged with the rest; and back. */
export function extractMembers({ document, span, place }: Target): Action[] {
  const inner = place.containers.at(-1);
  if (inner?.node.kind !== "object" || inner.role.kind !== "source") return [];
  const { members } = inner.node;
  const from = members.findIndex((member) => member.span.start >= span.start && member.span.end <= span.end);
  const chosen = from < 0 ? [] : members.slice(from).filter((member) => member.span.end <= span.end);
  if (chosen.length === 0 || chosen.length === members.length) return [];
  const groups = [members.slice(0, from), chosen, members.slice(from + chosen.length)].filter(
    (group) => group.length > 0,
  );
  const text = `["merge_dicts", ${groups.map((group) => `{ ${group.map((member) => textOf(document, member.span)).join(", ")} }`).join(", ")}]`;
  return [
    {
      title: "Extract the selected members to a dict of their own",
      kind: "extract",
      edits: [replace(inner.node.span, text)],
    },
  ];
}

/** `["merge_dicts", { ... }, { ... }]` of plain objects to one object. */
export function inlineMerge({ document, place }: Target): Action[] {
  const list = place.containers
    .map(({ node, role }) => ({ node, role }))
    .findLast(({ node, role }) => node.kind === "array" && role.kind === "source" && nameOf(node) === "merge_dicts");
  if (list?.node.kind !== "array") return [];
  const objects = list.node.items.slice(1);
  if (objects.length < 2 || !objects.every((item): item is ObjectNode => item.kind === "object")) return [];
  const members = objects.flatMap((object) => object.members);
  // A member without a value leaves the earlier one standing in merge_dicts, but not in an object.
  if (new Set(members.map(({ key }) => key.value)).size !== members.length) return [];
  return [
    {
      title: "Inline the dicts into one object",
      kind: "inline",
      edits: [replace(list.node.span, `{ ${members.map((member) => textOf(document, member.span)).join(", ")} }`)],
    },
  ];
}
