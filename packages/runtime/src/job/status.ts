// From a source's ledger to what was ingested so far: by state, by day, and by file.
import { addCounts, noRows, type RowCounts } from "../contracts/row-counts.ts";
import type { LedgerEntry, ObjectState, SetAsideMessage } from "../contracts/ledger.ts";
import { ledgerPlace } from "../ledger/ledger-place.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { SourceConfig } from "../source/config.ts";

export interface DayStatus {
  /** The day in UTC, as YYYY-MM-DD. */
  readonly day: string;
  readonly done: number;
  readonly failed: number;
  readonly bytesRead: number;
  readonly counts: RowCounts;
}

export interface StatusReport {
  readonly bucket: string;
  readonly prefix: string;
  readonly ledger: string;
  /** How many objects are in each state. */
  readonly states: Readonly<Record<ObjectState, number>>;
  /** Rows of all objects that were ingested. */
  readonly totals: RowCounts;
  /** When the last object was ingested, in milliseconds since the epoch. */
  readonly lastIngestedAt?: number;
  /** The newest day first. */
  readonly days: readonly DayStatus[];
  /** The most recent objects: those not settled yet first, then by their ends. */
  readonly objects: readonly LedgerEntry[];
  /** How many older objects were left out of `objects`. */
  readonly omitted: number;
  /** Messages of the queue that nobody understood. */
  readonly messages: readonly SetAsideMessage[];
}

/**
 * Reads the ledger of a source, also while a job writes it; a source that never ran has an empty report. At most `limit`
 * objects are listed (default 1000).
 * @throws StageFailure when the ledger cannot be read.
 */
export async function jobStatus(
  source: Pick<SourceConfig, "bucket" | "prefix" | "ledger">,
  options: { readonly limit?: number } = {},
): Promise<StatusReport> {
  const limit = options.limit ?? 1000;
  const states: Record<ObjectState, number> = { discovered: 0, claimed: 0, done: 0, failed: 0, changed: 0, gone: 0 };
  const totals = noRows();
  const days = new Map<string, Mutable<DayStatus>>();
  const objects: LedgerEntry[] = [];
  let omitted = 0;
  let lastIngestedAt = 0;
  const messages: SetAsideMessage[] = [];
  for await (const entry of entriesOf(source, messages)) {
    states[entry.state] += 1;
    if (objects.length < limit) objects.push(entry);
    else omitted += 1;
    const isIngested = entry.state === "done" || entry.state === "changed";
    if (isIngested) {
      addCounts(totals, entry.counts);
      lastIngestedAt = Math.max(lastIngestedAt, entry.endedAt ?? 0);
    }
    if (entry.endedAt === undefined || (!isIngested && entry.state !== "failed")) continue;
    const day = new Date(entry.endedAt).toISOString().slice(0, 10);
    const status = days.get(day) ?? { day, done: 0, failed: 0, bytesRead: 0, counts: noRows() };
    days.set(day, status);
    status[isIngested ? "done" : "failed"] += 1;
    status.bytesRead += entry.bytesRead;
    addCounts(status.counts, entry.counts);
  }
  return {
    bucket: source.bucket,
    prefix: source.prefix,
    ledger: ledgerPlace(source.ledger).name,
    states,
    totals,
    ...(lastIngestedAt === 0 ? {} : { lastIngestedAt }),
    days: [...days.values()].toSorted((a, b) => (a.day < b.day ? 1 : -1)),
    objects,
    omitted,
    messages,
  };
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** The objects of a source's ledger; its messages are put into `messages`. */
async function* entriesOf(
  { bucket, prefix, ledger: settings }: Pick<SourceConfig, "bucket" | "prefix" | "ledger">,
  messages: SetAsideMessage[],
): AsyncGenerator<LedgerEntry> {
  // Asking for the status of a source that never ran must not create its ledger.
  const place = ledgerPlace(settings);
  if (!(await place.exists())) return;
  const ledger = await place.open();
  try {
    const bound = await ledger.source();
    if (bound !== undefined && (bound.bucket !== bucket || bound.prefix !== prefix)) {
      throw new StageFailure({
        code: "ledger/other-source",
        message: `the ledger ${place.name} belongs to s3://${bound.bucket}/${bound.prefix}, not to s3://${bucket}/${prefix}`,
        hint: "name the ledger of this source as `ledger` in the source file",
      });
    }
    messages.push(...(await ledger.messages()));
    yield* ledger.entries();
  } finally {
    await ledger.close();
  }
}
