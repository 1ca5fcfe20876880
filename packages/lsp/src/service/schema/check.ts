// In: the tree of a source file and its schema. Out: what breaks the schema, each with its place and fixes.
import type { Fix, Span, TextEdit } from "@heddle/compiler";
import { type JsonNode, type ObjectNode, suggest } from "@heddle/compiler/language";
import type { SourceCode } from "./codes.ts";
import { type JsonSchema, propertyOf, valuesOf } from "./json-schema.ts";

export interface SchemaFinding {
  readonly code: SourceCode;
  readonly severity: "error";
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
  /** What its fixes put in is for a person to complete. */
  readonly needsInput?: true;
}

interface Findings {
  readonly text: string;
  readonly found: SchemaFinding[];
}

/** Every finding about a text and its tree, in the order of the text. */
export function checkSchema(text: string, tree: JsonNode, schema: JsonSchema): readonly SchemaFinding[] {
  const findings: Findings = { text, found: [] };
  check(tree, schema, "The source file", { start: tree.span.start, end: tree.span.start + 1 }, findings);
  return findings.found;
}

function check(node: JsonNode, schema: JsonSchema, name: string, place: Span, findings: Findings): void {
  if (node.kind === "missing") return;
  const fault = faultOf(node, schema);
  if (fault !== undefined) {
    const values = valuesOf(schema);
    const near = node.kind === "string" ? suggest(node.value, values) : undefined;
    findings.found.push({
      code: "source-wrong-value",
      severity: "error",
      span: node.span,
      message: `${name} must be ${fault}.`,
      ...(schema.description !== undefined && { hint: schema.description }),
      ...(near !== undefined && {
        fixes: [{ title: `Replace with "${near}"`, edits: [{ span: node.span, text: JSON.stringify(near) }] }],
      }),
    });
  } else if (node.kind === "object") checkObject(node, schema, name, place, findings);
}

function checkObject(node: ObjectNode, schema: JsonSchema, name: string, place: Span, findings: Findings): void {
  const { text, found } = findings;
  const keys = node.members.map((member) => member.key.value);
  const missing = requiredOf(node, schema).filter((key) => !keys.includes(key));
  const all =
    missing.length > 1
      ? [{ title: `Add all ${missing.length} missing keys`, edits: [addKeys(text, node, schema, missing)] }]
      : [];
  for (const key of missing) {
    const about = propertyOf(schema, key)?.description;
    found.push({
      code: "source-missing-key",
      severity: "error",
      span: place,
      message: `${name} lacks the key "${key}".`,
      ...(about !== undefined && { hint: about }),
      fixes: [
        { title: `Add "${key}"`, edits: [addKeys(text, node, schema, [key])] },
        ...(key === missing[0] ? all : []),
      ],
      needsInput: true,
    });
  }
  for (const { key, value } of node.members) {
    const property = propertyOf(schema, key.value);
    if (property !== undefined) check(value, property, `"${key.value}"`, key.span, findings);
    else if (schema.additionalProperties === false) {
      const near = suggest(
        key.value,
        Object.keys(schema.properties ?? {}).filter((known) => !keys.includes(known)),
      );
      found.push({
        code: "source-unknown-key",
        severity: "error",
        span: key.span,
        message: `There is no key ${JSON.stringify(key.value)} here.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
        ...(near !== undefined && {
          fixes: [{ title: `Replace with "${near}"`, edits: [{ span: key.span, text: JSON.stringify(near) }] }],
        }),
      });
    }
  }
}

/** Puts keys behind the last one, in the layout of the object. */
function addKeys(text: string, { members, span }: ObjectNode, schema: JsonSchema, keys: readonly string[]): TextEdit {
  const added = keys.map((key) => `${JSON.stringify(key)}: ${placeholderOf(propertyOf(schema, key))}`);
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

/** A value of the right type, for a person to complete. */
function placeholderOf(schema: JsonSchema | undefined): string {
  switch (schema?.type) {
    case "object":
      return "{}";
    case "array":
      return "[]";
    case "boolean":
      return "false";
    case "integer":
    case "number":
      return String(schema.minimum ?? 0);
    default:
      return '""';
  }
}

/** The keys that an object must have, given the values of others. */
export function requiredOf(node: ObjectNode, { required = [], allOf = [] }: JsonSchema): readonly string[] {
  const holds = (key: string, text: string): boolean =>
    node.members.some(
      (member) => member.key.value === key && member.value.kind === "string" && member.value.value === text,
    );
  const conditional = allOf.filter((part) =>
    Object.entries(part.if.properties).every(([key, value]) => holds(key, value.const)),
  );
  return [...required, ...conditional.flatMap(({ then }) => then.required)];
}

/** What the value must be, where it is not. */
function faultOf(node: JsonNode, schema: JsonSchema): string | undefined {
  const values = valuesOf(schema);
  if (values.length > 0)
    return node.kind === "string" && values.includes(node.value)
      ? undefined
      : `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`;
  if (schema.type !== undefined && !hasType(node, schema.type))
    return schema.type === "integer" || schema.type === "object" || schema.type === "array"
      ? `an ${schema.type}`
      : `a ${schema.type}`;
  if (node.kind === "string") return textFault(node.value, schema);
  if (node.kind === "number" && typeof node.value === "number") {
    if (schema.minimum !== undefined && node.value < schema.minimum) return `at least ${schema.minimum}`;
    if (schema.maximum !== undefined && node.value > schema.maximum) return `at most ${schema.maximum}`;
  }
  return undefined;
}

function textFault(text: string, { pattern, minLength, maxLength }: JsonSchema): string | undefined {
  if (minLength !== undefined && text.length < minLength) return `at least ${minLength} characters long`;
  if (maxLength !== undefined && text.length > maxLength) return `at most ${maxLength} characters long`;
  return pattern !== undefined && !new RegExp(pattern, "u").test(text) ? `a text that matches ${pattern}` : undefined;
}

function hasType(node: JsonNode, type: NonNullable<JsonSchema["type"]>): boolean {
  if (type === "integer")
    return node.kind === "number" && (typeof node.value === "bigint" || Number.isInteger(node.value));
  return node.kind === type;
}
