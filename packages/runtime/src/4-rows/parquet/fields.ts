// The schema of a Parquet file to a tree of fields whose shape is decided: what is a list, a map, a dict or a leaf.
import type { SchemaElement } from "hyparquet";
import type { ParquetMetadata } from "./metadata.ts";

/** A physical column: where its values and levels come from. */
export interface Leaf {
  /** Its place among the columns of each row group. */
  readonly index: number;
  readonly element: SchemaElement;
  /** From the root to the leaf. */
  readonly schemaPath: readonly SchemaNode[];
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  /** Dotted, for messages. */
  readonly name: string;
}

/** As hyparquet's assembly of lists takes the elements of a path. */
interface SchemaNode {
  readonly element: SchemaElement;
  readonly children: readonly SchemaNode[];
  readonly count: number;
  readonly path: readonly string[];
}

interface FieldBase {
  readonly name: string;
  readonly repetition: "REQUIRED" | "OPTIONAL" | "REPEATED";
  /** The leaves at or below it, in order; a group without fields has none. */
  readonly leaves: readonly Leaf[];
}

export type Field =
  | (FieldBase & { readonly kind: "leaf"; readonly leaf: Leaf })
  | (FieldBase & { readonly kind: "dict"; readonly children: readonly Field[] })
  /** Its one child is the repeated field, which stands for the elements. */
  | (FieldBase & { readonly kind: "list"; readonly repeated: Field; readonly element: "whole" | "only-child" })
  | (FieldBase & { readonly kind: "map"; readonly repeated: Field; readonly hasStringKeys: boolean });

const MAX_DEPTH = 100;

/**
 * The top-level fields, in the file's order. Lists follow the rules of the Parquet format for files of old writers too (R): a
 * repeated group of several fields, of one repeated field, or of one but called `array` or `<list>_tuple`, is the element itself.
 * @throws Error when the schema is not a tree
 */
export function fieldsOf({ schema }: Pick<ParquetMetadata, "schema">): readonly Field[] {
  const root = rootOf(schema);
  const leaves = { count: 0 };
  return root.children.map((child) => fieldOf(child, [root], leaves));
}

/** The flat list of elements, depth first, as the tree that it stands for. */
function rootOf(schema: readonly SchemaElement[]): SchemaNode {
  let next = 0;
  const take = (parent: readonly string[] | undefined): SchemaNode => {
    const element = schema[next];
    if (element === undefined) throw new Error(`its groups announce more fields than the ${schema.length} that it has`);
    next += 1;
    const path = parent === undefined ? [] : [...parent, element.name];
    if (path.length > MAX_DEPTH) throw new Error(`fields nest deeper than ${MAX_DEPTH}`);
    const start = next;
    const children: SchemaNode[] = [];
    if (element.type === undefined) for (let i = 0; i < (element.num_children ?? 0); i += 1) children.push(take(path));
    return { element, children, count: next - start + 1, path };
  };
  return take(undefined);
}

function fieldOf(node: SchemaNode, path: readonly SchemaNode[], seen: { count: number }): Field {
  const schemaPath = [...path, node];
  const { element } = node;
  const base = { name: element.name, repetition: element.repetition_type ?? "REQUIRED" };
  if (element.type !== undefined) {
    const leaf: Leaf = {
      index: seen.count,
      element,
      schemaPath,
      maxDefinition: levelsOf(schemaPath, ({ repetition_type: type }) => type !== "REQUIRED"),
      maxRepetition: levelsOf(schemaPath, ({ repetition_type: type }) => type === "REPEATED"),
      name: node.path.join("."),
    };
    seen.count += 1;
    return { ...base, kind: "leaf", leaf, leaves: [leaf] };
  }
  const children = node.children.map((child) => fieldOf(child, schemaPath, seen));
  const leaves = children.flatMap((child) => child.leaves);
  const [only] = children;
  if (children.length === 1 && only?.repetition === "REPEATED") {
    if (isAnnotated(element, "LIST"))
      return { ...base, kind: "list", leaves, repeated: only, element: elementOf(only, element.name) };
    if (
      (isAnnotated(element, "MAP") || element.converted_type === "MAP_KEY_VALUE") &&
      only.kind === "dict" &&
      (only.children.length === 2 || only.children.length === 1)
    ) {
      return { ...base, kind: "map", leaves, repeated: only, hasStringKeys: isString(only.children[0]) };
    }
  }
  return { ...base, kind: "dict", leaves, children };
}

/** How many elements below the root add a level. */
function levelsOf(path: readonly SchemaNode[], adds: (element: SchemaElement) => boolean): number {
  return path.slice(1).filter(({ element }) => adds(element)).length;
}

function isAnnotated(element: SchemaElement, what: "LIST" | "MAP"): boolean {
  return element.converted_type === what || element.logical_type?.type === what;
}

function elementOf(repeated: Field, listName: string): "whole" | "only-child" {
  if (repeated.kind !== "dict" || repeated.children.length !== 1) return "whole";
  if (repeated.children[0]?.repetition === "REPEATED") return "whole";
  return repeated.name === "array" || repeated.name === `${listName}_tuple` ? "whole" : "only-child";
}

function isString(field: Field | undefined): boolean {
  if (field?.kind !== "leaf") return false;
  const { converted_type: converted, logical_type: logical } = field.leaf.element;
  return converted === "UTF8" || converted === "ENUM" || logical?.type === "STRING" || logical?.type === "ENUM";
}
