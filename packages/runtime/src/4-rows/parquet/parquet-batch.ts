// Columns of some rows to a batch that makes each row's dict when asked for.
import type { RowBatch } from "../../contracts/row-batch.ts";
import type { DictsOfColumns } from "../make-row.ts";
import { type Cell, cellsBatch } from "./cells-batch.ts";
import type { Field, Leaf } from "./fields.ts";
import { fieldValue, type Levels } from "./nested.ts";

/** A field with the rows of each of its leaves. */
export interface FieldRows {
  readonly field: Field;
  readonly leaves: readonly (readonly Levels[])[];
}

/** The fields that are read, the columns and the names of all, and what makes the dicts of those that are read. */
export interface FileFields {
  readonly fields: readonly Field[];
  readonly all: readonly Leaf[];
  readonly names: readonly string[];
  readonly dicts: DictsOfColumns | undefined;
}

export function parquetBatch(
  columns: readonly FieldRows[],
  count: number,
  firstRow: number,
  { names: all, dicts }: FileFields,
): RowBatch {
  const cells = columns.map(({ field, leaves }) => cellsOf(field, leaves, count));
  return cellsBatch({ names: columns.map(({ field }) => field.name), columns: cells, count, firstRow, all, dicts });
}

function cellsOf(field: Field, leaves: readonly (readonly Levels[])[], count: number): readonly Cell[] {
  const [only] = leaves;
  if (field.kind === "leaf" && field.repetition !== "REPEATED" && only !== undefined) return only as readonly Cell[];
  return Array.from({ length: count }, (_, i) =>
    fieldValue(
      field,
      leaves.map((rows) => rows[i] ?? null),
    ),
  );
}
