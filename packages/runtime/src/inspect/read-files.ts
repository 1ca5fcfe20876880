// From what was named to the files that are looked into, and from a file whose format is known to its rows.
import { DEFAULT_FORMAT_SETTINGS } from "@heddle/compiler";
import { decompress } from "../3-decompress/decompress.ts";
import { readRows } from "../4-rows/rows.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import type { FailurePlace } from "../contracts/stage-failure.ts";
import { type InputFile, LOCAL_BUCKET, type OpenedInput } from "../inputs/input-file.ts";
import { objectRows } from "../job/object-rows.ts";
import { completeCsv } from "./csv-dialect.ts";
import type { FileFacts } from "./file-facts.ts";

/** Names beyond these say nothing new. */
const LISTED_FILES = 1_000;
const MAX_UNPACKED_BYTES = 50_000_000_000;

/** The first files, and whether there are more. */
export async function listFiles(
  files: AsyncIterable<InputFile>,
): Promise<{ readonly listed: readonly InputFile[]; readonly hasMore: boolean }> {
  const listed: InputFile[] = [];
  for await (const file of files) {
    if (listed.length === LISTED_FILES) return { listed, hasMore: true };
    listed.push(file);
  }
  return { listed, hasMore: false };
}

/** The first, the last, and others between them at even distances. */
export function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]).filter(
    (item) => item !== undefined,
  );
}

export function placeOf({ name, key, bucket }: InputFile): FailurePlace {
  return bucket === LOCAL_BUCKET ? { file: name, key } : { bucket, key };
}

/** The rows of a file that is what its facts say. */
export function rowsOf(
  { object, stream }: OpenedInput,
  { fileType, compressionType, csv }: FileFacts,
  place: FailurePlace,
  signal: AbortSignal = new AbortController().signal,
): AsyncIterable<RowBatch> {
  const settings = {
    ...DEFAULT_FORMAT_SETTINGS,
    ...(csv === undefined ? {} : { csv: completeCsv(csv.settings) }),
    configName: [],
    fileType,
    compressionType,
  };
  if (object !== undefined)
    return objectRows({ settings, inputPaths: [[]] }, { maxUnpackedBytes: MAX_UNPACKED_BYTES })(object, {
      place,
      signal,
    });
  const bytes = decompress(stream(), compressionType, { maxBytes: MAX_UNPACKED_BYTES, place, signal });
  return readRows({ kind: "stream", bytes }, { settings, place, signal });
}
