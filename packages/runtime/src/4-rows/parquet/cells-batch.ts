// Columns of cells to a batch of rows, and to data that can be moved to another thread and back.
import { type Dict, parseJson, setKey, stringifyJson, type Value } from "@heddle/compiler";
import { type RowBatch, RowFault } from "../../contracts/row-batch.ts";
import type { DictsOfColumns } from "../make-row.ts";

/** A value, or why the row that it stands in cannot be read. */
export type Cell = Value | RowFault;

export interface Cells {
  readonly names: readonly string[];
  /** The cells of each name, row by row; a missing one is null. */
  readonly columns: readonly (readonly Cell[])[];
  readonly count: number;
  readonly firstRow: number;
  /** The names of every field of the file. */
  readonly all?: readonly string[];
  /** Makes the dicts of rows, where no cell is a fault. */
  readonly dicts?: DictsOfColumns | undefined;
}

export function cellsBatch(cells: Cells): RowBatch {
  const { names, columns, count, firstRow, all, dicts } = cells;
  const dictOf = dicts?.(columns as readonly (readonly Value[])[]);
  const read = (i: number): Value | RowFault => {
    if (dictOf !== undefined) return dictOf(i);
    const row: Dict = {};
    for (let c = 0; c < columns.length; c += 1) {
      const cell = columns[c]?.[i] ?? null;
      if (cell instanceof RowFault) return cell;
      setKey(row, names[c] ?? "", cell);
    }
    return row;
  };
  const raw = (i: number): string => {
    const row: Dict = {};
    for (const [c, name] of names.entries()) {
      const cell = columns[c]?.[i] ?? null;
      setKey(row, name, cell instanceof RowFault ? null : cell);
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
    toTransfer: () => ({
      kind: "cells",
      names,
      count,
      firstRow,
      columns: columns.map((column) => packCells(column, count)),
      ...(all === undefined ? {} : { all }),
    }),
  };
}

/** Plain cells as they are; others as JSON, which alone keeps every number and key as it is; faults apart. */
export interface PackedCells {
  readonly plain: readonly (string | number | bigint | boolean | null)[];
  readonly json: readonly (readonly [row: number, text: string])[];
  readonly faults: readonly (readonly [row: number, code: string, message: string])[];
}

function packCells(column: readonly Cell[], count: number): PackedCells {
  const plain: PackedCells["plain"][number][] = [];
  const json: [number, string][] = [];
  const faults: [number, string, string][] = [];
  for (let i = 0; i < count; i += 1) {
    const cell = column[i] ?? null;
    if (typeof cell !== "object" || cell === null) {
      plain.push(cell);
      continue;
    }
    plain.push(null);
    if (cell instanceof RowFault) faults.push([i, cell.code, cell.message]);
    else json.push([i, stringifyJson(cell)]);
  }
  return { plain, json, faults };
}

export function openCells({ plain, json, faults }: PackedCells): readonly Cell[] {
  const cells: Cell[] = [...plain];
  for (const [row, text] of json) cells[row] = parseJson(text);
  for (const [row, code, message] of faults) cells[row] = new RowFault(code, message);
  return cells;
}
