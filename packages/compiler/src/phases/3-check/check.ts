// Phase 3. In: a resolved converter. Out: the types of its expressions, and every finding that needs no data.
import { always, DICT, maybe, STRING, type Type } from "../../operators/kinds.ts";
import type { ConverterSettings } from "../../program.ts";
import type { ResolvedConverter } from "../2-resolve/resolve-envelope.ts";
import { checkEvent } from "./check-event.ts";
import { infer, type Inference, type InferOptions } from "./infer.ts";

/**
 * Infers types and reports. The findings know what the file type says about rows; the types that come back, without a sample,
 * hold for any row, because a compiled program can be handed any.
 */
export function checkConverter(converter: ResolvedConverter, options: InferOptions): Inference {
  const row = options.sampled ? options.row : rowOfFile(converter.settings);
  const findings = infer(converter.body, { ...options, row: row ?? options.row });
  checkEvent(converter, findings, options.report);
  return row === undefined || options.sampled ? findings : infer(converter.body, { ...options, report: () => {} });
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
