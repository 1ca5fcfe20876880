// The schema of a Parquet file to a tree of fields whose shape is decided: what is a list, a map, a dict or a leaf.
import { parquetSchema } from "hyparquet";
import type { FileMetaData, SchemaElement, SchemaTree } from "hyparquet";

/** A physical column: where its values and levels come from. */
export interface Leaf {
  /** Its place among the columns of each row group. */
  readonly index: number;
  readonly element: SchemaElement;
  /** From the root to the leaf. */
  readonly schemaPath: SchemaTree[];
  /** Dotted, for messages. */
  readonly name: string;
}

interface FieldBase {
  readonly name: string;
  readonly repetition: "REQUIRED" | "OPTIONAL" | "REPEATED";
  /** The leaves at or below it, in order. */
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
 * The top-level fields, in the file's order. Lists follow the rules of the Parquet format for files of old writers too: a
 * repeated group of several fields, or of one but called `array` or `<list>_tuple`, is the element itself.
 */
export function fieldsOf(metadata: FileMetaData): readonly Field[] {
  const root = parquetSchema(metadata);
  let index = 0;

  const visit = (node: SchemaTree, path: readonly SchemaTree[]): Field => {
    if (path.length > MAX_DEPTH) throw new Error(`fields nest deeper than ${MAX_DEPTH}`);
    const schemaPath = [...path, node];
    const { element } = node;
    const base = { name: element.name, repetition: element.repetition_type ?? "REQUIRED" };
    if (element.type !== undefined) {
      const leaf: Leaf = { index, element, schemaPath, name: node.path.join(".") };
      index += 1;
      return { ...base, kind: "leaf", leaf, leaves: [leaf] };
    }
    const children = node.children.map((child) => visit(child, schemaPath));
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
  };

  return root.children.map((child) => visit(child, [root]));
}

function isAnnotated(element: SchemaElement, what: "LIST" | "MAP"): boolean {
  return element.converted_type === what || element.logical_type?.type === what;
}

function elementOf(repeated: Field, listName: string): "whole" | "only-child" {
  if (repeated.kind !== "dict" || repeated.children.length !== 1) return "whole";
  return repeated.name === "array" || repeated.name === `${listName}_tuple` ? "whole" : "only-child";
}

function isString(field: Field | undefined): boolean {
  if (field?.kind !== "leaf") return false;
  const { converted_type: converted, logical_type: logical } = field.leaf.element;
  return converted === "UTF8" || converted === "ENUM" || logical?.type === "STRING" || logical?.type === "ENUM";
}
