// Lines of text to their UTF-8 bytes, many lines in one run of bytes.

const LF = 10;

export interface LineBytes {
  /** Adds one line; the line end is added here. */
  add(line: string): void;
  /** How many bytes wait to be taken. */
  readonly length: number;
  /** The bytes so far, which are never written to again. */
  take(): Uint8Array<ArrayBuffer>;
}

/**
 * Encodes line by line: a long text that is put together from pieces is several times slower to encode, above all where one
 * piece is not Latin-1.
 * @param size how many bytes are usually taken at once
 */
export function lineBytes(size: number): LineBytes {
  let memory: Buffer<ArrayBuffer> = Buffer.alloc(0);
  let used = 0;
  return {
    add(line) {
      // A UTF-16 unit takes three bytes of UTF-8 at most.
      const room = used + line.length * 3 + 1;
      if (room > memory.length) {
        const grown = Buffer.allocUnsafeSlow(Math.max(used === 0 ? size : 2 * memory.length, room));
        memory.copy(grown, 0, 0, used);
        memory = grown;
      }
      used += memory.write(line, used);
      memory[used] = LF;
      used += 1;
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
