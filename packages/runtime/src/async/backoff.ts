// Exponential backoff with jitter: how often, and after what pauses, a request is tried again.
import { setTimeout as sleep } from "node:timers/promises";

export interface Backoff {
  /** How many attempts in a row may bring nothing before the request fails. */
  readonly attempts: number;
  /** The first pause in milliseconds; each further one is twice as long, up to the longest. */
  readonly firstMs: number;
  readonly longestMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { attempts: 8, firstMs: 100, longestMs: 10_000 };

/** The pause in milliseconds after attempt `attempt`, from 1; `random` in [0, 1) spreads it over its upper half. */
export function pauseMs(backoff: Backoff, attempt: number, random: number): number {
  const full = Math.min(backoff.longestMs, backoff.firstMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Sleeps for that pause. @throws the signal's reason, where it aborts. */
export async function pause(backoff: Backoff, attempt: number, signal?: AbortSignal): Promise<void> {
  const ms = pauseMs(backoff, attempt, Math.random());
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
