// From a batch of rows and a converter to what each row comes to: a dict, no event with its reason, or a fault.
import { type Dict, isDict, type Program, type Value } from "@heddle/compiler";
import { type RowBatch, RowFault } from "../4-rows/batch.ts";

/** A row that yields no event because the converter says so: counted by its reason, no error (D). */
export interface DroppedRow {
  readonly kind: "dropped";
  readonly rule: "map/no-value" | "map/not-a-dict";
  readonly message: string;
}

export type MappedRow = { readonly kind: "mapped"; readonly event: Dict } | DroppedRow | { readonly kind: "fault"; readonly fault: RowFault };

const NO_VALUE: DroppedRow = { kind: "dropped", rule: "map/no-value", message: "the converter yields no value for this row" };
const NOT_A_DICT: DroppedRow = { kind: "dropped", rule: "map/not-a-dict", message: "the converter yields something else than a dict for this row" };

/**
 * Maps every row of a batch, in order. `now` is the instant that the time operators see, in milliseconds since the epoch.
 * Nothing that a row or the converter does to it throws: such a row is a fault.
 */
export function mapBatch(program: Pick<Program, "map">, batch: RowBatch, now: number): MappedRow[] {
  const context = { now };
  const rows: MappedRow[] = [];
  for (let i = 0; i < batch.count; i += 1) rows.push(mapRow(program, batch, i, context));
  return rows;
}

function mapRow(program: Pick<Program, "map">, batch: RowBatch, i: number, context: { readonly now: number }): MappedRow {
  let row: Value | RowFault;
  try {
    row = batch.read(i);
    if (row instanceof RowFault) return { kind: "fault", fault: row };
    const result = program.map(row, context);
    if (isDict(result)) return { kind: "mapped", event: result };
    return result === undefined ? NO_VALUE : NOT_A_DICT;
  } catch (error) {
    return { kind: "fault", fault: faultOf(error) };
  }
}

function faultOf(error: unknown): RowFault {
  if (error instanceof RangeError) {
    return new RowFault("map/too-deep", `the row is too deep or too large to be mapped: ${error.message}`);
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RowFault("map/failed", `the converter failed on this row: ${text}`);
}
