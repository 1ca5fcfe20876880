// From a sample of a file's rows, the columns that the converter reads and those of earlier files to what drifted apart.
import { isDict, type Value } from "@heddle/compiler";
import type { ColumnKinds, DriftPiece, DriftReport } from "../contracts/drift.ts";
import { type RowBatch, RowError } from "../contracts/row-batch.ts";

const MAX_NAMED = 100;
/** Columns beyond these are not followed: data used as keys would otherwise grow the ledger without end. */
const MAX_COLUMNS = 2_000;
const SAMPLED_ROWS = 200;

export interface DriftSample {
  /** How many more rows are wanted. */
  wanted(): number;
  /** Looks at the rows of a batch, until enough were seen; those in `piece` were looked at already. Batches come in order. */
  add(batch: RowBatch, piece?: DriftPiece): void;
  /** The columns seen, for comparison with the next file; empty where no row could be read. */
  columns(): readonly ColumnKinds[];
  /** Undefined where no row could be read. */
  report(before: readonly ColumnKinds[]): DriftReport | undefined;
}

/** The same batch, whose first `sample` rows are looked at when they are read, and then what they hold. */
export function watchDrift(batch: RowBatch, sample: number): { readonly batch: RowBatch; piece(): DriftPiece } {
  // To count rows may take time.
  const wanted = sample === 0 ? 0 : Math.min(sample, batch.count);
  const look = lookAtRows();
  let looked = 0;
  const read = (i: number): Value | RowError => {
    const row = batch.read(i);
    if (i === looked && looked < wanted) {
      looked += 1;
      look.at(row);
    }
    return row;
  };
  return {
    batch:
      wanted === 0
        ? batch
        : {
            firstRow: batch.firstRow,
            count: batch.count,
            read,
            raw: (i) => batch.raw(i),
            offset: (i) => batch.offset(i),
            shape: (i) => batch.shape?.(i),
          },
    piece() {
      // Rows that the mapper did not read, or that threw.
      for (; looked < wanted; looked += 1) look.at(safely(batch, looked));
      return { looked, rows: look.rows(), columns: look.columns() };
    },
  };
}

function pieceOf(batch: RowBatch, from: number, most: number): DriftPiece {
  const look = lookAtRows();
  let i = from;
  for (; i < batch.count && look.rows() < most; i += 1) look.at(safely(batch, i));
  return { looked: i - from, rows: look.rows(), columns: look.columns() };
}

function lookAtRows() {
  const seen = new Map<string, Set<string>>();
  let rows = 0;
  return {
    at(row: Value | RowError): void {
      if (row instanceof RowError || !isDict(row)) return;
      rows += 1;
      for (const [column, value] of Object.entries(row)) {
        const kinds = seen.get(column) ?? new Set();
        seen.set(column, kinds);
        const kind = kindOf(value);
        if (kind !== "null") kinds.add(kind);
      }
    },
    rows: () => rows,
    columns: (): DriftPiece["columns"] => [...seen].map(([column, kinds]) => [column, [...kinds]] as const),
  };
}

/** `read`: the top-level columns that the converter reads, undefined = the row as a whole. */
export function sampleDrift(read: readonly string[] | undefined): DriftSample {
  const seen = new Map<string, Set<string>>();
  const inFile = new Set<string>();
  let rows = 0;
  const take = (piece: DriftPiece): void => {
    rows += piece.rows;
    for (const [column, found] of piece.columns) {
      if (!seen.has(column) && seen.size >= MAX_COLUMNS) continue;
      const kinds = seen.get(column) ?? new Set();
      seen.set(column, kinds);
      for (const kind of found) kinds.add(kind);
    }
  };
  const wanted = (): number => Math.max(0, SAMPLED_ROWS - rows);
  const textOf = (kinds: ReadonlySet<string>): string => [...kinds].toSorted().join("|");
  return {
    wanted,
    add(batch, piece) {
      for (const column of rows === 0 ? (batch.columns ?? []) : []) inFile.add(column);
      if (piece !== undefined) take(piece);
      const looked = piece?.looked ?? 0;
      if (looked < batch.count && wanted() > 0) take(pieceOf(batch, looked, wanted()));
    },
    columns: () => [...seen].map(([column, kinds]) => [column, textOf(kinds)] as const),
    report(before) {
      if (rows === 0) return undefined;
      const known = new Map(before);
      const all = [...new Set([...inFile, ...seen.keys()])];
      const isRead = new Set(read);
      const changed = [...seen].flatMap(([column, kinds]) => {
        const then = known.get(column) ?? "";
        const old = new Set(then.split("|"));
        return then === "" || [...kinds].every((kind) => old.has(kind))
          ? []
          : [{ column, before: then, now: textOf(kinds) }];
      });
      return {
        unread: read === undefined ? [] : all.filter((column) => !isRead.has(column)).slice(0, MAX_NAMED),
        gone: (read ?? [])
          .filter((column) => !seen.has(column) && !inFile.has(column) && (known.size === 0 || known.has(column)))
          .slice(0, MAX_NAMED),
        changed: changed.slice(0, MAX_NAMED),
      };
    },
  };
}

function safely(batch: RowBatch, i: number): Value | RowError {
  try {
    return batch.read(i);
  } catch {
    return new RowError("map/failed", "the row cannot be read");
  }
}

function kindOf(value: Value): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "object":
      return isDict(value) ? "dict" : "number";
    default:
      return "number";
  }
}
