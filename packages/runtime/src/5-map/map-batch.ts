// From a batch of rows and a converter to what it makes of each row: a dict, no event with its reason, or a rejection.
import { type MappedRow, mapFailure, mapRow, type Program, type RejectedOutcome, type Value } from "@heddle/compiler";
import type { Mapper } from "../contracts/job-parts.ts";
import { type RowBatch, RowError } from "../contracts/row-batch.ts";
import { createTimeout, type Timeout } from "../process/timeout.ts";

const TOO_SLOW: RejectedOutcome = {
  kind: "rejected",
  rule: "map/too-slow",
  message: "the converter takes longer than a second on this row: a regular expression tries too many ways to match",
};

/** A row that takes longer than this, in milliseconds, is rejected: its pattern tries too many ways, a square of the text's length or worse (D). */
const ROW_LIMIT_MS = 1_000;
/** A batch of the usual size takes some milliseconds; beyond this, each of the rows that are left has a limit of its own. */
const BATCH_LIMIT_MS = 1_000;

type Mapping = Pick<Program, "map"> & Partial<Pick<Program, "maxUnguardedRowBytes" | "lostTime">>;

/** The program as it maps the batches of a job or of a file; the guard of its patterns is made once, when a batch needs it. */
export function batchMapper(program: Mapping): Pick<Mapper, "map"> {
  let limit: Timeout | undefined;
  return { map: (batch, now) => mapEach(program, batch, now, () => (limit ??= createTimeout())) };
}

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
 * As {@link mapBatch}, but lazily: each row is read, mapped, and dropped before the next one, while its data is in the CPU's caches.
 * A batch with a row long enough for a pattern of the converter to take too long is mapped as a whole first, under a time limit.
 */
export function* mapEach(
  program: Mapping,
  batch: RowBatch,
  now: number,
  limits: () => Timeout = createTimeout,
): Generator<MappedRow, void, undefined> {
  const context = { now };
  if (!isUnguarded(program, batch)) {
    yield* mapUnderLimit(program, batch, context, limits());
    return;
  }
  for (let i = 0; i < batch.count; i += 1) yield mapReadRow(program, readRow(batch, i), context);
}

/** Whether no row of a batch is so long that a pattern of the converter could take long on it. */
export function isUnguarded({ maxUnguardedRowBytes = Infinity }: Mapping, batch: RowBatch): boolean {
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
  const rows: MappedRow[] = [];
  limit.run(BATCH_LIMIT_MS, () => {
    for (const value of values) rows.push(mapReadRow(program, value, context));
  });
  // Mapping has no side effects: the row that was interrupted starts over.
  for (const value of values.slice(rows.length)) {
    let mapped: MappedRow = TOO_SLOW;
    limit.run(ROW_LIMIT_MS, () => {
      mapped = mapReadRow(program, value, context);
    });
    rows.push(mapped);
  }
  return rows;
}

/** What `work` yields for one row under a row's limit of time; the rejection of the row where it takes longer. */
export function withinRowLimit<T>(work: () => T): T | RejectedOutcome {
  let result: T | RejectedOutcome = TOO_SLOW;
  createTimeout().run(ROW_LIMIT_MS, () => {
    result = work();
  });
  return result;
}

function readRow(batch: RowBatch, i: number): Value | RowError {
  try {
    return batch.read(i);
  } catch (error) {
    const { rule, message } = mapFailure(error);
    return new RowError(rule, message);
  }
}

function mapReadRow(program: Mapping, row: Value | RowError, context: { readonly now: number }): MappedRow {
  if (!(row instanceof RowError)) return mapRow(program, row, context);
  const { code, message, habit } = row;
  return { kind: "rejected", rule: code, message, ...(habit === undefined ? {} : { habit }) };
}
