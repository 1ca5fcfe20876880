// A pool of memory blocks that files are read into, for mapping threads or the job's own.
import type { Blocks } from "../contracts/mapping-pool.ts";
import { memoryWithHeadroom } from "./stream-buffer.ts";

/** Bytes of a block that are filled from a file. */
export const BLOCK_BYTES = 1024 * 1024;

/** Bytes before them, for the start of a row that began in the previous block. */
export const HEADROOM = 64 * 1024;

/** How blocks are made: in memory that other threads may read, or not. */
const MAKES = {
  shared: (): ArrayBufferLike => new SharedArrayBuffer(HEADROOM + BLOCK_BYTES),
  own: (): ArrayBufferLike => memoryWithHeadroom(HEADROOM, BLOCK_BYTES).buffer,
} as const;

/**
 * Keeps at most `maxFree` free blocks. `onUse` is called with the bytes read into a block. A caller who cannot tell whether a block is
 * still in use never releases it: it is garbage collected instead of reused.
 */
export function createBlocks(
  memory: keyof typeof MAKES,
  maxFree: number,
  onUse: (bytes: number) => void = () => {},
): Blocks {
  const free: ArrayBufferLike[] = [];
  const putBack = (block: ArrayBufferLike): void => {
    if (free.length < maxFree) free.push(block);
  };
  return {
    forFile() {
      const holders = new Map<ArrayBufferLike, number>();
      // The start of a row may be copied from a block after the next one is current.
      let current: ArrayBufferLike | undefined;
      let previous: ArrayBufferLike | undefined;
      const releaseUnheld = (block: ArrayBufferLike | undefined): void => {
        if (block === undefined || block === current || block === previous || (holders.get(block) ?? 0) > 0) return;
        holders.delete(block);
        putBack(block);
      };
      const shift = (next: ArrayBufferLike | undefined): void => {
        const oldest = previous;
        previous = current;
        current = next;
        releaseUnheld(oldest);
      };
      return {
        headroom: HEADROOM,
        take: () => free.pop() ?? MAKES[memory](),
        use(block) {
          onUse(BLOCK_BYTES);
          shift(block);
        },
        hold() {
          const block = current;
          if (block === undefined) return () => {};
          holders.set(block, (holders.get(block) ?? 0) + 1);
          return () => {
            holders.set(block, (holders.get(block) ?? 0) - 1);
            releaseUnheld(block);
          };
        },
        end() {
          shift(undefined);
          shift(undefined);
        },
      };
    },
  };
}
