// Maps the columns of the sample that the converter reads nowhere.
import type { ObjectNode } from "@heddle/compiler/language";
import { columnsRead } from "../references.ts";
import { defineAction, type Offer } from "./define.ts";
import { eventObject, indentAt, insert, separatorOf, type Target } from "./target.ts";

const PROPERTIES = "event_properties";

export const mapRemainingColumns = defineAction({
  name: "map-remaining-columns",
  summary: "Map the columns of the sample that nothing reads to `event_properties`",
  kind: "rewrite",
  keepsMeaning: false,
  offer: (target) => {
    const event = eventObject(target);
    const columns = target.document.sample?.type.keys;
    if (event === undefined || columns === undefined) return [];
    const read = columnsRead(target.document);
    const properties = event.members.find((member) => member.key.value === PROPERTIES);
    const present = properties?.value.kind === "object" ? properties.value.members.map(({ key }) => key.value) : [];
    const rest = [...columns.keys()].filter((column) => !read.has(column) && !present.includes(column));
    if (rest.length === 0) return [];
    if (properties === undefined) return [{ title: titleOf(rest), edits: [newProperties(target, event, rest)] }];
    return properties.value.kind === "object" ? [intoProperties(target, properties.value, rest)] : [];
  },
  examples: [
    {
      before: '{"user_id": "uid",| "event_type": ["path", "meta", "type"]}',
      sample: [{ uid: "u", meta: { type: "t" }, price: 3, 'na"me': "x" }],
      after:
        '{"user_id": "uid", "event_type": ["path", "meta", "type"], "event_properties": {\n  "price": "price",\n  "na\\"me": "na\\"me"\n}}',
    },
    {
      name: "into the properties that are there",
      before: '{"user_id": "uid",| "event_properties": {"p": "price"}}',
      sample: [{ uid: "u", price: 3, color: "x" }],
      after: '{"user_id": "uid", "event_properties": {"p": "price", "color": "color"}}',
    },
  ],
});

function titleOf(columns: readonly string[]): string {
  const what =
    columns.length === 1
      ? `the remaining column ${JSON.stringify(columns[0])}`
      : `all ${columns.length} remaining columns`;
  return `Map ${what} to ${PROPERTIES}`;
}

function pairOf(column: string): string {
  return `${JSON.stringify(column)}: ${JSON.stringify(column)}`;
}

function intoProperties({ document }: Target, { members, span }: ObjectNode, columns: readonly string[]): Offer {
  const last = members.at(-1);
  const pairs = columns.map(pairOf);
  const edit =
    last === undefined
      ? insert(span.start + 1, ` ${pairs.join(", ")} `)
      : insert(last.span.end, pairs.map((pair) => `${separatorOf(document, members)}${pair}`).join(""));
  return { title: titleOf(columns), edits: [edit] };
}

function newProperties({ document }: Target, event: ObjectNode, columns: readonly string[]): Offer["edits"][number] {
  const last = event.members.at(-1);
  const indent = last === undefined ? "" : indentAt(document, last.span.start);
  const inner = columns.map((column) => `\n${indent}  ${pairOf(column)}`).join(",");
  const member = `"${PROPERTIES}": {${inner}\n${indent}}`;
  return last === undefined
    ? insert(event.span.start + 1, member)
    : insert(last.span.end, `${separatorOf(document, event.members)}${member}`);
}
