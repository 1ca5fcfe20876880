// A number of parts that may be under way at once to who may take in another; bounds the memory of all objects together.

export interface Capacity {
  /**
   * Resolves with what gives the place back. `isFree`: whether the caller may go in even where no place is left, since nothing
   * else of its own is under way; so no object waits for another, which may wait for it. It is asked again whenever a place is given back.
   */
  enter(isFree: () => boolean): Promise<() => void>;
  /** How many are in, and the most that ever were. */
  readonly used: number;
  readonly peak: number;
}

export function createCapacity(places: number): Capacity {
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
    async enter(isFree) {
      let takesPlace = taken < places;
      while (!takesPlace && !isFree()) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        takesPlace = taken < places;
      }
      if (takesPlace) taken += 1;
      used += 1;
      peak = Math.max(peak, used);
      let isOut = false;
      return () => {
        if (isOut) return;
        isOut = true;
        if (takesPlace) taken -= 1;
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
