// From rows that are sent and settled in any order to the mark below which all are settled; memory is bounded by what is under way.

export interface Marks {
  /** Rows are sent in growing order. */
  sent(row: number): void;
  settled(row: number): void;
  /** Every row below it is settled or was never sent. */
  readonly mark: number;
}

export function createMarks(first: number): Marks {
  // A set keeps the order in which rows were added, so its first is the lowest.
  const open = new Set<number>();
  let next = first;
  return {
    sent(row) {
      open.add(row);
      next = row + 1;
    },
    settled(row) {
      open.delete(row);
    },
    get mark() {
      const [lowest] = open;
      return lowest ?? next;
    },
  };
}
