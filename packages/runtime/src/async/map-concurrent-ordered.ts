// From items and work on them that may end in any order to the results in the order of the items.
import type { Capacity } from "./capacity.ts";

/** Resolves when the result is wanted no more. */
interface Held<T> {
  readonly result: Promise<T>;
  leave(): void;
}

/**
 * Reads ahead and works on as many items as `room` has places for; a result keeps its place until the next one is asked for. What
 * `items` throws comes after the results of the items before it. When the caller stops early, `stop` is called: it has to
 * make `items` end, too.
 */
export async function* mapConcurrentOrdered<T, R>(
  items: AsyncIterable<T>,
  room: Capacity,
  work: (item: T) => Promise<R>,
  stop: () => void,
): AsyncGenerator<R> {
  const held: Held<R>[] = [];
  let underWay = 0;
  let ended = false;
  let stopped = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};

  const read = async (): Promise<void> => {
    try {
      for await (const item of items) {
        if (stopped) return;
        const leave = await room.enter(() => stopped || underWay === 0);
        underWay += 1;
        const result = work(item);
        // Whoever asks for the result hears of its failure.
        result.catch(() => {});
        held.push({
          result,
          leave: () => {
            underWay -= 1;
            leave();
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
  const reading = read();
  try {
    for (;;) {
      const first = held[0];
      if (first !== undefined) {
        yield await first.result;
        held.shift();
        first.leave();
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
    for (const { leave } of held.splice(0)) leave();
    await reading;
    for (const { leave } of held) leave();
  }
}
