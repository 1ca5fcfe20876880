// Columns of cells to a batch of rows, and to data that can be moved to another thread and back.
import type { ByteRows } from "@heddle/bytes";
import { type Dict, setKey, stringifyJson, type Value } from "@heddle/compiler";
import { type RowBatch, RowError, type TransferBatch } from "../../contracts/row-batch.ts";
import { type DictsOfColumns, dictsOfColumns } from "../make-row.ts";
import type { Cell } from "./cell.ts";
import { byteColumnOf, type ColumnRows } from "./column-rows.ts";
import {
  createDictionaryOpener,
  gathered,
  openColumn,
  packColumns,
  type PackedColumn,
  type PackedDictionaries,
} from "./packed-column.ts";
import type { TransferOpener } from "../row-format.ts";

export interface Cells {
  readonly names: readonly string[];
  /** The cells of each name, row by row; a missing one is null. */
  readonly columns: readonly ColumnRows[];
  readonly count: number;
  readonly firstRow: number;
  /** The names of every field of the file. */
  readonly all?: readonly string[];
  /** Makes the dicts of rows, where no cell is an error. */
  readonly dicts?: DictsOfColumns | undefined;
  /** About what the rows take. */
  readonly size: number;
  /** Whether some cell is an error. */
  readonly hasErrors: boolean;
}

export function cellsBatch(cells: Cells): RowBatch {
  const { names, columns: held, count, firstRow, all, dicts, size, hasErrors } = cells;
  // Most rows go as bytes, and their cells are never made.
  let made: readonly (readonly Cell[])[] | undefined;
  const columnsOf = () => (made ??= held.map((column) => column.levels() as readonly Cell[]));
  let dictOf: ReturnType<DictsOfColumns> | undefined;
  const read = (i: number): Value | RowError => {
    const columns = columnsOf();
    dictOf ??= dicts?.(columns as readonly (readonly Value[])[]);
    if (dictOf !== undefined) return dictOf(i);
    const row: Dict = {};
    for (let c = 0; c < columns.length; c += 1) {
      const cell = columns[c]?.[i] ?? null;
      if (cell instanceof RowError) return cell;
      setKey(row, names[c] ?? "", cell);
    }
    return row;
  };
  const raw = (i: number): string => {
    const row: Dict = {};
    const columns = columnsOf();
    for (const [c, name] of names.entries()) {
      const cell = columns[c]?.[i] ?? null;
      setKey(row, name, cell instanceof RowError ? null : cell);
    }
    return stringifyJson(row);
  };
  return {
    firstRow,
    count,
    read,
    raw,
    offset: () => undefined,
    ...(all === undefined ? {} : { columns: all }),
    ...(hasErrors ? {} : { byteRows: () => columnRowsOf(cells) }),
    toTransfer(): CellsTransfer {
      const { columns, dictionaries } = packColumns(held);
      return {
        format: "parquet",
        names,
        count,
        firstRow,
        ...gathered(columns),
        ...(dictionaries === undefined ? {} : { dictionaries }),
        size,
        hasErrors,
        ...(all === undefined ? {} : { all }),
      };
    },
  };
}

/** A batch on its way to another thread. */
export interface CellsTransfer extends TransferBatch {
  readonly format: "parquet";
  readonly names: readonly string[];
  readonly columns: readonly PackedColumn[];
  /** Where the bytes of all columns are. */
  readonly memory: ArrayBuffer;
  readonly dictionaries?: PackedDictionaries;
  readonly count: number;
  readonly firstRow: number;
  readonly all?: readonly string[];
  readonly size: number;
  readonly hasErrors: boolean;
}

/** Batches of a file have the same names, so that what makes their dicts is made once. */
export function createCellsOpener(): TransferOpener<CellsTransfer> {
  const openDictionaries = createDictionaryOpener();
  let last: { readonly key: string; readonly dicts: DictsOfColumns | undefined } | undefined;
  const dictsOf = (names: readonly string[]): DictsOfColumns | undefined => {
    const key = JSON.stringify(names);
    if (last?.key !== key) last = { key, dicts: dictsOfColumns(names.map((name, index) => ({ name, index }))) };
    return last.dicts;
  };
  return {
    open(transfer) {
      const dictionaries = transfer.dictionaries === undefined ? [] : openDictionaries(transfer.dictionaries);
      return cellsBatch({
        ...transfer,
        columns: transfer.columns.map((column) => openColumn(column, dictionaries)),
        dicts: transfer.hasErrors ? undefined : dictsOf(transfer.names),
      });
    },
  };
}

function columnRowsOf({ names, columns, count, size }: Cells): ByteRows {
  return {
    kind: "columns",
    count,
    size,
    columns: columns.map((column, c) => ({ name: names[c] ?? "", cells: byteColumnOf(column) })),
  };
}
