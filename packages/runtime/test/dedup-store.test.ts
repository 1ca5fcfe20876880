// The parts of the key store: filters lose no key, runs return what was written, compaction keeps the newest record of each key.
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  addToBlock,
  BLOCK_WORDS,
  blockOf,
  blockCount,
  canFold,
  folded,
  mayContain,
} from "../src/dedup/store/bloom-filter.ts";
import { compactRuns } from "../src/dedup/store/compaction.ts";
import { createMemtable } from "../src/dedup/store/memtable.ts";
import { createRunWriter, openSortedRun, type SortedRun, type RunMetadata } from "../src/dedup/store/sorted-run.ts";
import { compareKeys, RECORD_WORDS, SEEN, SESSION, readWord } from "../src/dedup/store/record.ts";
import { testFolder } from "./support/folder.ts";
import { seeded } from "./support/random.ts";

const SEED = 4;
type Key = readonly [number, number, number, number];

/** Keys spread as digests are; with `close`, many share their first words, as digests hardly ever do. */
function randomKeys(count: number, seed: number, close = false): Key[] {
  const random = seeded(seed);
  const word = (): number => Math.floor(random() * 2 ** 32);
  return Array.from({ length: count }, () => [
    close ? Math.floor(random() * 8) * 536_870_911 : word(),
    close ? Math.floor(random() * 4) : word(),
    word(),
    word(),
  ]);
}

function writeRun(path: string, keys: readonly Key[], session: number, seen: (n: number) => number): RunMetadata {
  const memtable = createMemtable(1000);
  keys.forEach((key, n) => void memtable.put(...key, session, seen(n)));
  const writer = createRunWriter(path, memtable.size);
  for (const at of memtable.sorted()) writer.add(memtable.records, at);
  return writer.finish();
}

function open(path: string, metadata: RunMetadata, filterBytes = Number.POSITIVE_INFINITY): SortedRun {
  const run = openSortedRun(path, metadata, filterBytes);
  onTestFinished(() => run.close());
  return run;
}

const holderIn = (run: SortedRun, key: Key): number => {
  const at = run.find(...key);
  return at === -1 ? 0 : (run.records[at + SESSION] as number);
};

describe("wordAt", () => {
  it("reads words that order keys as their bytes do", () => {
    const bytes = new Uint8Array([0, 1, 2, 3, 255, 254, 253, 252]);
    expect([readWord(bytes, 0), readWord(bytes, 4)]).toEqual([0x00010203, 0xfffefdfc]);
  });
});

describe("a filter", () => {
  it("holds every key however often it is folded, and knows most others until then", () => {
    const keys = randomKeys(20_000, SEED);
    const others = randomKeys(20_000, SEED + 1);
    let words = new Uint32Array(blockCount(keys.length) * BLOCK_WORDS);
    for (const [k0, k1, k2] of keys) addToBlock(words, blockOf(k0, words.length / BLOCK_WORDS) * BLOCK_WORDS, k1, k2);
    expect(others.filter(([k0, k1, k2]) => mayContain(words, k0, k1, k2)).length).toBeLessThan(others.length * 0.02);
    let folds = 0;
    for (; canFold(words); folds += 1) {
      expect(keys.every(([k0, k1, k2]) => mayContain(words, k0, k1, k2))).toBe(true);
      words = folded(words);
    }
    expect(folds).toBeGreaterThanOrEqual(6);
  });
});

describe("a memtable", () => {
  it.each([
    [10, false],
    [30_000, false],
    [5000, true],
  ] as const)("keeps %i keys and gives them in order (close: %s)", (count, close) => {
    const memtable = createMemtable(1000);
    const keys = randomKeys(count, SEED, close);
    keys.forEach((key, n) => void memtable.put(...key, n + 1, n));
    keys.slice(0, count / 2).forEach((key) => void memtable.put(...key, 77, 99));
    expect(memtable.size).toBe(count);
    keys.forEach(
      (key, n) => void expect(memtable.records[memtable.find(...key) + SESSION]).toBe(n < count / 2 ? 77 : n + 1),
    );
    const offsets = memtable.sorted();
    expect(new Set(offsets).size).toBe(count);
    for (let i = 1; i < count; i += 1)
      expect(
        compareKeys(memtable.records, offsets[i - 1] as number, memtable.records, offsets[i] as number),
      ).toBeLessThan(0);
    memtable.clear();
    expect([memtable.size, memtable.find(...(keys[0] as Key))]).toEqual([0, -1]);
  });
});

describe("a run", () => {
  it.each([0, 1, 100, 8192, 50_000])("of %i keys gives back each, and no other, with any size of filter", (count) => {
    const path = join(testFolder(), "1.run");
    const keys = randomKeys(count, SEED);
    const metadata = writeRun(path, keys, 5, (n) => 1000 + n);
    expect(metadata).toMatchObject({ keys: count, newest: count === 0 ? 0 : 1000 + count - 1 });
    for (const filterBytes of [Number.POSITIVE_INFINITY, 10_000, 0]) {
      const run = open(path, metadata, filterBytes);
      expect(keys.every((key) => holderIn(run, key) === 5)).toBe(true);
      expect(randomKeys(1000, SEED + 1).every((key) => holderIn(run, key) === 0)).toBe(true);
      while (run.fold());
      expect(keys.every((key) => holderIn(run, key) === 5)).toBe(true);
    }
    const cursor = open(path, metadata).cursor();
    let read = 0;
    for (; cursor.at !== -1; cursor.next()) read += 1;
    expect(read).toBe(count);
  });

  it("finds keys that hardly differ", () => {
    const path = join(testFolder(), "1.run");
    const keys = randomKeys(5000, SEED, true);
    const run = open(
      path,
      writeRun(path, keys, 5, () => 1),
    );
    expect(keys.every((key) => holderIn(run, key) === 5)).toBe(true);
  });
});

describe("compactRuns", () => {
  it.each([1, 7, 100_000])("keeps the newest of each key, and what still counts, in steps of %i", (step) => {
    const folder = testFolder();
    const keys = randomKeys(9000, SEED);
    // The newest run first; each shares a third of its keys with the next.
    const slices = [
      { from: 0, to: 3000 },
      { from: 2000, to: 6000 },
      { from: 5000, to: 9000 },
    ];
    const runs = slices.map(({ from, to }, i) => {
      const path = join(folder, `${i}.run`);
      return open(
        path,
        writeRun(path, keys.slice(from, to), 10 + i, (n) => (n % 10 === 9 ? 100 : 200)),
      );
    });
    const output = join(folder, "out.run");
    const compaction = compactRuns(runs, createRunWriter(output, 11_000), 100);
    while (!compaction.step(step));
    const compacted = open(output, compaction.finish());
    const expected = keys.map((_, n) => {
      const newest = slices.findIndex(({ to }) => n < to);
      return (n - (slices[newest]?.from ?? 0)) % 10 === 9 ? 0 : 10 + newest;
    });
    expect(keys.map((key) => holderIn(compacted, key))).toEqual(expected);
    expect(compacted.metadata).toMatchObject({ keys: expected.filter((session) => session !== 0).length, newest: 200 });
    const cursor = compacted.cursor();
    let before: Uint32Array | undefined;
    for (; cursor.at !== -1; cursor.next()) {
      const record = cursor.words.slice(cursor.at, cursor.at + RECORD_WORDS);
      if (before !== undefined) expect(compareKeys(before, 0, record, 0)).toBeLessThan(0);
      expect(record[SEEN]).toBe(200);
      before = record;
    }
  });
});
