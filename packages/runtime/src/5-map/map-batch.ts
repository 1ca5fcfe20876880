// From a batch of rows and a converter to what each row comes to: a dict, no event with its reason, or a rejection.
import { type Dict, isDict, type Program, type Value } from "@heddle/compiler";
import { type RowBatch, RowError } from "../contracts/row-batch.ts";
import { createTimeout, type Timeout } from "../process/timeout.ts";

/** A row that yields no event because the converter says so: counted by its reason, no error (D). */
export interface DroppedRow {
  readonly kind: "dropped";
  readonly rule: "map/no-value" | "map/not-a-dict";
  readonly message: string;
}

export type MappedRow =
  | { readonly kind: "mapped"; readonly event: Dict }
  | DroppedRow
  | { readonly kind: "rejected"; readonly error: RowError };

const NO_VALUE: DroppedRow = {
  kind: "dropped",
  rule: "map/no-value",
  message: "the converter yields no value for this row",
};
const NOT_A_DICT: DroppedRow = {
  kind: "dropped",
  rule: "map/not-a-dict",
  message: "the converter yields something else than a dict for this row",
};

const TOO_SLOW: MappedRow = {
  kind: "rejected",
  error: new RowError(
    "map/too-slow",
    "the converter takes too long on this row: a regular expression of it tries exponentially many ways; `heddle check` names it",
  ),
};

/** A row that takes longer than this, in milliseconds, is set aside: its pattern tries exponentially many ways (D). */
const ROW_LIMIT_MS = 1_000;
/** A batch of the usual size takes some milliseconds. */
const BATCH_LIMIT_MS = 5_000;

type Mapping = Pick<Program, "map"> & Partial<Pick<Program, "maxUnguardedRowBytes">>;

/**
 * Maps every row of a batch, in order. `now` is the instant that the time operators see, in milliseconds since the epoch.
 * Nothing that a row or the converter does to it throws: such a row is rejected, and so is one that would take too long.
 */
export function mapBatch(
  program: Mapping,
  batch: RowBatch,
  now: number,
  limits: () => Timeout = createTimeout,
): MappedRow[] {
  return [...mapEach(program, batch, now, limits)];
}

/**
 * As {@link mapBatch}, row by row: what is not kept of a row is garbage before the next is read, and what is read of it is still at
 * hand when its event is checked and written. A batch in which a row is so large that its patterns could take long is mapped first, under one limit.
 */
export function* mapEach(
  program: Mapping,
  batch: RowBatch,
  now: number,
  limits: () => Timeout = createTimeout,
): Generator<MappedRow, void, undefined> {
  const context = { now };
  if (!isQuick(program, batch)) {
    yield* mapUnderLimit(program, batch, context, limits());
    return;
  }
  for (let i = 0; i < batch.count; i += 1) yield mapRow(program, readRow(batch, i), context);
}

function isQuick({ maxUnguardedRowBytes = Infinity }: Mapping, batch: RowBatch): boolean {
  if (maxUnguardedRowBytes === Infinity) return true;
  if (batch.bytes === undefined) return false;
  for (let i = 0; i < batch.count; i += 1) if (batch.bytes(i).length > maxUnguardedRowBytes) return false;
  return true;
}

function mapUnderLimit(
  program: Mapping,
  batch: RowBatch,
  context: { readonly now: number },
  limit: Timeout,
): MappedRow[] {
  const values: (Value | RowError)[] = [];
  for (let i = 0; i < batch.count; i += 1) values.push(readRow(batch, i));
  let rows: MappedRow[] = [];
  const mapAll = (): void => {
    for (const value of values) rows.push(mapRow(program, value, context));
  };
  if (limit.run(BATCH_LIMIT_MS, mapAll)) return rows;
  // Some row stopped the batch: mapping has no side effects, so it starts again, each row with a limit of its own.
  rows = [];
  for (const value of values) {
    let mapped: MappedRow = TOO_SLOW;
    limit.run(ROW_LIMIT_MS, () => {
      mapped = mapRow(program, value, context);
    });
    rows.push(mapped);
  }
  return rows;
}

function readRow(batch: RowBatch, i: number): Value | RowError {
  try {
    return batch.read(i);
  } catch (error) {
    return errorOf(error);
  }
}

function mapRow(program: Mapping, row: Value | RowError, context: { readonly now: number }): MappedRow {
  if (row instanceof RowError) return { kind: "rejected", error: row };
  try {
    const result = program.map(row, context);
    if (isDict(result)) return { kind: "mapped", event: result };
    return result === undefined ? NO_VALUE : NOT_A_DICT;
  } catch (error) {
    return { kind: "rejected", error: errorOf(error) };
  }
}

function errorOf(error: unknown): RowError {
  if (error instanceof RangeError) {
    return new RowError("map/too-deep", `the row is too deep or too large to be mapped: ${error.message}`);
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RowError("map/failed", `the converter failed on this row: ${text}`);
}
