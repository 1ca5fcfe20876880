// In: the rows of a sample with what each of them shows. Out: few of them that together show all.

export interface RowChooser<Row> {
  /** Looks at a row; `shows` are the things that it shows, by any name. */
  add(row: Row, shows: readonly (string | number)[]): void;
  /** The chosen rows, in the order in which they came. */
  chosen(): readonly Row[];
}

interface Candidate<Row> {
  readonly row: Row;
  readonly order: number;
  readonly shows: ReadonlySet<string | number>;
}

/**
 * Keeps, for each thing, the row that shows it and most else: no more rows than things, however long the sample is. Of these it
 * takes the one that shows most of what is left, again and again, and drops those that the others make needless.
 */
export function createRowChooser<Row>(): RowChooser<Row> {
  const best = new Map<string | number, Candidate<Row>>();
  let count = 0;
  return {
    add(row, shows) {
      const candidate = { row, order: count, shows: new Set(shows) };
      count += 1;
      for (const thing of candidate.shows) {
        const before = best.get(thing);
        if (before === undefined || before.shows.size < candidate.shows.size) best.set(thing, candidate);
      }
    },
    chosen: () => withoutNeedless(greedy(new Set(best.values()))).map(({ row }) => row),
  };
}

function greedy<Row>(candidates: ReadonlySet<Candidate<Row>>): readonly Candidate<Row>[] {
  const left = new Set([...candidates].flatMap(({ shows }) => [...shows]));
  const taken: Candidate<Row>[] = [];
  const newIn = ({ shows }: Candidate<Row>): number => [...shows].filter((thing) => left.has(thing)).length;
  while (left.size > 0) {
    const next = [...candidates].reduce((a, b) => (newIn(b) > newIn(a) ? b : a));
    taken.push(next);
    for (const thing of next.shows) left.delete(thing);
  }
  return taken;
}

function withoutNeedless<Row>(taken: readonly Candidate<Row>[]): readonly Candidate<Row>[] {
  const kept = new Set(taken);
  for (const candidate of taken) {
    const others = new Set([...kept].flatMap((other) => (other === candidate ? [] : [...other.shows])));
    if ([...candidate.shows].every((thing) => others.has(thing))) kept.delete(candidate);
  }
  return [...kept].toSorted((a, b) => a.order - b.order);
}
