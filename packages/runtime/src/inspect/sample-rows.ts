// From files to a few of their rows, spread over the files.
import type { Value } from "@heddle/compiler";
import { RowError } from "../contracts/row-batch.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { InputFile } from "../inputs/input-file.ts";
import { fileFacts } from "./file-facts.ts";
import { listFiles, placeOf, rowsOf, spread } from "./read-files.ts";

export interface SampleOptions {
  /** How many rows are wanted. */
  readonly rows: number;
  readonly signal?: AbortSignal;
  /** Called for a row, or a file, that cannot be read. */
  readonly onUnreadable?: (file: string, code: string, message: string) => void;
}

/** To open a file of a bucket takes a request or two: of more files, so many are looked into, evenly spread. */
const OPENED_FILES = 50;

/**
 * The first rows of files that are evenly spread over all of them, in their order: of each its share of those still wanted.
 * @throws what opening a local file throws, and StageFailure of scope "job".
 */
export async function* sampleRows(files: AsyncIterable<InputFile>, options: SampleOptions): AsyncGenerator<Value> {
  const { listed } = await listFiles(files);
  const chosen = spread(listed, Math.min(OPENED_FILES, Math.max(1, options.rows)));
  let left = options.rows;
  for (const [i, file] of chosen.entries()) {
    let share = Math.ceil(left / (chosen.length - i));
    try {
      for await (const row of rowsOfOne(file, options)) {
        if (share === 0) break;
        yield row;
        share -= 1;
        left -= 1;
      }
    } catch (error) {
      if (!(error instanceof StageFailure) || error.scope === "job") throw error;
      options.onUnreadable?.(file.name, error.code, `${error.message}; ${error.hint}`);
    }
  }
}

async function* rowsOfOne(file: InputFile, { signal, onUnreadable }: SampleOptions): AsyncGenerator<Value> {
  await using opened = await file.open(signal);
  const facts = await fileFacts(file, opened);
  if (facts.shape !== undefined) {
    onUnreadable?.(file.name, "row/not-json", facts.shape.says);
    return;
  }
  for await (const batch of rowsOf(opened, facts, placeOf(file), signal)) {
    for (let i = 0; i < batch.count; i += 1) {
      const row = batch.read(i);
      if (row instanceof RowError) onUnreadable?.(file.name, row.code, `row ${batch.firstRow + i}: ${row.message}`);
      else yield row;
    }
  }
}
