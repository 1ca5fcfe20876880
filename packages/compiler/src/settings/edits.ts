// Changes of the text of an object: a member taken out, put in, or replaced, in the layout that the object has.
import type { Fix, TextEdit } from "../diagnostics/diagnostic.ts";
import type { MemberNode, ObjectNode } from "../phases/1-parse/tree.ts";
import type { Span } from "../source/span.ts";
import type { Setting, Settings } from "./setting.ts";

/** Puts another string in the place of one. */
export function replacement(span: Span, name: string): Fix {
  return { title: `Replace with "${name}"`, edits: [{ span, text: JSON.stringify(name) }] };
}

export function removal(member: MemberNode, object: ObjectNode): Fix {
  return { title: "Remove it", edits: [removalOf(member, object)] };
}

/** Takes a member out of its object, with one comma. */
export function removalOf(member: MemberNode, { members, span }: ObjectNode): TextEdit {
  const index = members.indexOf(member);
  const next = members[index + 1];
  if (next !== undefined) return { span: { start: member.span.start, end: next.span.start }, text: "" };
  return { span: { start: members[index - 1]?.span.end ?? span.start + 1, end: member.span.end }, text: "" };
}

/** Puts a member in front of the others of an object, spaced as the first of them. */
export function insertionInto({ members, span }: ObjectNode, member: string, text: string): TextEdit {
  const at = span.start + 1;
  const first = members[0];
  const inserted = first === undefined ? member : `${text.slice(at, first.span.start)}${member},`;
  return { span: { start: at, end: at }, text: inserted };
}

/** Puts keys after the last one, each with a value of its kind for a person to complete. */
export function addKeys(
  keys: readonly string[],
  { members, span }: ObjectNode,
  settings: Settings,
  text: string,
): TextEdit {
  const added = keys.map((key) => `${JSON.stringify(key)}: ${placeholderOf(settings[key])}`);
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined)
    return { span: { start: span.start + 1, end: span.start + 1 }, text: ` ${added.join(", ")} ` };
  const lead = text.slice(span.start + 1, first.span.start);
  const separator = lead.includes("\n") ? `,${lead.slice(lead.lastIndexOf("\n"))}` : ", ";
  return {
    span: { start: last.span.end, end: last.span.end },
    text: added.map((member) => `${separator}${member}`).join(""),
  };
}

function placeholderOf(setting: Setting | undefined): string {
  switch (setting?.kind) {
    case "object":
      return "{}";
    case "variants":
      return setting.shorthand === undefined ? "{}" : '""';
    case "list":
      return "[]";
    case "boolean":
      return "false";
    case "integer":
    case "number":
      return String(setting.minimum ?? 0);
    default:
      return '""';
  }
}
