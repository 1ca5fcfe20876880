// Lines of JSON as bytes to a batch whose rows are parsed when asked for.
import { isAscii, isUtf8 } from "node:buffer";
import { parseJson, type Value } from "@heddle/compiler";
import { asBuffer } from "../../contracts/byte-source.ts";
import { type RowBatch, RowError, type TransferBatch } from "../../contracts/row-batch.ts";
import { transferableBytes } from "../transferable-bytes.ts";
import { badUtf8At } from "../utf8.ts";
import { type ExactNumbers, hasExactNumbers } from "./exact-numbers.ts";
import type { FileShape } from "./file-shape.ts";
import { findJsonError } from "./json-error.ts";
import { habitOf } from "./line-habits.ts";
import { jsonRowShape } from "./row-shape.ts";

/** Where lines start and end, line ends left out. */
export interface LineEnds {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

interface UnframedLines {
  readonly bytes: Buffer;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly firstRow: number;
  /** What the file is instead of one value a line. */
  readonly shape?: FileShape;
}

export type JsonLines = UnframedLines & LineEnds;

/** A batch on its way to another thread. */
export interface JsonTransfer extends TransferBatch {
  readonly format: "json";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly firstRow: number;
  readonly shape?: FileShape;
}

export function openJson(transfer: JsonTransfer, hasExact: ExactNumbers): RowBatch {
  return jsonBatch({ ...transfer, bytes: asBuffer(transfer.bytes) }, hasExact);
}

/** `hasExact`: looks at the numbers that somebody reads; all of them unless set. */
export function jsonBatch(lines: JsonLines, hasExact: ExactNumbers = hasExactNumbers): RowBatch {
  const { bytes, starts, ends } = lines;
  const count = starts.length;
  // A whole batch is checked at once: the check of each row would cost more than the check itself.
  let isClean: boolean | undefined;
  let encoding: "latin1" | "utf8" = "utf8";
  const start = (i: number): number => starts[i] ?? 0;
  const end = (i: number): number => ends[i] ?? 0;
  return {
    firstRow: lines.firstRow,
    count,
    read(i) {
      if (isClean === undefined) {
        const all = bytes.subarray(start(0), end(count - 1));
        isClean = isUtf8(all);
        // The same text, in half of the time.
        if (isClean && isAscii(all)) encoding = "latin1";
      }
      if (!isClean) {
        const bad = badUtf8At(bytes.subarray(start(i), end(i)));
        if (bad >= 0) return notUtf8(bad, lines.offset + start(i) + bad);
      }
      return parseLine(bytes.toString(encoding, start(i), end(i)), hasExact, lines.shape);
    },
    raw: (i) => bytes.toString("utf8", start(i), end(i)),
    offset: (i) => lines.offset + start(i),
    bytes: (i) => bytes.subarray(start(i), end(i)),
    byteRows: () => ({ kind: "lines", bytes: bytes.subarray(start(0), end(count - 1)) }),
    shape: (i) => jsonRowShape(bytes.subarray(start(i), end(i))),
    toTransfer(): JsonTransfer {
      const from = start(0);
      const relativeStarts = new Uint32Array(count);
      const relativeEnds = new Uint32Array(count);
      for (let i = 0; i < count; i += 1) {
        relativeStarts[i] = start(i) - from;
        relativeEnds[i] = end(i) - from;
      }
      return {
        format: "json",
        bytes: transferableBytes(bytes.subarray(from, end(count - 1))),
        offset: lines.offset + from,
        firstRow: lines.firstRow,
        starts: relativeStarts,
        ends: relativeEnds,
        ...(lines.shape === undefined ? {} : { shape: lines.shape }),
      };
    },
  };
}

/** The rows of whole lines, which are looked for once one of them is asked for: who maps them as bytes looks for them anyway. */
export function unframedBatch(
  lines: UnframedLines & Pick<RowBatch, "isReused">,
  frame: () => LineEnds,
  hasExact: ExactNumbers,
): RowBatch {
  let batch: RowBatch | undefined;
  let told: number | undefined;
  const framed = (): RowBatch => (batch ??= jsonBatch({ ...lines, ...frame() }, hasExact));
  return {
    firstRow: lines.firstRow,
    isReused: lines.isReused ?? false,
    get count() {
      return told ?? framed().count;
    },
    counted(rows) {
      told = rows;
    },
    read: (i) => framed().read(i),
    raw: (i) => framed().raw(i),
    offset: (i) => framed().offset(i),
    bytes: (i) => framed().bytes?.(i) ?? lines.bytes.subarray(0, 0),
    byteRows: () => ({ kind: "lines", bytes: lines.bytes }),
    shape: (i) => framed().shape?.(i),
  };
}

/** A batch of one row that is too long to be read. Its raw text is the start of it. */
export function longRowBatch(
  row: { readonly head: Buffer; readonly offset: number; readonly length: number },
  firstRow: number,
  maxRowBytes: number,
): RowBatch {
  const error = new RowError(
    "row/too-long",
    `the row has ${row.length} bytes, more than the ${maxRowBytes} that are allowed: split it, or raise the limit`,
  );
  return {
    firstRow,
    count: 1,
    read: () => error,
    raw: () => row.head.toString(),
    offset: () => row.offset,
    bytes: () => row.head,
  };
}

export function notUtf8(inRow: number, inFile: number): RowError {
  return new RowError(
    "row/not-utf8",
    `byte ${inRow} of the row (byte ${inFile} of the file) is not UTF-8: store the file as UTF-8`,
  );
}

function parseLine(text: string, hasExact: ExactNumbers, shape: FileShape | undefined): Value | RowError {
  try {
    const value: Value = JSON.parse(text);
    return hasExact(value) ? value : parseJson(text);
  } catch (error) {
    if (error instanceof RangeError)
      return new RowError("row/too-deep", "the row nests deeper than this machine can read: flatten it");
    if (!(error instanceof SyntaxError)) throw error;
    // Files that were joined have a byte-order mark where each begins.
    if (text.startsWith(BYTE_ORDER_MARK)) return parseLine(text.slice(BYTE_ORDER_MARK.length), hasExact, shape);
    return notJson(text, shape);
  }
}

const BYTE_ORDER_MARK = "\ufeff";

function notJson(text: string, shape: FileShape | undefined): RowError {
  const error = findJsonError(text);
  const where = `not JSON at column ${error.column}`;
  const habit = shape ?? habitOf(text, error);
  if (habit !== undefined) return new RowError("row/not-json", `${where}: ${habit.says}`, habit.name);
  return new RowError("row/not-json", `${where}: ${error.what}; each line must be one JSON value`);
}
