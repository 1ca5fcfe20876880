// From a converter and the settings of a source to the parts of a job that they decide; needs no S3 and no ledger.
import { isDeepStrictEqual } from "node:util";
import type { MappedRow, Program } from "@heddle/compiler";
import type { LoadedConverter } from "../5-map/converter.ts";
import { placesInConverter } from "../5-map/converter-places.ts";
import { byteMapping } from "../5-map/byte-mapping.ts";
import { batchMapper } from "../5-map/map-batch.ts";
import { createChecks } from "../6-check/checks.ts";
import type { ConverterParts, Mapper, RowChecks } from "../contracts/job-parts.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
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
  const checks = createChecks({
    dataType,
    strategy,
    ...(lostTime === undefined ? {} : { lostTime }),
    ...(ignoreEventFlag === undefined ? {} : { ignoreEventFlag }),
    minIdLength: limits.minIdLength,
    maxStringLength: limits.maxStringLength,
  });
  return {
    rows: objectRows(program, limits),
    mapper: { ...programMapper(program, hash), text, placeOf: placesInConverter(text) },
    checks,
    bytes: byteMapping(program, checks.byteRules(), { losesTime: program.lostTime !== undefined }),
  };
}

/**
 * The parts that complete what earlier converters delivered: the first that makes an event of a row, or means to make none, maps it,
 * and the last maps the rest. The hash names all of them, in order, with + between.
 * @throws StageFailure `replay/read-otherwise` where they read files differently, so that rows could not be told apart.
 */
export function completingParts(settings: MapSettings, converters: readonly LoadedConverter[]): ConverterParts {
  const last = converters.at(-1);
  if (last === undefined) throw new Error("there is no converter");
  const own = converterParts(settings, last);
  const unlike = converters.find(({ program }) => !readsAlike(program, last.program));
  if (unlike !== undefined)
    throw new StageFailure({
      code: "replay/read-otherwise",
      message: "the converter reads files in another way than the one that delivered the other rows",
      hint: "replay the objects without --set-aside: all their rows then go through today's converter",
    });
  const mappers = converters.map(({ program }) => batchMapper(program));
  const inputPaths = converters.flatMap(({ program }) => program.inputPaths);
  // Threads know one converter at a time: they map by its text.
  const { hash: _hash, text: _text, ...mapper } = own.mapper;
  return {
    rows: objectRows({ ...last.program, inputPaths }, settings.limits),
    checks: own.checks,
    mapper: {
      ...mapper,
      hash: [...new Set(converters.map(({ hash }) => hash))].join("+"),
      map: (batch, now) => mapWithFirst(mappers, own.checks, batch, now),
    },
  };
}

function readsAlike({ settings: one }: Program, { settings: other }: Program): boolean {
  return isDeepStrictEqual({ ...one, filterPattern: undefined }, { ...other, filterPattern: undefined });
}

/** Each row as the first mapper has it whose event the checks let through. */
function* mapWithFirst(
  mappers: readonly Pick<Mapper, "map">[],
  checks: RowChecks,
  batch: RowBatch,
  now: number,
): Generator<MappedRow, void, undefined> {
  const each = mappers.map(({ map }) => [...map(batch, now)]);
  for (let i = 0; i < batch.count; i += 1) {
    const outcomes = each.map((rows) => rows[i]).filter((outcome) => outcome !== undefined);
    const chosen = outcomes.find((outcome) => !isRejected(outcome, checks)) ?? outcomes.at(-1);
    if (chosen !== undefined) yield chosen;
  }
}

function isRejected(outcome: MappedRow, checks: RowChecks): boolean {
  if (outcome.kind !== "mapped") return outcome.kind === "rejected";
  return checks.check(outcome.event, { bucket: "", key: "", row: 0 }, outcome.lostTime).kind === "rejected";
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
