// Results in the order of their items, within a capacity; and blocks of memory that are reused.
import { describe, expect, it } from "vitest";
import { createBlocks } from "../src/4-rows/blocks.ts";
import { mapConcurrentOrdered } from "../src/async/map-concurrent-ordered.ts";
import { createCapacity } from "../src/async/capacity.ts";
import { seeded } from "./support/random.ts";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let n = 0; n < count; n += 1) yield n;
}

/** Work that ends when it is told to. */
function workshop() {
  const under: { readonly item: number; end(): void; fail(): void }[] = [];
  return {
    under,
    work: (item: number) =>
      new Promise<number>((resolve, reject) =>
        under.push({ item, end: () => resolve(item * 10), fail: () => reject(new Error(`item ${item}`)) }),
      ),
    /** Lets everything that waits go on, however many steps that takes. */
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe("mapConcurrentOrdered", () => {
  it.each([1, 2, 3, 4])("gives results in the order of the items, whatever ends first (seed %i)", async (seed) => {
    const random = seeded(seed);
    const { under, work, settle } = workshop();
    const capacity = createCapacity(4);
    const results: number[] = [];
    const all = (async () => {
      for await (const result of mapConcurrentOrdered(numbers(50), capacity, work, () => {})) results.push(result);
    })();
    for (let ended = 0; ended < 50; ended += 1) {
      await settle();
      expect(under.length).toBeGreaterThan(0);
      expect(capacity.used).toBeLessThanOrEqual(4);
      under.splice(Math.floor(random() * under.length), 1)[0]?.end();
    }
    await all;
    expect(results).toEqual(Array.from({ length: 50 }, (_, n) => n * 10));
    expect([capacity.used, capacity.peak]).toEqual([0, 4]);
  });

  it("always has one under way, even where all permits are taken", async () => {
    const capacity = createCapacity(1);
    const release = await capacity.acquire(() => false);
    const results: number[] = [];
    for await (const result of mapConcurrentOrdered(
      numbers(3),
      capacity,
      async (n) => n,
      () => {},
    ))
      results.push(result);
    expect(results).toEqual([0, 1, 2]);
    release();
    expect(capacity.used).toBe(0);
  });

  it("tells what the items throw after the results before it", async () => {
    async function* broken(): AsyncGenerator<number> {
      yield* numbers(2);
      throw new Error("no more");
    }
    const results: number[] = [];
    const all = (async () => {
      for await (const result of mapConcurrentOrdered(
        broken(),
        createCapacity(9),
        async (n) => n,
        () => {},
      ))
        results.push(result);
    })();
    await expect(all).rejects.toThrow("no more");
    expect(results).toEqual([0, 1]);
  });

  it("tells a failure in its turn, stops reading, and gives its places back", async () => {
    const { under, work, settle } = workshop();
    const capacity = createCapacity(3);
    let stopped = false;
    const results: number[] = [];
    const all = (async () => {
      for await (const result of mapConcurrentOrdered(numbers(10), capacity, work, () => void (stopped = true)))
        results.push(result);
    })();
    await settle();
    under[1]?.fail();
    await settle();
    expect(stopped).toBe(false);
    under[0]?.end();
    await expect(all).rejects.toThrow("item 1");
    expect([results, stopped, capacity.used]).toEqual([[0], true, 0]);
  });

  it("stops when the caller does", async () => {
    const capacity = createCapacity(2);
    let ended = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n += 1) yield n;
      } finally {
        ended = true;
      }
    }
    for await (const result of mapConcurrentOrdered(
      endless(),
      capacity,
      async (n) => n,
      () => {},
    ))
      if (result === 3) break;
    expect([ended, capacity.used]).toEqual([true, 0]);
  });
});

describe("blocks", () => {
  it("are lent again once nobody holds them and two others came after", () => {
    const blocks = createBlocks("shared", 4).forFile();
    const [first, second, third] = [blocks.take(), blocks.take(), blocks.take()];
    blocks.use(first);
    const release = blocks.hold();
    const releaseAgain = blocks.hold();
    blocks.use(second);
    release();
    blocks.use(third);
    expect(blocks.take()).not.toBe(first);
    releaseAgain();
    expect(blocks.take()).toBe(first);
    // Nobody held it; but the start of a row may still be copied out of it.
    expect(blocks.take()).not.toBe(second);
    blocks.end();
    expect(new Set([blocks.take(), blocks.take()])).toEqual(new Set([second, third]));
  });

  it("of a file that ended are lent to another when they are released, and no more are kept than were asked for", () => {
    const shared = createBlocks("shared", 1);
    const ended = shared.forFile();
    const block = ended.take();
    ended.use(block);
    const release = ended.hold();
    ended.end();
    const other = shared.forFile();
    expect(other.take()).not.toBe(block);
    release();
    expect(other.take()).toBe(block);
  });
});
