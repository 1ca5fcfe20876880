// Phase 3. In: a resolved converter. Out: the types of its expressions, and every finding that needs no data.
import { rowTypeOfFormat, settingsOf } from "../../formats/formats.ts";
import type { Purpose } from "../../event/purpose.ts";
import type { Type } from "../../operators/kinds.ts";
import type { ConverterSettings } from "../../program.ts";
import type { ResolvedConverter } from "../2-resolve/resolve-envelope.ts";
import type { AnalysisCache } from "../analysis-cache.ts";
import { checkEvent } from "./check-event.ts";
import { infer, type Inference, type InferOptions } from "./infer.ts";

/**
 * Infers types and reports findings. Findings follow from the type of rows of the sample or file format; the types that it returns
 * hold for any row (unless there is a sample), because a compiled program can get any row.
 */
export function checkConverter(
  converter: ResolvedConverter,
  {
    cache,
    purpose,
    ...options
  }: Omit<InferOptions, "cache"> & {
    readonly cache?: AnalysisCache;
    readonly purpose?: Purpose;
  },
): Inference {
  const row = options.sampled ? options.row : cachedRowType(converter.settings, cache);
  const findings = infer(converter.body, {
    ...options,
    row: row ?? options.row,
    ...(cache && { cache: cache.checked }),
  });
  checkEvent(converter, findings, options.report, purpose);
  return row === undefined || options.sampled
    ? findings
    : infer(converter.body, { ...options, report: () => {}, ...(cache && { cache: cache.anyRow }) });
}

/** The type of rows by the file format; with a cache, the same object for the same settings. */
function cachedRowType(settings: ConverterSettings, cache: AnalysisCache | undefined): Type | undefined {
  const { fileType } = settings;
  const key = JSON.stringify([fileType, settingsOf(fileType, settings)]);
  const row = cache?.rows.get(key) ?? rowTypeOfFormat(fileType, settings);
  if (row !== undefined) cache?.rows.set(key, row);
  return row;
}
