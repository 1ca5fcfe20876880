// From a source's ledger to what was ingested so far: by state, by day, and by file.
import { noRows, type RowCounts } from "../contracts/row-counts.ts";
import type {
  EntryFilter,
  Ledger,
  LedgerDay,
  LedgerEntry,
  LedgerSummary,
  LedgerWorker,
  SetAsideMessage,
} from "../contracts/ledger.ts";
import type { ObjectState } from "../contracts/object-states.ts";
import { ledgerPlace } from "../ledger/ledger-place.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { SourceConfig } from "../source/config.ts";

export interface StatusReport {
  readonly bucket: string;
  readonly prefix: string;
  readonly ledger: string;
  /** How many objects are in each state. */
  readonly states: Readonly<Record<ObjectState, number>>;
  /** Rows of all objects that are delivered, those that are to be replayed included. */
  readonly totals: RowCounts;
  /** When the last object was ingested, in milliseconds since the epoch. */
  readonly lastIngestedAt?: number;
  /** The newest day first. */
  readonly days: readonly LedgerDay[];
  /** The most recent objects: those not settled yet first, then by their ends. */
  readonly objects: readonly LedgerEntry[];
  /** The processes at work, on whatever machine. */
  readonly workers: readonly LedgerWorker[];
  /** How many older objects, of those that were asked for, were left out of `objects`. */
  readonly omitted: number;
  /** Messages of the queue that nobody understood. */
  readonly messages: readonly SetAsideMessage[];
}

/** Which objects are listed; the numbers are always those of all. */
export interface StatusOptions extends EntryFilter {
  /** At most so many (default 1000). */
  readonly limit?: number;
}

/**
 * Reads the ledger of a source, also while a job writes it; a source that never ran has an empty report.
 * @throws StageFailure when the ledger cannot be read.
 */
export async function jobStatus(
  source: Pick<SourceConfig, "bucket" | "prefix" | "ledger">,
  options: StatusOptions = {},
): Promise<StatusReport> {
  const { limit = 1000, ...filter } = options;
  const { bucket, prefix } = source;
  const place = ledgerPlace(source.ledger);
  // Asking for the status of a source that never ran must not create its ledger.
  if (!(await place.exists()))
    return { bucket, prefix, ledger: place.name, ...EMPTY, workers: [], objects: [], omitted: 0, messages: [] };
  const ledger = await place.open();
  try {
    await requireSource(source, ledger, place.name);
    const { replays: _, ...summary } = await ledger.summary();
    const objects: LedgerEntry[] = [];
    for await (const entry of ledger.entries(filter)) {
      if (objects.length < limit) objects.push(entry);
      if (objects.length >= limit) break;
    }
    const omitted = objects.length < limit ? 0 : Math.max(0, (await countOf(filter, summary, ledger)) - objects.length);
    const workers = await ledger.workers();
    const messages = await ledger.messages();
    return { bucket, prefix, ledger: place.name, ...summary, workers, objects, omitted, messages };
  } finally {
    await ledger.close();
  }
}

const EMPTY: Pick<StatusReport, "states" | "totals" | "days"> = {
  states: { discovered: 0, claimed: 0, done: 0, failed: 0, changed: 0, gone: 0 },
  totals: noRows(),
  days: [],
};

/** How many objects the filter lets through; where the summary says so, none is counted. */
async function countOf(
  filter: EntryFilter,
  { states }: Pick<LedgerSummary, "states">,
  ledger: Ledger,
): Promise<number> {
  const { state, since, errors } = filter;
  if (since !== undefined || errors === true) return ledger.countEntries(filter);
  if (state !== undefined) return states[state];
  return Object.values(states).reduce((total, count) => total + count, 0);
}

/** @throws StageFailure `ledger/other-source` where the ledger is of another source. */
async function requireSource(
  { bucket, prefix }: Pick<SourceConfig, "bucket" | "prefix">,
  ledger: Ledger,
  name: string,
): Promise<void> {
  const bound = await ledger.source();
  if (bound === undefined || (bound.bucket === bucket && bound.prefix === prefix)) return;
  throw new StageFailure({
    code: "ledger/other-source",
    message: `the ledger ${name} belongs to s3://${bound.bucket}/${bound.prefix}, not to s3://${bucket}/${prefix}`,
    hint: "name the ledger of this source as `ledger` in the source file",
  });
}
