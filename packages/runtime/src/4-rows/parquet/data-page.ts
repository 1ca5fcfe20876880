// A data page as it is stored to its levels and its values.
import type { Dictionary } from "./column-rows.ts";
import { type TakeMemory, unpackPage } from "./codecs.ts";
import { countOf, type LevelShape, levelsOfPage, levelsOfPageV2, type PageLevels } from "./levels.ts";
import type { CodecName } from "./metadata.ts";
import { MAX_PAGE_BYTES, type PageHeader } from "./page-header.ts";
import { pageValues, type ValueColumn, type Values } from "./page-values.ts";

export type DataPageHeader = Extract<PageHeader, { readonly kind: "data" | "data-v2" }>;

export interface PageContent {
  readonly levels: PageLevels;
  /** The values that are there, as their encoding has them. */
  readonly plain: Uint8Array;
}

/** @param take gives memory for it @throws Error when it cannot be unpacked, or its levels do not fit it */
export function pageContent(
  stored: Buffer,
  header: DataPageHeader,
  codec: CodecName,
  shape: LevelShape,
  take?: TakeMemory,
): PageContent {
  switch (header.kind) {
    case "data": {
      const plain = unpackPage(stored, header.plainBytes, codec, take);
      const levels = levelsOfPage(plain, header, shape);
      return { levels, plain: plain.subarray(levels.end) };
    }
    case "data-v2": {
      const levels = levelsOfPageV2(stored, header, shape);
      const values = stored.subarray(levels.end);
      const plain = header.isCompressed ? unpackPage(values, header.plainBytes - levels.end, codec, take) : values;
      return { levels, plain };
    }
    default:
      return header satisfies never;
  }
}

/** The values that are there. @throws Error as `pageValues` */
export function definedValues(
  { plain, levels }: PageContent,
  header: DataPageHeader,
  { shape: { maxDefinition }, column }: { readonly shape: LevelShape; readonly column: ValueColumn },
  dictionary: Dictionary | undefined,
  take?: TakeMemory,
): { readonly defined: number; readonly values: Values } {
  const { definitions } = levels;
  const defined = definitions === undefined ? header.values : countOf(definitions, maxDefinition, 0, header.values);
  return {
    defined,
    values: pageValues(plain, header.encoding, defined, { column, dictionary, mostBytes: MAX_PAGE_BYTES, take }),
  };
}

/** The rows of a flat column: its values with its nulls between them. */
export function flatRows(values: Values, { definitions }: PageLevels, { maxDefinition }: LevelShape): Values {
  if (definitions === undefined) return values;
  let at = 0;
  return (n) => {
    const start = at;
    at += n;
    const rows = values(countOf(definitions, maxDefinition, start, at));
    return rows.length === n ? rows : rows.spread(definitions, start, at, maxDefinition);
  };
}
