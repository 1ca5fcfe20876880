// Columns of cells to a batch of rows, and to data that can be moved to another thread and back.
import type { ByteRows } from "@heddle/bytes";
import { type Dict, parseJson, setKey, stringifyJson, type Value } from "@heddle/compiler";
import { type RowBatch, RowError, type TransferBatch } from "../../contracts/row-batch.ts";
import type { DictsOfColumns } from "../make-row.ts";
import type { Cell } from "./cell.ts";
import { type ColumnRows, plainRows } from "./column-rows.ts";

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
    toTransfer: (): CellsTransfer => ({
      format: "parquet",
      names,
      count,
      firstRow,
      columns: columnsOf().map((column) => packCells(column, count)),
      size,
      ...(all === undefined ? {} : { all }),
    }),
  };
}

/** A batch on its way to another thread. */
export interface CellsTransfer extends TransferBatch {
  readonly format: "parquet";
  readonly names: readonly string[];
  readonly columns: readonly PackedCells[];
  readonly count: number;
  readonly firstRow: number;
  readonly all?: readonly string[];
  readonly size: number;
}

export function openCells(transfer: CellsTransfer): RowBatch {
  const hasErrors = transfer.columns.some(({ errors }) => errors.length > 0);
  const columns = transfer.columns.map((column) => plainRows(unpackCells(column)));
  return cellsBatch({ ...transfer, columns, hasErrors });
}

function columnRowsOf({ names, columns, count, size }: Cells): ByteRows {
  return {
    kind: "columns",
    count,
    size,
    columns: columns.map((column, c) => ({ name: names[c] ?? "", cells: column.bytes() })),
  };
}

/** Plain cells as they are; others as JSON, which alone keeps every number and key as it is; errors apart. */
export interface PackedCells {
  readonly plain: readonly (string | number | bigint | boolean | null)[];
  readonly json: readonly (readonly [row: number, text: string])[];
  readonly errors: readonly (readonly [row: number, code: RowError["code"], message: string])[];
}

function packCells(column: readonly Cell[], count: number): PackedCells {
  const plain: PackedCells["plain"][number][] = [];
  const json: [number, string][] = [];
  const errors: [number, RowError["code"], string][] = [];
  for (let i = 0; i < count; i += 1) {
    const cell = column[i] ?? null;
    if (typeof cell !== "object" || cell === null) {
      plain.push(cell);
      continue;
    }
    plain.push(null);
    if (cell instanceof RowError) errors.push([i, cell.code, cell.message]);
    else json.push([i, stringifyJson(cell)]);
  }
  return { plain, json, errors };
}

function unpackCells({ plain, json, errors }: PackedCells): readonly Cell[] {
  const cells: Cell[] = [...plain];
  for (const [row, text] of json) cells[row] = parseJson(text);
  for (const [row, code, message] of errors) cells[row] = new RowError(code, message);
  return cells;
}
