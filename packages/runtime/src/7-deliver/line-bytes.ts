// From lines of text to their UTF-8 bytes, many lines in one buffer.

const LF = 10;

export interface LineBytes {
  /** Adds one line; the line end is added here. */
  add(line: string): void;
  /** Adds a copy of whole lines with their ends. */
  addBytes(lines: Uint8Array): void;
  /** How many bytes can be taken. */
  readonly length: number;
  /** The bytes so far, which are never written to again. */
  take(): Uint8Array<ArrayBuffer>;
}

/**
 * Encodes line by line: a long string that is concatenated from pieces is several times slower to encode, above all where one
 * of them is not Latin-1.
 * @param size how many bytes are usually taken at once
 * @param spare memory that the first bytes are put into, where it is large enough
 */
export function lineBytes(size: number, spare?: ArrayBuffer): LineBytes {
  let memory: Buffer<ArrayBuffer> = spare === undefined ? Buffer.alloc(0) : Buffer.from(spare);
  let used = 0;
  const makeRoom = (room: number): void => {
    if (room <= memory.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(used === 0 ? size : 2 * memory.length, room));
    memory.copy(grown, 0, 0, used);
    memory = grown;
  };
  return {
    add(line) {
      // A UTF-16 unit takes three bytes of UTF-8 at most.
      makeRoom(used + line.length * 3 + 1);
      used += memory.write(line, used);
      memory[used] = LF;
      used += 1;
    },
    addBytes(lines) {
      makeRoom(used + lines.length);
      memory.set(lines, used);
      used += lines.length;
    },
    get length() {
      return used;
    },
    take() {
      const taken = memory.subarray(0, used);
      memory = Buffer.alloc(0);
      used = 0;
      return taken;
    },
  };
}
