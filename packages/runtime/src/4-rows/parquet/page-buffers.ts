// Memory of unpacked pages, used again once the rows that were cut from it are done with: new memory costs more than unpacking into it.

export interface PageBuffers {
  /** Memory of so many bytes, whatever is in it, for one page. */
  forPage(): PageBuffer;
  /** All rows so far are done with: so is what was let go of. */
  recycle(): void;
  /** The same bytes in one piece, which is only there until another page is asked for. */
  joined(pieces: readonly Buffer[]): Buffer;
}

/** What one page takes. */
export interface PageBuffer {
  take(bytes: number): Buffer;
  /** Nobody reads it any more but the rows so far. */
  release(): void;
}

/** Smaller ones are not worth being kept. */
const LEAST_BYTES = 4096;
/** So that a page which is somewhat larger than the one before fits as well. */
const STEP_BYTES = 64 * 1024;
/** Larger ones are not wasted on a page. */
const MOST_TIMES = 4;

/** `reuses`: whether memory is used again; else it is new each time. */
export function pageBuffers(reuses: boolean): PageBuffers {
  let free: ArrayBuffer[] = [];
  let released: ArrayBuffer[] = [];
  let stored = Buffer.alloc(0);
  const memoryFor = (bytes: number): ArrayBuffer => {
    const fits = (memory: ArrayBuffer): boolean =>
      memory.byteLength >= bytes && memory.byteLength <= MOST_TIMES * Math.max(bytes, STEP_BYTES);
    const found = free.findIndex(fits);
    const [memory] = found < 0 ? [] : free.splice(found, 1);
    return memory ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES).buffer;
  };
  return {
    forPage() {
      let taken: ArrayBuffer[] = [];
      return {
        take(bytes) {
          if (!reuses || bytes < LEAST_BYTES) return Buffer.allocUnsafeSlow(bytes);
          const memory = memoryFor(bytes);
          taken.push(memory);
          return Buffer.from(memory, 0, bytes);
        },
        release() {
          released.push(...taken);
          taken = [];
        },
      };
    },
    recycle() {
      free.push(...released);
      released = [];
    },
    joined(pieces) {
      const [only] = pieces;
      if (pieces.length === 1 && only !== undefined) return only;
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (stored.length < length) stored = Buffer.allocUnsafeSlow(Math.ceil(length / STEP_BYTES) * STEP_BYTES);
      pieces.reduce((at, piece) => (stored.set(piece, at), at + piece.length), 0);
      return stored.subarray(0, length);
    },
  };
}
