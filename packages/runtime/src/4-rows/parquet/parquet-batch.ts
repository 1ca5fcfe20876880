// Columns of some rows to a batch that makes each row's dict when asked for.
import { type Dict, setKey, stringifyJson, type Value } from "@heddle/compiler";
import { type RowBatch, RowFault } from "../batch.ts";
import type { Field } from "./fields.ts";
import { fieldValue, type Levels } from "./nested.ts";
import type { Cell } from "./values.ts";

/** A field with the rows of each of its leaves. */
export interface FieldRows {
  readonly field: Field;
  readonly leaves: readonly (readonly Levels[])[];
}

/** `all`: the names of every field of the file. */
export function parquetBatch(columns: readonly FieldRows[], count: number, firstRow: number, all?: readonly string[]): RowBatch {
  const cells = columns.map(({ field, leaves }) => cellsOf(field, leaves, count));
  const names = columns.map(({ field }) => field.name);
  const read = (i: number): Value | RowFault => {
    const row: Dict = {};
    for (let c = 0; c < cells.length; c += 1) {
      const cell = cells[c]?.[i] ?? null;
      if (cell instanceof RowFault) return cell;
      setKey(row, names[c] ?? "", cell);
    }
    return row;
  };
  const raw = (i: number): string => {
    const row: Dict = {};
    for (const [c, name] of names.entries()) {
      const cell = cells[c]?.[i] ?? null;
      setKey(row, name, cell instanceof RowFault ? null : cell);
    }
    return stringifyJson(row);
  };
  return { firstRow, count, read, raw, offset: () => undefined, ...(all === undefined ? {} : { columns: all }) };
}

function cellsOf(field: Field, leaves: readonly (readonly Levels[])[], count: number): readonly Cell[] {
  const [only] = leaves;
  if (field.kind === "leaf" && field.repetition !== "REPEATED" && only !== undefined) return only as readonly Cell[];
  return Array.from({ length: count }, (_, i) => fieldValue(field, leaves.map((rows) => rows[i] ?? null)));
}
