// The clock, the pauses and the chance that a sink works with, so that a test can put others in their place.
import { setTimeout as wait } from "node:timers/promises";

export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
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
