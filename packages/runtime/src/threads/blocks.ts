// Memory that several threads see, lent out block by block and used again: what files are read into for mapping threads.

/** Bytes of one block that a piece of a file fills. */
export const BLOCK_BYTES = 1024 * 1024;

/** Bytes in front of them, for the start of a row that the piece before ended in. */
export const HEADROOM = 64 * 1024;

/** The blocks of one file. */
export interface FileBlocks {
  /** A block that nobody uses. */
  take(): SharedArrayBuffer;
  /** Says that the rows which come next lie in this block. */
  use(block: SharedArrayBuffer): void;
  /** The block of the rows that came last. They need it until what is returned here is called. */
  hold(): () => void;
  /** Nothing more comes; blocks that are held stay so until they are let go of. */
  end(): void;
}

export interface Blocks {
  forFile(): FileBlocks;
}

/** `onUse` is told how much was read into a block. A block that is used again must not be in use: a caller who cannot tell lets the engine collect it, and never gives it back. */
export function createBlocks(most: number, onUse: (bytes: number) => void = () => {}): Blocks {
  const free: SharedArrayBuffer[] = [];
  const giveBack = (block: SharedArrayBuffer): void => {
    if (free.length < most) free.push(block);
  };
  return {
    forFile() {
      const holders = new Map<SharedArrayBuffer, number>();
      // The start of a row may be copied out of a block after the next one came.
      let current: SharedArrayBuffer | undefined;
      let previous: SharedArrayBuffer | undefined;
      const giveBackUnheld = (block: SharedArrayBuffer | undefined): void => {
        if (block === undefined || block === current || block === previous || (holders.get(block) ?? 0) > 0) return;
        holders.delete(block);
        giveBack(block);
      };
      const shift = (next: SharedArrayBuffer | undefined): void => {
        const oldest = previous;
        previous = current;
        current = next;
        giveBackUnheld(oldest);
      };
      return {
        take: () => free.pop() ?? new SharedArrayBuffer(HEADROOM + BLOCK_BYTES),
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
            giveBackUnheld(block);
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
