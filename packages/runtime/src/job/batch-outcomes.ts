// Maps the batches of an object in the file's order, on this thread or on a pool of others.
import type { OpenedObject } from "../contracts/opened-object.ts";
import type { PageDecoder } from "../contracts/page-decoder.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import type { DriftSample } from "../5-map/drift.ts";
import type { FailurePlace } from "../contracts/stage-failure.ts";
import type { MapContext, MappedBatch } from "../contracts/mapped-batch.ts";
import { mapRows } from "./map-rows.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import { mapConcurrentOrdered } from "../async/map-concurrent-ordered.ts";
import { jobSettings } from "./job-settings.ts";
import { spareMemory } from "./spare-memory.ts";
import { measureSteps, type Steps } from "./steps.ts";

export interface BatchOutcome {
  /** Where lines are asked for, its rows may be written over as soon as the next outcome is asked for. */
  readonly batch: RowBatch;
  readonly mapped: MappedBatch;
  /** Gives back the memory of the lines, and of rows that threads map, once nobody reads them any more; without it they are garbage. */
  done(): void;
}

export interface BatchOptions {
  readonly place: Required<Pick<FailurePlace, "bucket" | "key">>;
  /** Says how many rows are looked at. */
  readonly drift: DriftSample;
  readonly keys: boolean;
  readonly form: MapContext["form"];
  readonly signal: AbortSignal;
  /** Where the time of each step is kept; absent: nowhere. */
  readonly steps?: Steps;
}

type MapParts = Pick<JobParts, "rows" | "mapper" | "checks" | "pool" | "settings">;

const LEAST_PAGE_BYTES = 16 * 1024;

/** Of the objects that this thread maps by turns. */
const SPARES = spareMemory(8);

/**
 * Reads, maps and checks an object. Without threads the next batch is read when it is asked for.
 * @throws StageFailure when the file as a whole cannot be read (on), or not be mapped.
 */
export async function* batchOutcomes(
  parts: MapParts,
  open: (signal: AbortSignal) => OpenedObject,
  options: BatchOptions,
): AsyncGenerator<BatchOutcome> {
  const { place, drift, keys, form, signal, steps = measureSteps() } = options;
  const { each: measure } = steps;
  const {
    pool,
    mapper: { hash, text },
  } = parts;
  const { clock: now } = jobSettings(parts);
  const contextOf = (sample: number): MapContext => ({
    ...place,
    now: now(),
    sample,
    keys,
    form: pool === undefined ? form : "lines",
  });
  if (pool === undefined || text === undefined) {
    for await (const batch of measure(
      "rows",
      parts.rows(open(signal), { place, signal, measure, reusesMemory: form === "lines" }),
    )) {
      signal.throwIfAborted();
      const mapped = steps.run("map", () => mapRows(parts, batch, contextOf(drift.wanted()), SPARES.take()));
      const done = (): void => {
        if (mapped.lines !== undefined) SPARES.keep(mapped.lines.bytes.buffer);
      };
      yield { batch, mapped, done };
    }
    return;
  }
  const stop = new AbortController();
  const held = AbortSignal.any([signal, stop.signal]);
  // A sink that takes events one by one may ask for their rows later.
  const blocks = form === "lines" ? pool.blocks.forFile() : undefined;
  // Assumes that every row can be read; where some cannot, more are sampled when the batch is delivered.
  let wanted = drift.wanted();
  const work = async (batch: RowBatch): Promise<BatchOutcome> => {
    const release = blocks?.hold() ?? (() => {});
    const context = contextOf(wanted);
    wanted = Math.max(0, wanted - batch.count);
    const { toTransfer } = batch;
    if (toTransfer === undefined)
      return { batch, mapped: steps.run("map", () => mapRows(parts, batch, context)), done: release };
    const mapped = await steps.run("map", () =>
      pool.map(
        { converter: { hash, text }, toTransfer: () => toTransfer.call(batch), context, firstRow: batch.firstRow },
        held,
      ),
    );
    const done = (): void => {
      // A thread may still read the blocks of batches that were not delivered: those are not reused.
      release();
      if (mapped.lines !== undefined) pool.reuse(mapped.lines.bytes.buffer);
    };
    return { batch, mapped, done };
  };
  const decoder: PageDecoder = { leastBytes: LEAST_PAGE_BYTES, decode: (page) => pool.decode({ place, page }, held) };
  const opened = { place, signal: held, measure, decoder, ...(blocks === undefined ? {} : { blocks }) };
  const rows = measure("rows", parts.rows(open(held), opened));
  yield* mapConcurrentOrdered(rows, pool.capacity, work, () => stop.abort(new Error("no more rows are wanted")));
  blocks?.end();
}
