// Phase 3. In: a resolved converter. Out: the types of its expressions, and every finding that needs no data.
import { rowTypeOfFormat, settingsOf } from "../../formats/formats.ts";
import type { Type } from "../../operators/kinds.ts";
import type { ConverterSettings } from "../../program.ts";
import type { ResolvedConverter } from "../2-resolve/resolve-envelope.ts";
import type { AnalysisCache } from "../analysis-cache.ts";
import { checkEvent } from "./check-event.ts";
import { infer, type Inference, type InferOptions } from "./infer.ts";

/**
 * Infers types and reports. The findings know what the file type says about rows; the types that come back, without a sample,
 * hold for any row, because a compiled program can be handed any.
 */
export function checkConverter(
  converter: ResolvedConverter,
  { memory, ...options }: Omit<InferOptions, "memory"> & { readonly memory?: AnalysisCache },
): Inference {
  const row = options.sampled ? options.row : rowCached(converter.settings, memory);
  const findings = infer(converter.body, {
    ...options,
    row: row ?? options.row,
    ...(memory && { memory: memory.checked }),
  });
  checkEvent(converter, findings, options.report);
  return row === undefined || options.sampled
    ? findings
    : infer(converter.body, { ...options, report: () => {}, ...(memory && { memory: memory.anyRow }) });
}

/** The same object for the same settings, as far as is remembered. */
function rowCached(settings: ConverterSettings, memory: AnalysisCache | undefined): Type | undefined {
  const { fileType } = settings;
  const key = JSON.stringify([fileType, settingsOf(fileType, settings)]);
  const row = memory?.rows.get(key) ?? rowTypeOfFormat(fileType, settings);
  if (row !== undefined) memory?.rows.set(key, row);
  return row;
}
