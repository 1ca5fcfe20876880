// From the first objects of a source to whether its converter may ingest: it has to make an event of a row of a real object (R).
import type { ObjectInfo } from "../contracts/object-info.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { inLedger } from "./in-ledger.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import { type ConverterTrial, TRIED_ROWS, tryConverter } from "./try-converter.ts";
import type { RowCode } from "../codes/catalog.ts";
import { sampleDrift } from "../5-map/drift.ts";
import { batchOutcomes } from "./batch-outcomes.ts";

/** Lets objects be found, or throws StageFailure `source/not-enabled`; remembers that the converter passed. */
export type Gate = (objects: readonly ObjectInfo[], signal: AbortSignal) => Promise<void>;

const TRIED_OBJECTS = 10;

/**
 * A converter that passed once is kept in the ledger and passes from then on. Objects that cannot be read or hold no rows say
 * nothing of the converter: they may be found, since nothing of them can be delivered wrongly (D).
 */
export function converterGate(parts: JobParts): Gate {
  const { ledger, mapper, settings } = parts;
  let isOpen = settings?.testFirst !== true;
  return async (objects, signal) => {
    if (isOpen) return;
    isOpen = (await inLedger(() => ledger.converter(mapper.hash))) !== undefined;
    if (isOpen) return;
    let failed: ConverterTrial | undefined;
    for (const object of objects.filter(({ size }) => size > 0).slice(0, TRIED_OBJECTS)) {
      const tried = await tryAsJob(parts, object, signal);
      // Too slow for these rows, a converter says nothing; to look for the reason here would hold this thread.
      if (tried === "too-slow") continue;
      const trial = tried === "passed" ? undefined : await tryConverter(parts, object, signal);
      if (trial === undefined || trial.verdict === "passed") {
        await inLedger(() =>
          ledger.keepConverter({ hash: mapper.hash, text: mapper.text ?? "", passedOn: object.key }),
        );
        isOpen = true;
        return;
      }
      if (trial.verdict === "failed") failed ??= trial;
    }
    if (failed !== undefined) throw notEnabled(failed, objects[0]?.bucket ?? "");
  };
}

/** How long an object is tried on threads, where its rows may be slow. */
const THREADS_MS = 10_000;

/**
 * Maps rows as the job will, as bytes and on threads where it has them, up to the first event. `unknown`: there was none, and
 * {@link tryConverter} says why.
 */
async function tryAsJob(
  parts: JobParts,
  object: ObjectInfo,
  signal: AbortSignal,
): Promise<"passed" | "too-slow" | "unknown"> {
  const { bucket, key } = object;
  const onThreads = parts.pool !== undefined;
  const late = AbortSignal.timeout(THREADS_MS);
  let [rows, slow] = [0, 0];
  try {
    for await (const { mapped } of batchOutcomes(parts, (held) => parts.source.open(object, held), {
      place: { bucket, key },
      drift: sampleDrift(undefined),
      keys: false,
      form: "lines",
      signal: onThreads ? AbortSignal.any([signal, late]) : signal,
    })) {
      const { counts } = mapped;
      if (counts.events + counts.ignored > 0) return "passed";
      rows += counts.rows;
      slow += counts.setAside[TOO_SLOW] ?? 0;
      if (rows >= TRIED_ROWS) break;
    }
  } catch {
    // What is wrong with the object shows when it is tried here.
    signal.throwIfAborted();
    return onThreads && late.aborted ? "too-slow" : "unknown";
  }
  return onThreads && slow > 0 ? "too-slow" : "unknown";
}

const TOO_SLOW: RowCode = "map/too-slow";

function notEnabled({ key, counts, first }: ConverterTrial, bucket: string): StageFailure {
  const row = first?.row ?? 0;
  return new StageFailure({
    code: "source/not-enabled",
    place: { bucket, key, row },
    message: `the converter makes no event of any row of object "${key}" (${counts.rows} tried); row ${row}: [${first?.rule ?? ""}] ${first?.message ?? ""}`,
    hint: "nothing was ingested; fix the converter (`heddle preview` shows rows beside their events) or `prefix` and `filterPattern`, then run again",
  });
}
