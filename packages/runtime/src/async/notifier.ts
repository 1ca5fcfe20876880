// Wakes every caller that waits for the next notification; nobody who comes later.

export interface Notifier {
  notify(): void;
  /** Resolves at the next notification. @throws the signal's reason, where it aborts first. */
  next(signal: AbortSignal): Promise<void>;
}

export function createNotifier(): Notifier {
  let waiting = new Set<() => void>();
  return {
    notify() {
      const woken = waiting;
      waiting = new Set();
      for (const wake of woken) wake();
    },
    next: (signal) =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          signal.removeEventListener("abort", stop);
          resolve();
        };
        const stop = (): void => {
          waiting.delete(wake);
          reject(signal.reason as Error);
        };
        if (signal.aborted) return reject(signal.reason as Error);
        waiting.add(wake);
        signal.addEventListener("abort", stop, { once: true });
      }),
  };
}
