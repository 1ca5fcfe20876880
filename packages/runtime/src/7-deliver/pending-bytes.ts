// Lines of text and runs of lines that are bytes already to the bytes that a file or an upload takes at once, in their order.
import { lineBytes } from "./line-bytes.ts";

export interface PendingBytes {
  /** Adds one line and its end; returns how many bytes that are. */
  add(line: string): number;
  /** Adds whole lines with their ends. */
  addBytes(lines: Uint8Array): void;
  /** How many bytes wait to be taken. */
  readonly length: number;
  /** What waits, in as few pieces as are worth it. */
  take(): readonly Uint8Array[];
}

/** Shorter pieces are put together: each piece costs a call of the system. */
const SHORT = 64 * 1024;

/** @param size how many bytes are usually taken at once */
export function pendingBytes(size: number): PendingBytes {
  const lines = lineBytes(size);
  let pieces: Uint8Array[] = [];
  let held = 0;
  const endLines = (): void => {
    if (lines.length === 0) return;
    held += lines.length;
    pieces.push(lines.take());
  };
  return {
    add(line) {
      const before = lines.length;
      lines.add(line);
      return lines.length - before;
    },
    addBytes(bytes) {
      endLines();
      pieces.push(bytes);
      held += bytes.length;
    },
    get length() {
      return held + lines.length;
    },
    take() {
      endLines();
      const taken = pieces.length > 1 && held / pieces.length < SHORT ? [Buffer.concat(pieces)] : pieces;
      pieces = [];
      held = 0;
      return taken;
    },
  };
}
