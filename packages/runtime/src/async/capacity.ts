// A counting limit that callers may exceed by one of their own, so that they never wait for each other in a circle.

/** Bounds the memory of all objects together: each part of a file under way takes a permit. */
export interface Capacity {
  /**
   * Resolves with a function that releases the permit. `mayExceed`: whether the caller may go on with all permits taken, because
   * nothing else of its own is under way; asked again at each release.
   */
  acquire(mayExceed: () => boolean): Promise<() => void>;
  /** How many are under way now, and the most that ever were. */
  readonly used: number;
  readonly peak: number;
}

export function createCapacity(permits: number): Capacity {
  let taken = 0;
  let used = 0;
  let peak = 0;
  let waiting: (() => void)[] = [];
  const wakeAll = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  return {
    async acquire(mayExceed) {
      let hasPermit = taken < permits;
      while (!hasPermit && !mayExceed()) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        hasPermit = taken < permits;
      }
      if (hasPermit) taken += 1;
      used += 1;
      peak = Math.max(peak, used);
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        if (hasPermit) taken -= 1;
        used -= 1;
        wakeAll();
      };
    },
    get used() {
      return used;
    },
    get peak() {
      return peak;
    },
  };
}
