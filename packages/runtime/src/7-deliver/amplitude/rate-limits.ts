// Which users and devices have to wait, and how fast those may send that were throttled: shared by all that one sink sends.
import { EVENTS_PER_SECOND } from "./api.ts";

export interface Holds {
  /** Leaves a subject alone for `ms`; from then on it sends no faster than `eventsPerSecond`, and slower each time it is throttled again. */
  hold(subject: string, now: number, ms: number, eventsPerSecond: number | undefined): void;
  /** How many events of the subject may be sent now. */
  room(subject: string, now: number): number;
  /** When the subject may send again. */
  until(subject: string): number;
  /** Notes events of the subject that are being sent. */
  charge(subject: string, events: number, now: number): void;
}

interface Hold {
  until: number;
  eventsPerSecond: number;
}

/** Seconds' worth of events that go into one request of a throttled subject. */
const SECONDS_AT_ONCE = 10;
/** A subject that has sent nothing for so long is as any other again. */
const FORGET_MS = 60_000;
const SWEEP_AT = 10_000;

export function createHolds(): Holds {
  const holds = new Map<string, Hold>();
  const sweep = (now: number): void => {
    for (const [subject, { until }] of holds) if (until + FORGET_MS < now) holds.delete(subject);
  };
  return {
    hold(subject, now, ms, eventsPerSecond = EVENTS_PER_SECOND) {
      if (holds.size >= SWEEP_AT) sweep(now);
      const known = holds.get(subject);
      // Several requests under way may each bring the same news: only a throttling after the wait is a new one.
      if (known !== undefined && known.until > now + SECONDS_AT_ONCE * 1000) return;
      const rate =
        known === undefined ? eventsPerSecond : Math.max(1, Math.min(eventsPerSecond, known.eventsPerSecond / 2));
      holds.set(subject, { until: now + ms, eventsPerSecond: rate });
    },
    room(subject, now) {
      const hold = holds.get(subject);
      if (hold === undefined) return Number.POSITIVE_INFINITY;
      if (hold.until > now) return 0;
      if (hold.until + FORGET_MS >= now) return Math.max(1, Math.floor(hold.eventsPerSecond * SECONDS_AT_ONCE));
      holds.delete(subject);
      return Number.POSITIVE_INFINITY;
    },
    until: (subject) => holds.get(subject)?.until ?? 0,
    charge(subject, events, now) {
      const hold = holds.get(subject);
      if (hold !== undefined) hold.until = Math.max(hold.until, now) + (events / hold.eventsPerSecond) * 1000;
    },
  };
}
