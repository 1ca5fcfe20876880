// Runs asynchronous work one piece at a time, in the order in which it was handed over.

/** Resolves or rejects as the work does; a piece that fails does not keep the next one from running. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
