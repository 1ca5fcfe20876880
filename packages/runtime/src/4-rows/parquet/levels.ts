// Repetition and definition levels of a page to integers; what flat columns do not need is not made.
import type { Leaf } from "./fields.ts";
import type { Encoding, PageHeader } from "./page-header.ts";
import { isAll, readBits, readRuns } from "./runs.ts";

export interface PageLevels {
  /** None where every value of a flat column is there, or no level is needed. */
  readonly definitions: Uint32Array | undefined;
  readonly repetitions: Uint32Array | undefined;
  /** Where the values begin. */
  readonly end: number;
}

/** What levels a column has. */
export interface LevelShape {
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  /** A column of the file's top level, whose rows are its values. */
  readonly isFlat: boolean;
}

export function levelShape({ schemaPath, maxDefinition, maxRepetition }: Leaf): LevelShape {
  return { maxDefinition, maxRepetition, isFlat: schemaPath.length === 2 && maxRepetition === 0 };
}

/** Levels of a page of version 1: each four bytes of length, then the runs. @throws Error when they do not fit the page */
export function levelsOfPage(
  plain: Buffer,
  page: Extract<PageHeader, { kind: "data" }>,
  shape: LevelShape,
): PageLevels {
  const { values } = page;
  const repetitions = levelsWithLength(plain, 0, shape.maxRepetition, values, page.repetitions, false);
  const { levels, end } = levelsWithLength(
    plain,
    repetitions.end,
    shape.maxDefinition,
    values,
    page.definitions,
    shape.isFlat,
  );
  return { repetitions: repetitions.levels, definitions: levels, end };
}

/** Levels of a page of version 2: the runs alone, never compressed. @throws Error when they do not fit the page */
export function levelsOfPageV2(
  stored: Buffer,
  page: Extract<PageHeader, { kind: "data-v2" }>,
  shape: LevelShape,
): PageLevels {
  const { repetitionBytes, definitionBytes, values } = page;
  const end = repetitionBytes + definitionBytes;
  if (!(repetitionBytes >= 0 && definitionBytes >= 0 && end <= stored.length))
    throw new Error("its levels are longer than it is");
  const { maxRepetition, maxDefinition } = shape;
  return {
    repetitions:
      maxRepetition === 0 ? undefined : readRuns(stored, 0, repetitionBytes, bitWidth(maxRepetition), values),
    definitions:
      maxDefinition === 0 || (shape.isFlat && isAll(stored, repetitionBytes, end, maxDefinition, values))
        ? undefined
        : readRuns(stored, repetitionBytes, end, bitWidth(maxDefinition), values),
    end,
  };
}

function levelsWithLength(
  plain: Buffer,
  start: number,
  max: number,
  count: number,
  encoding: Encoding,
  isWithoutNested: boolean,
): { readonly levels: Uint32Array | undefined; readonly end: number } {
  if (max === 0) return { levels: undefined, end: start };
  // As writers of old made them: bits alone, without a length.
  if (encoding === "BIT_PACKED") {
    const width = bitWidth(max);
    return { levels: readBits(plain, start, width, count), end: start + Math.ceil((count * width) / 8) };
  }
  const from = start + 4;
  if (from > plain.length) throw new Error("it ends before its levels do");
  const end = from + plain.readUInt32LE(start);
  if (end > plain.length) throw new Error("its levels are longer than it is");
  const areAllThere = isWithoutNested && isAll(plain, from, end, max, count);
  return { levels: areAllThere ? undefined : readRuns(plain, from, end, bitWidth(max), count), end };
}

function bitWidth(max: number): number {
  return 32 - Math.clz32(max);
}

/** How many of the levels in [from, to) are `wanted`. */
export function countOf(levels: Uint32Array, wanted: number, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    if (levels[i] === wanted) count += 1;
  }
  return count;
}
