// What every deduplicator promises, wherever it keeps its keys: a suite of tests to run over each.
import type { Dict } from "@heddle/compiler";
import { describe, expect, it } from "vitest";
import { campaign } from "../../../../scripts/campaigns.ts";
import { type ClaimStatus, type Deduplicator, LaterAttempt, Preempted } from "../../src/contracts/deduplicator.ts";
import { KEY_BYTES, writeDedupKey } from "../../src/dedup/key.ts";
import { seeded } from "../support/random.ts";

export interface DeduplicatorUnderTest {
  readonly dedup: Deduplicator;
  /** Opens the same keys once more, as another process would. */
  reopen(): Promise<Deduplicator>;
  /** What the ledger says of claims, by `id/fencingToken`; of all others that they are free. */
  readonly statuses: Map<string, ClaimStatus>;
  /** Lets time pass. */
  later(ms: number): void;
  /** Fails where what is kept after thousands of keys is not as it should be. All have been closed. */
  inspect?(): void;
}

export interface DeduplicatorToTest {
  /** Makes one for a test, without keys, and small enough that a hundred keys are more than its memory holds. */
  make(): Promise<DeduplicatorUnderTest>;
  /** So many times slower than files it is: the long comparison is so many times shorter. */
  readonly slowness?: number;
}

export const event = (id: string, more: Dict = { device_id: "phone" }): Dict => ({
  event_type: "t",
  insert_id: id,
  ...more,
});

/** Undefined: an event without a key. */
export function keys(...ids: (string | undefined)[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * KEY_BYTES);
  for (const [i, id] of ids.entries()) if (id !== undefined) writeDedupKey(event(id), undefined, bytes, i * KEY_BYTES);
  return bytes;
}

export const QUIET = new AbortController().signal;
export const DAY = 24 * 3_600_000;

/** Delivers an object of these events; resolves with which of them were duplicates. */
export async function deliver(
  { dedup, statuses }: Pick<DeduplicatorUnderTest, "dedup" | "statuses">,
  id: number,
  ...ids: string[]
): Promise<readonly boolean[]> {
  const session = await dedup.open({ id, fencingToken: 1 });
  const found = await session.duplicates(keys(...ids), QUIET);
  await session.seal();
  statuses.set(`${id}/1`, "delivered");
  return found;
}

export function deduplicatorContract(name: string, { make, slowness = 1 }: DeduplicatorToTest): void {
  describe(`the contract of deduplicators: ${name}`, () => {
    it("drops what another row or a delivered object brought before", async () => {
      const store = await make();
      expect(await deliver(store, 1, "a", "b", "a")).toEqual([false, false, true]);
      expect(await deliver(store, 2, "b", "c")).toEqual([true, false]);
      const session = await store.dedup.open({ id: 3, fencingToken: 1 });
      expect(await session.duplicates(keys(undefined, "c", undefined), QUIET)).toEqual([false, true, false]);
      expect(
        await store
          .reopen()
          .then((other) => other.open({ id: 4, fencingToken: 1 }))
          .then((other) => other.duplicates(keys("a", "z"), QUIET)),
      ).toEqual([true, false]);
    });

    it("counts nothing of an object that was not delivered, nor its own earlier attempts", async () => {
      const store = await make();
      const first = await store.dedup.open({ id: 1, fencingToken: 1 });
      await first.duplicates(keys("a", "b"), QUIET);
      await first.seal();
      const again = await store.dedup.open({ id: 1, fencingToken: 2 });
      expect(await again.duplicates(keys("x", "a", "a"), QUIET)).toEqual([false, false, true]);
      expect(await deliver(store, 2, "b", "a")).toEqual([false, false]);
      await expect(again.seal()).rejects.toBeInstanceOf(Preempted);
      const third = await store.dedup.open({ id: 1, fencingToken: 3 });
      expect(await third.duplicates(keys("x", "a", "b"), QUIET)).toEqual([false, true, true]);
    });

    it("opens nothing for who has lost the object, and takes no key from who delivered it", async () => {
      const store = await make();
      const slow = await store.dedup.open({ id: 1, fencingToken: 1 });
      await slow.duplicates(keys("a"), QUIET);
      const next = await store.dedup.open({ id: 1, fencingToken: 2 });
      expect(await next.duplicates(keys("a"), QUIET)).toEqual([false]);
      await next.seal();
      store.statuses.set("1/2", "delivered");
      await expect(slow.seal()).rejects.toBeInstanceOf(Preempted);
      const late = async () => (await store.dedup.open({ id: 1, fencingToken: 1 })).duplicates(keys("a"), QUIET);
      await expect(late()).rejects.toBeInstanceOf(LaterAttempt);
      expect(await deliver(store, 2, "a")).toEqual([true]);
    });

    it("finds no duplicates among events without keys, and takes nothing from others for them", async () => {
      const store = await make();
      store.statuses.set("1/1", "held");
      await (await store.dedup.open({ id: 1, fencingToken: 1 })).duplicates(keys("a"), QUIET);
      const without = await store.dedup.open({ id: 2, fencingToken: 1 });
      expect(await without.duplicates(keys(undefined, undefined), QUIET)).toEqual([false, false]);
      await without.seal();
      store.statuses.set("1/1", "delivered");
      // A session may get its first key late.
      const late = await store.dedup.open({ id: 3, fencingToken: 1 });
      expect(await late.duplicates(keys(undefined), QUIET)).toEqual([false]);
      expect(await late.duplicates(keys("a", undefined, "b"), QUIET)).toEqual([true, false, false]);
      await late.seal();
    });

    it("remembers for seven days", async () => {
      const store = await make();
      await deliver(store, 1, "a");
      store.later(6.9 * DAY);
      expect(await deliver(store, 2, "a", "b")).toEqual([true, false]);
      store.later(0.2 * DAY);
      expect(await deliver(store, 3, "a", "b")).toEqual([false, true]);
      store.later(6.5 * DAY);
      expect(await deliver(store, 4, "a", "b")).toEqual([true, true]);
      store.later(0.5 * DAY);
      expect(await deliver(store, 5, "b")).toEqual([false]);
    });

    it(
      "agrees with a plain set while keys are merged, days pass, the file is opened again, and another process shares it",
      { tags: "keys" },
      async () => {
        const { rounds, seed } = campaign("keys");
        const store = await make();
        const random = seeded(seed);
        const day = new Map<string, number>();
        let stores = [store.dedup, await store.reopen()];
        let today = 0;
        for (let object = 1; object <= rounds / slowness; object += 1) {
          const ids = Array.from({ length: 40 }, () => `${Math.floor(random() * 9000)}`);
          const expected = ids.map((id) => {
            const before = day.get(id);
            if (before !== undefined && today - before < 7) return true;
            day.set(id, today);
            return false;
          });
          const dedup = stores[random() < 0.5 ? 0 : 1] as Deduplicator;
          expect(await deliver({ ...store, dedup }, object, ...ids)).toEqual(expected);
          if (object % 40 === 0) {
            store.later(DAY);
            today += 1;
          }
          if (object % 90 !== 0) continue;
          await Promise.all(stores.map((one) => one.close()));
          stores = [await store.reopen(), await store.reopen()];
        }
        await Promise.all(stores.map((one) => one.close()));
        store.inspect?.();
      },
    );

    it("lets a later object wait for an earlier one, and an earlier one overtake a later", async () => {
      const store = await make();
      store.statuses.set("1/1", "held").set("2/1", "held");
      const [older, younger] = [
        await store.dedup.open({ id: 1, fencingToken: 1 }),
        await store.dedup.open({ id: 2, fencingToken: 1 }),
      ];
      await older.duplicates(keys("a"), QUIET);
      await younger.duplicates(keys("z"), QUIET);
      // Handled at once: it may be over before the older one has its answer.
      const waiting = expect(younger.duplicates(keys("a"), QUIET)).rejects.toBeInstanceOf(Preempted);
      // The older meets what the younger holds, although that one waits for it: neither waits for ever.
      expect(await older.duplicates(keys("z"), QUIET)).toEqual([false]);
      await waiting;
      await older.seal();
      store.statuses.set("1/1", "delivered");
      const again = await store.dedup.open({ id: 2, fencingToken: 1 });
      expect(await again.duplicates(keys("z", "a", "q"), QUIET)).toEqual([true, true, false]);
    });

    it("waits for a sealed object, and goes by what becomes of it", async () => {
      const store = await make();
      const outcomeAfter = async (become: ClaimStatus, id: number): Promise<readonly boolean[]> => {
        store.statuses.set(`${id + 1}/1`, "held");
        const sealed = await store.dedup.open({ id: id + 1, fencingToken: 1 });
        await sealed.duplicates(keys(`k${id}`), QUIET);
        await sealed.seal();
        const waiting = (await store.dedup.open({ id, fencingToken: 1 })).duplicates(keys(`k${id}`), QUIET);
        setTimeout(() => store.statuses.set(`${id + 1}/1`, become), 120);
        return waiting;
      };
      expect(await outcomeAfter("delivered", 10)).toEqual([true]);
      expect(await outcomeAfter("free", 20)).toEqual([false]);
    });

    it("stops waiting when told to", async () => {
      const store = await make();
      store.statuses.set("1/1", "held");
      await (await store.dedup.open({ id: 1, fencingToken: 1 })).duplicates(keys("a"), QUIET);
      const stop = new AbortController();
      const waiting = (await store.dedup.open({ id: 2, fencingToken: 1 })).duplicates(keys("a"), stop.signal);
      setTimeout(() => stop.abort(new Error("enough")), 30);
      await expect(waiting).rejects.toThrow("enough");
    });
  });
}
