// The tools of concurrency: each alone, with promises that the test settles by hand.
import { describe, expect, it, vi } from "vitest";
import { pause, pauseMs } from "../src/async/backoff.ts";
import { createCapacity } from "../src/async/capacity.ts";
import { createMutex } from "../src/async/mutex.ts";
import { createNotifier } from "../src/async/notifier.ts";
import { createSemaphore } from "../src/async/semaphore.ts";
import { runTaskGroup } from "../src/async/task-group.ts";
import { SYSTEM_TIMING } from "../src/async/timing.ts";

/** Lets every promise that can go on do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const NEVER = new AbortController().signal;

/** Work that begins and ends under its name; each piece ends, or fails, when the test says so. */
function pieces() {
  const log: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  return {
    log,
    piece: (name: string) => async (): Promise<string> => {
      log.push(`${name} begins`);
      const end = Promise.withResolvers<void>();
      ends.set(name, end);
      await end.promise;
      log.push(`${name} ends`);
      return name;
    },
    async end(name: string): Promise<void> {
      ends.get(name)?.resolve();
      await settle();
    },
    async fail(name: string): Promise<void> {
      ends.get(name)?.reject(new Error(name));
      await settle();
    },
  };
}

describe("a mutex", () => {
  it("runs one piece at a time, in order, also after one that failed", async () => {
    const { log, piece, end, fail } = pieces();
    const mutex = createMutex();
    const results = Promise.allSettled(["a", "b", "c"].map((name) => mutex(piece(name))));
    await settle();
    expect(log).toEqual(["a begins"]);
    await fail("a");
    expect(log).toEqual(["a begins", "b begins"]);
    await end("b");
    await end("c");
    expect(log).toEqual(["a begins", "b begins", "b ends", "c begins", "c ends"]);
    expect((await results).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });
});

describe("a semaphore", () => {
  it("runs so many pieces at once, the others in order, also after one that failed", async () => {
    const { log, piece, end, fail } = pieces();
    const semaphore = createSemaphore(2);
    const results = Promise.allSettled(["a", "b", "c", "d"].map((name) => semaphore.run(piece(name))));
    await settle();
    expect(log).toEqual(["a begins", "b begins"]);
    await fail("b");
    expect(log.slice(2)).toEqual(["c begins"]);
    await end("a");
    expect(log.slice(3)).toEqual(["a ends", "d begins"]);
    await end("c");
    await end("d");
    expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  });

  it("skips a piece whose signal aborts while it waits, and starts none whose signal is aborted", async () => {
    const { log, piece, end } = pieces();
    const semaphore = createSemaphore(1);
    const stop = new AbortController();
    const first = semaphore.run(piece("a"));
    const second = semaphore.run(piece("b"), stop.signal);
    const third = semaphore.run(piece("c"));
    await settle();
    stop.abort(new Error("stopped"));
    await expect(second).rejects.toThrow("stopped");
    await end("a");
    await end("c");
    expect(await Promise.all([first, third])).toEqual(["a", "c"]);
    await expect(semaphore.run(piece("d"), stop.signal)).rejects.toThrow("stopped");
    expect(log).toEqual(["a begins", "a ends", "c begins", "c ends"]);
  });
});

describe("a capacity", () => {
  it("gives so many permits, and a released one to whoever waits", async () => {
    const capacity = createCapacity(2);
    const [first] = [await capacity.acquire(() => false), await capacity.acquire(() => false)];
    const waiting = capacity.acquire(() => false);
    let isIn = false;
    void waiting.then(() => (isIn = true));
    await settle();
    expect([isIn, capacity.used]).toEqual([false, 2]);
    first();
    first();
    await waiting;
    expect([capacity.used, capacity.peak]).toEqual([2, 2]);
  });

  it("lets a caller exceed it that has nothing else under way, at once or as soon as that is so", async () => {
    const capacity = createCapacity(1);
    const release = await capacity.acquire(() => false);
    const exceeding = await capacity.acquire(() => true);
    let mayExceed = false;
    const later = capacity.acquire(() => mayExceed);
    mayExceed = true;
    exceeding();
    (await later)();
    expect([capacity.used, capacity.peak]).toEqual([1, 2]);
    release();
    expect(capacity.used).toBe(0);
  });
});

describe("a notifier", () => {
  it("wakes all who wait, and none who come later", async () => {
    const { notify, next } = createNotifier();
    notify();
    const woken = Promise.all([next(NEVER), next(NEVER)]);
    notify();
    await woken;
    let isWoken = false;
    void next(NEVER).then(() => (isWoken = true));
    await settle();
    expect(isWoken).toBe(false);
  });

  it("rejects with the reason of a signal, and leaves no listener behind", async () => {
    const { notify, next } = createNotifier();
    const stop = new AbortController();
    const remove = vi.spyOn(stop.signal, "removeEventListener");
    const woken = next(stop.signal);
    notify();
    await woken;
    expect(remove).toHaveBeenCalledOnce();
    const waiting = next(stop.signal);
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(next(stop.signal)).rejects.toThrow("stopped");
  });
});

describe("a task group", () => {
  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

  it("ends when all tasks have", async () => {
    const { log, piece, end } = pieces();
    const group = runTaskGroup(NEVER, async () => [piece("a")(), piece("b")()]).then(() => log.push("all end"));
    await settle();
    await end("b");
    await end("a");
    await group;
    expect(log).toEqual(["a begins", "b begins", "b ends", "a ends", "all end"]);
  });

  it("stops the others when one fails, and throws its error once they have ended", async () => {
    const ended: string[] = [];
    const group = runTaskGroup(NEVER, async (signal) => [
      untilAborted(signal).finally(async () => {
        await settle();
        ended.push("the other");
      }),
      Promise.reject(new Error("the first")),
    ]);
    await expect(group).rejects.toThrow("the first");
    expect(ended).toEqual(["the other"]);
  });

  it("stops all with its own signal", async () => {
    const stop = new AbortController();
    const group = runTaskGroup(stop.signal, async (signal) => [untilAborted(signal), untilAborted(signal)]);
    stop.abort(new Error("stopped"));
    await expect(group).rejects.toThrow("stopped");
  });
});

describe("backoff", () => {
  const backoff = { attempts: 5, firstMs: 100, longestMs: 1000 };

  it.each([
    [1, 0, 50],
    [1, 0.5, 75],
    [2, 0, 100],
    [4, 0.999, 800],
    [9, 0, 500],
    [9, 0.999, 1000],
  ])("after attempt %i, with the random number %d, pauses %i ms", (attempt, random, ms) => {
    expect(pauseMs(backoff, attempt, random)).toBe(ms);
  });

  it("stops pausing with the signal's reason", async () => {
    const stop = new AbortController();
    const paused = pause({ ...backoff, firstMs: 60_000, longestMs: 60_000 }, 1, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(paused).rejects.toThrow("stopped");
    await pause({ ...backoff, firstMs: 0 }, 1);
  });
});

describe("the system's timing", () => {
  it("sleeps as long as it should, by its own clock, and stops with the signal's reason", async () => {
    const { now, sleep, random } = SYSTEM_TIMING;
    const before = now();
    await sleep(20, NEVER);
    expect(now() - before).toBeGreaterThanOrEqual(19);
    const stop = new AbortController();
    const sleeping = sleep(60_000, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(sleeping).rejects.toThrow("stopped");
    expect(random()).toBeLessThan(1);
  });
});
