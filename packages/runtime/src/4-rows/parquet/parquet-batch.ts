// Columns of some rows to a batch that makes each row's dict when asked for.
import type { RowBatch } from "../../contracts/row-batch.ts";
import type { DictsOfColumns } from "../make-row.ts";
import { cellsBatch } from "./cells-batch.ts";
import { type ColumnRows, plainRows } from "./column-rows.ts";
import type { Field, Leaf } from "./fields.ts";
import { fieldValue } from "./nested.ts";

/** A field with the rows of each of its leaves. */
export interface FieldRows {
  readonly field: Field;
  readonly leaves: readonly ColumnRows[];
}

/** The fields that are read, the columns and the names of all, and what makes the dicts of those that are read. */
export interface FileFields {
  readonly fields: readonly Field[];
  readonly all: readonly Leaf[];
  readonly names: readonly string[];
  readonly dicts: DictsOfColumns | undefined;
}

/** `size`: about what the rows take. */
export function parquetBatch(
  columns: readonly FieldRows[],
  count: number,
  firstRow: number,
  size: number,
  { names: all, dicts, hasErrors = false }: FileFields & { readonly hasErrors?: boolean },
): RowBatch {
  const cells = columns.map(({ field, leaves }) => cellsOf(field, leaves, count));
  const names = columns.map(({ field }) => field.name);
  return cellsBatch({ names, columns: cells, count, firstRow, all, dicts, size, hasErrors });
}

function cellsOf(field: Field, leaves: readonly ColumnRows[], count: number): ColumnRows {
  const [only] = leaves;
  if (field.kind === "leaf" && field.repetition !== "REPEATED" && only !== undefined) return only;
  const rows = leaves.map((leaf) => leaf.levels());
  return plainRows(
    Array.from({ length: count }, (_, i) =>
      fieldValue(
        field,
        rows.map((levels) => levels[i] ?? null),
      ),
    ),
  );
}
