// The part of JSON Schema that source files are described with, and the schema that holds at a place of a tree.
import type { JsonNode } from "@heddle/compiler/language";

export interface JsonSchema {
  /** `object`, `string`, `integer`, `number`, `boolean` or `array`. */
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Further keys that are required where keys have certain values. */
  readonly allOf?: readonly {
    readonly if: { readonly properties: Readonly<Record<string, { readonly const: string }>> };
    readonly then: { readonly required: readonly string[] };
  }[];
  readonly additionalProperties?: boolean;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The schema of a key of an object. */
export function propertyOf(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  return schema?.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
}

/** The schema of the innermost of nested containers, from the root's. */
export function schemaAt(root: JsonSchema, containers: readonly JsonNode[]): JsonSchema | undefined {
  let schema: JsonSchema | undefined = root;
  for (const [index, node] of containers.entries()) {
    const inner = containers[index + 1];
    if (inner === undefined) return schema;
    const member = node.kind === "object" ? node.members.find(({ value }) => value === inner) : undefined;
    schema = member === undefined ? undefined : propertyOf(schema, member.key.value);
  }
  return schema;
}

/** The values that a schema allows, where they can be listed. */
export function valuesOf(schema: JsonSchema): readonly string[] {
  return schema.const !== undefined ? [schema.const] : (schema.enum ?? []);
}
