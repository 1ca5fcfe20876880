// From rows that are sent and settled in any order to the row below which all are settled.

/** Takes memory for the rows under way alone. */
export interface Watermark {
  /** Rows are sent in ascending order. */
  sent(row: number): void;
  settled(row: number): void;
  /** Every row below it was settled, or never sent. */
  readonly acknowledged: number;
}

/** Starts at the row `first`: what is below it was acknowledged earlier. */
export function createWatermark(first: number): Watermark {
  // A set keeps the order in which rows were added, so its first is the lowest.
  const inFlight = new Set<number>();
  let next = first;
  return {
    sent(row) {
      inFlight.add(row);
      next = row + 1;
    },
    settled(row) {
      inFlight.delete(row);
    },
    get acknowledged() {
      const [lowest] = inFlight;
      return lowest ?? next;
    },
  };
}
