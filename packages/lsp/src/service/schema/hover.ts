// Hover in source files: the description of the key under the caret, or of the value's.
import type { Document } from "../document.ts";
import type { Hover } from "../hover.ts";
import type { Place } from "../locate.ts";
import { code, sections } from "../markdown.ts";
import { propertyOf, schemaAt, valuesOf } from "./json-schema.ts";

export function hoverSchema(document: Document, { containers, slot }: Place): Hover | undefined {
  const member = slot.kind === "none" ? undefined : slot.member;
  if (document.schema === undefined || member === undefined) return undefined;
  const schema = propertyOf(
    schemaAt(
      document.schema,
      containers.map(({ node }) => node),
    ),
    member.key.value,
  );
  if (schema === undefined) return undefined;
  const values = valuesOf(schema);
  return {
    span: member.key.span,
    text: sections(
      `**${member.key.value}**${schema.type === undefined ? "" : `: ${schema.type}`}`,
      schema.description ?? "",
      values.length === 0 ? "" : `One of ${values.map(code).join(", ")}`,
    ),
  };
}
