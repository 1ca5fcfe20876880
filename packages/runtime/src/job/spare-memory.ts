// Memory for the lines of batches, used again by the next ones: memory that is new costs more than what is written to it.

export interface SpareMemory {
  /** Some that was kept; undefined where there is none. */
  take(): ArrayBuffer | undefined;
  /** Takes back what nobody reads any more. */
  keep(memory: ArrayBuffer): void;
}

/** Larger memory is not kept. */
const MAX_BYTES = 4 * 1024 * 1024;

export function spareMemory(most: number): SpareMemory {
  const spares: ArrayBuffer[] = [];
  return {
    take: () => spares.pop(),
    keep(memory) {
      if (spares.length < most && memory.byteLength <= MAX_BYTES) spares.push(memory);
    },
  };
}
