// Maps items concurrently, and yields the results in the order of the items.
import type { Capacity } from "./capacity.ts";

/** A result, or one to come, and the permit that it keeps. */
interface Slot<T> {
  readonly result: Promise<T>;
  release(): void;
}

/**
 * Reads ahead as far as `capacity` allows. A result keeps its permit until the next one is asked for. An error of `items` is thrown
 * after the results of the items before it. Where the caller stops early, `stop` is called, which has to make `items` end.
 */
export async function* mapConcurrentOrdered<T, R>(
  items: AsyncIterable<T>,
  capacity: Pick<Capacity, "acquire">,
  work: (item: T) => Promise<R>,
  stop: () => void,
): AsyncGenerator<R> {
  const slots: Slot<R>[] = [];
  let underWay = 0;
  let ended = false;
  let stopped = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};

  const readAhead = async (): Promise<void> => {
    try {
      for await (const item of items) {
        if (stopped) return;
        const release = await capacity.acquire(() => stopped || underWay === 0);
        underWay += 1;
        const result = work(item);
        // Whoever awaits the result gets its error; until then it is not an unhandled one.
        result.catch(() => {});
        slots.push({
          result,
          release: () => {
            underWay -= 1;
            release();
          },
        });
        wake();
      }
    } catch (error) {
      failure = { error };
    } finally {
      ended = true;
      wake();
    }
  };
  const reading = readAhead();
  try {
    for (;;) {
      const first = slots[0];
      if (first !== undefined) {
        yield await first.result;
        slots.shift();
        first.release();
      } else if (!ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        if (failure !== undefined) throw failure.error;
        return;
      }
    }
  } finally {
    stopped = true;
    if (!ended) stop();
    for (const { release } of slots.splice(0)) release();
    await reading;
    for (const { release } of slots) release();
  }
}
