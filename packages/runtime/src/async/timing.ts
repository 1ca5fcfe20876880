// The clock, sleep and randomness of code that has to be tested without them.
import { setTimeout as wait } from "node:timers/promises";

export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws the signal's reason, where it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const SYSTEM_TIMING: Timing = {
  now: Date.now,
  async sleep(ms, signal) {
    await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  random: Math.random,
};
