// From a converter and the settings of a source to the parts of a job that they decide; needs no S3 and no ledger.
import type { Program } from "@heddle/compiler";
import type { LoadedConverter } from "../5-map/converter.ts";
import { placesInConverter } from "../5-map/converter-places.ts";
import { batchMapper } from "../5-map/map-batch.ts";
import { createChecks } from "../6-check/checks.ts";
import type { ConverterParts, Mapper } from "../contracts/job-parts.ts";
import { columnsOf, objectRows } from "./object-rows.ts";
import type { SourceConfig } from "../source/config.ts";

/** What of a source its mapping depends on. */
export type MapSettings = Pick<SourceConfig, "dataType" | "strategy" | "limits"> &
  Partial<Pick<SourceConfig, "lostTime">>;

/** The parts of a job that its converter decides. */
export function converterParts(
  { dataType, strategy, limits, lostTime }: MapSettings,
  { program, hash, text }: LoadedConverter,
): ConverterParts {
  const { ignoreEventFlag } = program.settings;
  return {
    rows: objectRows(program, limits),
    mapper: { ...programMapper(program, hash), text, placeOf: placesInConverter(text) },
    checks: createChecks({
      dataType,
      strategy,
      ...(lostTime === undefined ? {} : { lostTime }),
      ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }),
      minIdLength: limits.minIdLength,
      maxStringLength: limits.maxStringLength,
    }),
  };
}

/** A converter's program as the mapper of a job. */
export function programMapper(
  program: Pick<Program, "map" | "maxUnguardedRowBytes"> & Partial<Pick<Program, "inputPaths" | "lostTime">>,
  hash: string,
): Mapper {
  const columns = program.inputPaths === undefined ? undefined : columnsOf(program.inputPaths);
  return {
    hash,
    ...(columns === undefined ? {} : { columns }),
    mapsTime: program.lostTime !== undefined,
    ...batchMapper(program),
  };
}
