// From a file or standard input to batches of rows, as the converter's settings say.
import type { Program } from "@heddle/compiler";
import {
  decompress,
  isPlain,
  objectRows,
  openLocalFile,
  readRows,
  type RowBatch,
  sniff,
  SNIFFED_BYTES,
} from "@heddle/runtime/local";
import { Misuse } from "./failure.ts";
import { unreadable } from "./converter.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import type { Terminal } from "./terminal.ts";

const MAX_UNPACKED = 50_000_000_000;

/**
 * The rows of one input in its order.
 * @throws StageFailure when the file as a whole cannot be read on; Misuse when it cannot be opened.
 */
export async function* rowsOfFile(
  path: string,
  program: Pick<Program, "settings" | "inputPaths"> & Partial<Pick<Program, "maxUnguardedRowBytes">>,
  terminal: Pick<Terminal, "input" | "err">,
): AsyncGenerator<RowBatch> {
  const place = { file: path, key: path };
  if (path === STANDARD_INPUT) {
    const { head, all } = await peek(terminal.input);
    const { settings } = await unpacked(program, head, path, terminal);
    const bytes = decompress(all, settings.compressionType, { maxBytes: MAX_UNPACKED, place });
    yield* readRows({ kind: "stream", bytes }, { settings, place });
    return;
  }
  await using file = await openLocalFile(path).catch((error: unknown) => {
    throw new Misuse(unreadable(path, error));
  });
  const read = await unpacked(program, await file.read(0, Math.min(SNIFFED_BYTES, file.size)), path, terminal);
  const object = { size: file.size, etag: "", lastModified: 0, stream: file.stream, read: file.read };
  yield* objectRows(read, { maxUnpackedBytes: MAX_UNPACKED })(object, { place, signal: new AbortController().signal });
}

/**
 * The converter's settings for data that were unpacked before they came here (`zcat part.json.gz | heddle map ...`): what is declared
 * compressed and is plain is read as plain, with a note (D). An ingest job refuses it, because there it is a mistake.
 */
async function unpacked<Read extends Pick<Program, "settings" | "inputPaths">>(
  program: Read,
  head: Uint8Array,
  path: string,
  { err }: Pick<Terminal, "err">,
): Promise<Read> {
  const declared = program.settings.compressionType;
  const found = sniff(head);
  if (declared === "none" || declared === "auto" || !isPlain(found)) return program;
  await err.write(`${path}: declared as ${declared} but not compressed; reading it as is\n`);
  return { ...program, settings: { ...program.settings, compressionType: "none" } };
}

/** The first bytes of a stream, and the whole stream once more. */
async function peek(input: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < SNIFFED_BYTES) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    chunks.push(value);
    size += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: Buffer.concat(chunks).subarray(0, SNIFFED_BYTES), all: all() };
}
