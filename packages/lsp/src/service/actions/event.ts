// Refactorings of the event as a whole: its keys in the order of the API, and columns of the sample that are not mapped yet.
import type { Span } from "@heddle/compiler";
import { EVENT_KEYS, type ObjectNode } from "@heddle/compiler/language";
import type { Document } from "../document.ts";
import type { Role } from "../role.ts";
import { walk } from "../walk.ts";
import { type Action, around, indentAt, replace, separatorOf, type Target, textOf } from "./action.ts";

const ORDER: ReadonlyMap<string, number> = new Map(EVENT_KEYS.map((key, index) => [key.name, index]));

function isEvent(node: { readonly kind: string }, role: Role): node is ObjectNode {
  return node.kind === "object" && role.kind === "source" && role.place.kind === "event";
}

/** The members of an event in the order of Amplitude's documentation; unknown keys stay behind, in their order. */
export function sortKeys(target: Target): Action[] {
  const event = around(target, isEvent);
  if (event === undefined) return [];
  const { members } = event.node;
  const sorted = members.toSorted((a, b) => rankOf(a.key.value) - rankOf(b.key.value));
  if (sorted.every((member, index) => member === members[index])) return [];
  // Each member's text goes to another's place, so that the layout stays.
  const edits = members.flatMap((member, index) => {
    const other = sorted[index];
    return other === undefined || other === member ? [] : [replace(member.span, textOf(target.document, other.span))];
  });
  return [{ title: "Sort the keys in the order of the API", kind: "sort", edits }];
}

function rankOf(key: string): number {
  return ORDER.get(key) ?? ORDER.size;
}

/** Columns of the sample that the converter reads nowhere, into `event_properties`. */
export function mapRemaining(target: Target): Action[] {
  const { document } = target;
  const event = around(target, isEvent);
  const columns = document.sample?.type.keys;
  if (event === undefined || columns === undefined) return [];
  const read = columnsRead(document);
  const rest = [...columns.keys()].filter((column) => !read.has(column));
  if (rest.length === 0) return [];
  const title = `Map ${rest.length === 1 ? `the remaining column ${JSON.stringify(rest[0])}` : `all ${rest.length} remaining columns`} to event_properties`;
  const properties = event.node.members.find((member) => member.key.value === "event_properties");
  const pair = (column: string): string => `${JSON.stringify(column)}: ${JSON.stringify(column)}`;
  if (properties?.value.kind === "object") {
    const { members, span } = properties.value;
    const present = new Set(members.map((member) => member.key.value));
    const added = rest.filter((column) => !present.has(column)).map(pair);
    const last = members.at(-1);
    if (added.length === 0) return [];
    const text =
      last === undefined
        ? ` ${added.join(", ")} `
        : added.map((one) => `${separatorOf(document, members)}${one}`).join("");
    return [
      {
        title,
        kind: "rewrite",
        edits: [last === undefined ? insert(span.start + 1, text) : insert(last.span.end, text)],
      },
    ];
  }
  if (properties !== undefined) return [];
  const last = event.node.members.at(-1);
  const indent = last === undefined ? "" : indentAt(document, last.span.start);
  const inner = rest.map((column) => `\n${indent}  ${pair(column)}`).join(",");
  const member = `"event_properties": {${inner}\n${indent}}`;
  return [
    {
      title,
      kind: "rewrite",
      edits: [
        last === undefined
          ? insert(event.node.span.start + 1, member)
          : insert(last.span.end, `${separatorOf(document, event.node.members)}${member}`),
      ],
    },
  ];
}

function insert(at: number, text: string): { span: Span; text: string } {
  return replace({ start: at, end: at }, text);
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
