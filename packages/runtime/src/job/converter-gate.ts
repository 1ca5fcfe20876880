// From the first objects of a source to whether its converter may ingest: it has to make an event of a row of a real object (R).
import type { ObjectInfo } from "../contracts/object-info.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { inLedger } from "./in-ledger.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import { type ConverterTrial, tryConverter } from "./try-converter.ts";

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
      const trial = await tryConverter(parts, object, signal);
      if (trial.verdict === "passed") {
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

function notEnabled({ key, counts, first }: ConverterTrial, bucket: string): StageFailure {
  const row = first?.row ?? 0;
  return new StageFailure({
    code: "source/not-enabled",
    place: { bucket, key, row },
    message: `the converter makes no event of any row of object "${key}" (${counts.rows} tried); row ${row}: [${first?.rule ?? ""}] ${first?.message ?? ""}`,
    hint: "nothing was ingested; fix the converter (`heddle preview` shows rows beside their events) or `prefix` and `filterPattern`, then run again",
  });
}
