// Completion in source files: keys that are not there yet, and the values that a key can have.
import type { Document } from "../document.ts";
import type { Place } from "../locate.ts";
import { escapeSnippet } from "../snippet.ts";
import { behindKey, type Completion, spanToReplace } from "../completion/item.ts";
import { takenKeys } from "../completion/keys.ts";
import { requiredOf } from "./check.ts";
import { type JsonSchema, propertyOf, schemaAt, valuesOf } from "./json-schema.ts";

export function completeSchema(document: Document, offset: number, { containers, slot }: Place): Completion[] {
  if (document.schema === undefined) return [];
  const here = schemaAt(
    document.schema,
    containers.map(({ node }) => node),
  );
  if (here === undefined) return [];
  if (slot.kind === "key") {
    const span = spanToReplace(document, offset, slot.token);
    const taken = takenKeys(slot.object, slot.member?.key.value);
    const behind = behindKey(document, span.end);
    const needed = requiredOf(slot.object, here);
    return Object.entries(here.properties ?? {})
      .filter(([name]) => !taken.has(name))
      .map(([name, schema], index) => {
        const required = needed.includes(name);
        const quoted = JSON.stringify(name);
        return {
          label: name,
          kind: "setting",
          detail: required ? "required" : "optional",
          doc: () => schema.description ?? "",
          span,
          text: `${escapeSnippet(quoted)}${behind(snippetOf(schema))}`,
          snippet: true,
          filter: quoted,
          rank: index + (required ? 0 : 100),
        };
      });
  }
  if (slot.kind !== "value" || slot.member === undefined) return [];
  const schema = propertyOf(here, slot.member.key.value);
  const span = spanToReplace(document, offset, slot.node);
  return (schema === undefined ? [] : valuesOf(schema)).map((value, rank) => ({
    label: value,
    kind: "value",
    detail: slot.member?.key.value ?? "",
    span,
    text: JSON.stringify(value),
    filter: JSON.stringify(value),
    rank,
  }));
}

function snippetOf(schema: JsonSchema): string {
  const values = valuesOf(schema);
  if (values.length > 0) return `"\${1|${values.join(",")}|}"`;
  switch (schema.type) {
    case "object":
      return `{${(schema.required ?? []).map((key, index) => ` "${key}": "$${index + 1}"`).join(",")} }`;
    case "integer":
    case "number":
      return "${1:1}";
    case "boolean":
      return "${1|true,false|}";
    case "array":
      return "[$1]";
    default:
      return '"$1"';
  }
}
