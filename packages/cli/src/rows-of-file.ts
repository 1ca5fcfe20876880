// From a file, an object or standard input to batches of rows, as the converter's settings say.
import type { Program } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import {
  decompress,
  type InputFile,
  isPlain,
  LOCAL_BUCKET,
  localInputs,
  objectRows,
  readRows,
  type RowBatch,
  sniff,
  SNIFFED_BYTES,
} from "@heddle/runtime/local";
import { Misuse } from "./failure.ts";
import { unreadable } from "./named-file.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import type { Terminal } from "./terminal.ts";

const MAX_UNPACKED = 50_000_000_000;
/** One file is read at a time, so a row may be longer than in a job; 64 MB of `{}` took 2.5 GB of memory. */
const MAX_ROW_BYTES = 32 * 1024 * 1024;

/** What rows are read by: a program, or at least its settings and what it reads of a row. */
export type ReadBy = Pick<Program, "settings" | "inputPaths"> & Partial<Pick<Program, "maxUnguardedRowBytes">>;

/**
 * The rows of one local file or of standard input in its order.
 * @throws StageFailure when the file as a whole cannot be read on; Misuse when it cannot be opened.
 */
export async function* rowsOfFile(
  path: string,
  program: ReadBy,
  terminal: Pick<Terminal, "input" | "err">,
): AsyncGenerator<RowBatch> {
  if (path === STANDARD_INPUT) {
    yield* rowsOfInput(standardInputFile(terminal.input), program, terminal);
    return;
  }
  for await (const file of localInputs(path)) yield* rowsOfInput(file, program, terminal);
}

interface InputRowsOptions {
  readonly signal?: AbortSignal;
  /** Whether a batch is done with when the next one is asked for. */
  readonly reusesMemory?: boolean;
}

/**
 * The rows of one file or object in its order.
 * @throws StageFailure when it cannot be read on; Misuse when it cannot be opened.
 */
export async function* rowsOfInput(
  file: InputFile,
  program: ReadBy,
  terminal: Pick<Terminal, "err">,
  { signal = new AbortController().signal, reusesMemory = false }: InputRowsOptions = {},
): AsyncGenerator<RowBatch> {
  const { name, key, bucket } = file;
  const place = bucket === LOCAL_BUCKET ? { file: name, key } : { bucket, key };
  await using opened = await file.open(signal).catch((error: unknown) => {
    throw new Misuse(unreadable(name, error));
  });
  const read = await unpacked(program, await opened.head(SNIFFED_BYTES), name, terminal);
  if (opened.object !== undefined) {
    yield* objectRows(read, { maxUnpackedBytes: MAX_UNPACKED, maxRowBytes: MAX_ROW_BYTES })(opened.object, {
      place,
      signal,
      reusesMemory,
    });
    return;
  }
  const { settings } = read;
  const bytes = decompress(opened.stream(), settings.compressionType, { maxBytes: MAX_UNPACKED, place, signal });
  yield* readRows({ kind: "stream", bytes }, { settings, place, maxRowBytes: MAX_ROW_BYTES, signal });
}

/** Standard input as a file: it can be opened once. */
export function standardInputFile(input: AsyncIterable<Uint8Array>): InputFile {
  return {
    name: STANDARD_INPUT,
    bucket: LOCAL_BUCKET,
    key: STANDARD_INPUT,
    size: undefined,
    async open() {
      const iterator = input[Symbol.asyncIterator]();
      const chunks: Uint8Array[] = [];
      return {
        async head(length) {
          let size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
          while (size < length) {
            const { value, done } = await iterator.next();
            if (done === true) break;
            chunks.push(value);
            size += value.length;
          }
          return Buffer.concat(chunks).subarray(0, length);
        },
        async *stream() {
          yield* chunks.splice(0);
          yield* { [Symbol.asyncIterator]: () => iterator };
        },
        async [Symbol.asyncDispose]() {},
      };
    },
  };
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
  await err.write(`${printable(path)}: declared as ${declared} but not compressed; reading it as is\n`);
  return { ...program, settings: { ...program.settings, compressionType: "none" } };
}
