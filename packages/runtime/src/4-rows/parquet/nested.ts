// The columns below a nested field, one row of each, to the field's value.
import { setKey, type Dict, type Value } from "@heddle/compiler";
import { RowError } from "../../contracts/row-batch.ts";
import type { Field } from "./fields.ts";
import type { Cell, Levels } from "./cell.ts";

/**
 * A group without fields has no column that could say whether it is there: null, as pyarrow reads it (D).
 * @throws Error when the columns below the field do not agree, which only a corrupt file does.
 */
export function fieldValue(field: Field, rows: readonly Levels[]): Cell {
  if (field.leaves.length === 0) return null;
  switch (field.repetition) {
    case "REQUIRED":
      return contentOf(field, rows);
    case "OPTIONAL": {
      if (field.kind === "leaf") return contentOf(field, rows);
      const length = sameLength(rows);
      return length === 0
        ? null
        : contentOf(
            field,
            rows.map((row) => listOf(row)[0] ?? null),
          );
    }
    case "REPEATED":
      // Without an annotation, a repeated field is a list (as the format says).
      return repeatedValues(field, rows, (parts) => contentOf(field, parts));
    default:
      return field.repetition satisfies never;
  }
}

function contentOf(field: Field, rows: readonly Levels[]): Cell {
  switch (field.kind) {
    case "leaf":
      return cellOf(rows[0]);
    case "dict": {
      const dict: Dict = {};
      for (const [child, parts] of partsOf(field.children, rows)) {
        const value = fieldValue(child, parts);
        if (value instanceof RowError) return value;
        setKey(dict, child.name, value);
      }
      return dict;
    }
    case "list":
      return repeatedValues(field.repeated, rows, (parts) => {
        const { repeated } = field;
        const [only] = repeated.kind === "dict" ? repeated.children : [];
        return field.element === "only-child" && only !== undefined
          ? fieldValue(only, parts)
          : contentOf(repeated, parts);
      });
    case "map":
      return field.hasStringKeys ? mapAsDict(field.repeated, rows) : mapAsList(field.repeated, rows);
    default:
      return field satisfies never;
  }
}

function repeatedValues(field: Field, rows: readonly Levels[], convert: (parts: readonly Levels[]) => Cell): Cell {
  const list: Value[] = [];
  const { length } = listOf(rows[0], field);
  sameLength(rows, field);
  for (let i = 0; i < length; i += 1) {
    const value = convert(rows.map((row) => listOf(row, field)[i] ?? null));
    if (value instanceof RowError) return value;
    list.push(value);
  }
  return list;
}

/** A key that comes twice: the last one counts, as the format says. */
function mapAsDict(repeated: Field, rows: readonly Levels[]): Cell {
  const dict: Dict = {};
  const entries = repeatedValues(repeated, rows, (parts) => entryOf(repeated, parts));
  if (entries instanceof RowError || !Array.isArray(entries)) return entries;
  for (const entry of entries) {
    const { key, value } = entry as { key: Value; value: Value };
    setKey(dict, typeof key === "string" ? key : String(key), value);
  }
  return dict;
}

function mapAsList(repeated: Field, rows: readonly Levels[]): Cell {
  return repeatedValues(repeated, rows, (parts) => entryOf(repeated, parts));
}

function entryOf(repeated: Field, rows: readonly Levels[]): Cell {
  const entry: { key: Value; value: Value } = { key: null, value: null };
  const children = repeated.kind === "dict" ? repeated.children : [];
  for (const [child, parts] of partsOf(children, rows)) {
    const value = fieldValue(child, parts);
    if (value instanceof RowError) return value;
    entry[child === children[0] ? "key" : "value"] = value;
  }
  return entry;
}

/** Each child with the rows of its own leaves. */
function* partsOf(children: readonly Field[], rows: readonly Levels[]): Generator<readonly [Field, readonly Levels[]]> {
  let from = 0;
  for (const child of children) {
    yield [child, rows.slice(from, from + child.leaves.length)];
    from += child.leaves.length;
  }
}

/** A repeated leaf with nothing in it comes as null. */
function listOf(row: Levels | undefined, field?: Field): readonly Levels[] {
  if (Array.isArray(row)) return row as readonly Levels[];
  if (field !== undefined && row === null) return [];
  throw new Error("the levels of a nested column do not fit its schema");
}

function sameLength(rows: readonly Levels[], field?: Field): number {
  const { length } = listOf(rows[0], field);
  if (rows.some((row) => listOf(row, field).length !== length))
    throw new Error("the columns of a nested field have different lengths");
  return length;
}

function cellOf(row: Levels | undefined): Cell {
  if (row === undefined || Array.isArray(row)) throw new Error("the levels of a nested column do not fit its schema");
  return row as Cell;
}
