// Phase 3. In: a resolved converter. Out: the types of its expressions, and every finding that needs no data.
import { always, DICT, maybe, STRING, type Type } from "../../operators/kinds.ts";
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
  const key = JSON.stringify([settings.fileType, settings.csv.columns]);
  const row = memory?.rows.get(key) ?? rowOfFile(settings);
  if (row !== undefined) memory?.rows.set(key, row);
  return row;
}

/** What the rows of a file of this type are; undefined where they can be anything. */
function rowOfFile({ fileType, csv }: ConverterSettings): Type | undefined {
  switch (fileType) {
    case "json":
      return undefined;
    case "parquet":
      return always(DICT);
    case "csv": {
      const cell = maybe(STRING);
      return csv.columns === undefined
        ? { ...always(DICT), values: cell }
        : { ...always(DICT), keys: new Map(csv.columns.map((column) => [column, cell])) };
    }
    default:
      return fileType satisfies never;
  }
}
