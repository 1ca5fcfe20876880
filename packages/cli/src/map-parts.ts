// From a mapping to what maps and checks its rows, as bytes and by values, and to which way they took.
import { acceptEvent } from "@heddle/compiler";
import {
  byteMapping,
  count,
  firstDifference,
  type MappedBatch,
  type mapRows,
  NO_BYTE_RULES,
  programMapper,
  type RowPaths,
  sum,
} from "@heddle/runtime/local";
import { Misuse } from "./failure.ts";
import { checksOf, type Mapping } from "./mapping.ts";
import { formatCount, formatReasons } from "./report/format.ts";

export type MapParts = Parameters<typeof mapRows>[0];

/** `idsOfPlaces`: whether rows have a place of which ids are made. */
export function mapPartsOf(mapping: Mapping, idsOfPlaces = true): MapParts {
  const { program } = mapping;
  const checks = checksOf(mapping, idsOfPlaces);
  const bytes = byteMapping(program, checks.byteRules(), { losesTime: program.lostTime !== undefined });
  return { mapper: programMapper(program, ""), checks, bytes };
}

/** What writes what a converter yields, without rules. */
export function rawPartsOf({ program }: Mapping): MapParts {
  const bytes = byteMapping(program, NO_BYTE_RULES, { losesTime: false });
  return { mapper: programMapper(program, ""), checks: { check: acceptEvent }, bytes };
}

/** @throws Misuse where the two ways to map a batch differ. */
export function requireSame(bytes: MappedBatch, values: MappedBatch, file: string): void {
  const difference = firstDifference(bytes, values);
  if (difference === undefined) return;
  throw new Misuse(
    `${file}: ${difference}. This is a bug of Heddle: please report it; HEDDLE_BYTES=0 maps all rows by values`,
  );
}

export function noPaths(): RowPaths {
  return { byBytes: 0, byValues: {} };
}

export function addPaths(total: RowPaths, { paths, counts }: MappedBatch): void {
  total.byBytes += paths?.byBytes ?? 0;
  const byValues = paths?.byValues ?? { "": counts.rows };
  for (const [reason, rows] of Object.entries(byValues)) count(total.byValues, reason, rows);
}

/** `rows mapped as bytes 9, by values 1 (a long text 1)`, or why none was. */
export function renderPaths({ byBytes, byValues }: RowPaths, { bytes }: MapParts): string {
  const mapper = bytes?.mapper();
  const why = mapper !== undefined && "why" in mapper ? mapper.why : undefined;
  const { "": all = 0, ...reasons } = byValues;
  const given =
    Object.keys(reasons).length === 0
      ? ""
      : ` (${formatReasons(all === 0 ? reasons : { ...reasons, "not tried": all })})`;
  return `rows mapped as bytes ${formatCount(byBytes)}, by values ${formatCount(all + sum(reasons))}${why === undefined ? given : ` (${why})`}`;
}
