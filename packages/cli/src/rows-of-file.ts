// From a file or standard input to batches of rows, as the converter's settings say.
import type { Program } from "@heddle/compiler";
import { decompress, objectRows, openLocalFile, readRows, type RowBatch } from "@heddle/runtime";
import { Misuse } from "./failure.ts";
import { unreadable } from "./converter.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import type { Terminal } from "./terminal.ts";

const MAX_UNPACKED = 50_000_000_000;

/**
 * The rows of one input in its order.
 * @throws StageFailure when the file as a whole cannot be read on; Misuse when it cannot be opened.
 */
export async function* rowsOfFile(path: string, program: Pick<Program, "settings" | "inputPaths">, input: Terminal["input"]): AsyncGenerator<RowBatch> {
  const place = { file: path, key: path };
  if (path === STANDARD_INPUT) {
    const { settings } = program;
    const bytes = decompress(input, settings.compressionType, { maxBytes: MAX_UNPACKED, place });
    yield* readRows({ kind: "stream", bytes }, { settings, place });
    return;
  }
  await using file = await openLocalFile(path).catch((error: unknown) => {
    throw new Misuse(unreadable(path, error));
  });
  const object = { size: file.size, etag: "", lastModified: 0, stream: file.stream, read: file.read };
  yield* objectRows(program, { maxUnpackedBytes: MAX_UNPACKED })(object, { place, signal: new AbortController().signal });
}
