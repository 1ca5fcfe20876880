// Which users and devices Amplitude throttles, until when, and how fast they may send from then on.
import { EVENTS_PER_SECOND } from "./api.ts";

/** Shared by everything that one sink sends. A subject is a user or a device. Instants are milliseconds. */
export interface RateLimits {
  /** Blocks a subject for `ms`; then it may send `eventsPerSecond`, and half as many each time it is throttled again. */
  throttle(subject: string, now: number, ms: number, eventsPerSecond: number | undefined): void;
  /** Blocks a subject for `ms`, without a change of how fast it may send. */
  block(subject: string, now: number, ms: number): void;
  /** How many events of the subject may be sent now. */
  budget(subject: string, now: number): number;
  /** When the subject may send again; 0 where it is not throttled. */
  blockedUntil(subject: string): number;
  /** Takes events that are being sent from the subject's budget. */
  charge(subject: string, events: number, now: number): void;
}

interface Limit {
  blockedUntil: number;
  eventsPerSecond: number;
}

/** How many seconds' events a throttled subject may send in one request. */
const BURST_SECONDS = 10;
/** A limit is lifted when the subject has sent nothing for so long. */
const EXPIRES_MS = 60_000;
const SWEEP_AT = 10_000;

export function createRateLimits(): RateLimits {
  const limits = new Map<string, Limit>();
  const sweep = (now: number): void => {
    for (const [subject, { blockedUntil }] of limits) if (blockedUntil + EXPIRES_MS < now) limits.delete(subject);
  };
  return {
    throttle(subject, now, ms, eventsPerSecond = EVENTS_PER_SECOND) {
      if (limits.size >= SWEEP_AT) sweep(now);
      const known = limits.get(subject);
      // Requests sent side by side may each report the same throttling: only one after the wait is a new one.
      if (known !== undefined && known.blockedUntil > now + BURST_SECONDS * 1000) return;
      const rate =
        known === undefined ? eventsPerSecond : Math.max(1, Math.min(eventsPerSecond, known.eventsPerSecond / 2));
      limits.set(subject, { blockedUntil: now + ms, eventsPerSecond: rate });
    },
    block(subject, now, ms) {
      const eventsPerSecond = limits.get(subject)?.eventsPerSecond ?? EVENTS_PER_SECOND;
      limits.set(subject, { blockedUntil: now + ms, eventsPerSecond });
    },
    budget(subject, now) {
      const limit = limits.get(subject);
      if (limit === undefined) return Number.POSITIVE_INFINITY;
      if (limit.blockedUntil > now) return 0;
      if (limit.blockedUntil + EXPIRES_MS >= now) return Math.max(1, Math.floor(limit.eventsPerSecond * BURST_SECONDS));
      limits.delete(subject);
      return Number.POSITIVE_INFINITY;
    },
    blockedUntil: (subject) => limits.get(subject)?.blockedUntil ?? 0,
    charge(subject, events, now) {
      const limit = limits.get(subject);
      if (limit !== undefined)
        limit.blockedUntil = Math.max(limit.blockedUntil, now) + (events / limit.eventsPerSecond) * 1000;
    },
  };
}
