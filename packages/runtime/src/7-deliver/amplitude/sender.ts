// Events in, requests out: lanes that send side by side, each in order, and do with every answer what it asks for.
import { type Backoff, pauseMs } from "../../async/backoff.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { Timing } from "../../async/timing.ts";
import { type RequestLimits, THROTTLED_MS } from "./api.ts";
import type { Holds } from "./rate-limits.ts";
import { deviceSubject, type Item, laneOf, userSubject } from "./item.ts";
import { charge, pick } from "./pick.ts";
import type { Refusal, Verdict } from "./verdict.ts";

export interface SenderOptions {
  /** Posts one request; does not reject but with the signal's reason. */
  post(items: readonly Item[], signal: AbortSignal): Promise<Verdict>;
  /** Called once for each event: taken, or refused for good. The lane goes on when it resolves. */
  settled(taken: readonly Item[], refused: ReadonlyMap<Item, Refusal>): Promise<void>;
  readonly limits: RequestLimits;
  readonly lanes: number;
  /** Bytes of events that may wait; {@link Sender.add} waits while there are more. */
  readonly maxPendingBytes: number;
  readonly holds: Holds;
  readonly backoff: Backoff;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

export interface Sender {
  /** Takes events; resolves when more can be taken. */
  add(items: readonly Item[]): Promise<void>;
  /** Resolves when every event is settled. */
  flush(): Promise<void>;
  /** Ends what is under way; resolves when nothing is any more. */
  stop(): Promise<void>;
  /** Events that were sent again after an answer that left open whether they had been taken. */
  readonly resent: number;
}

interface Lane {
  queue: Item[];
  /** At most so many events in the next request, after one that was too large. */
  cap: number;
  /** Requests in a row that brought nothing. */
  failures: number;
  /** A batch was put back: what is left of it goes at once. */
  urgent: boolean;
}

/** Rejects from `add` and `flush` with the failure that ended the sending, or the signal's reason. */
export function createSender(options: SenderOptions): Sender {
  const { limits, holds, timing, backoff } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const lanes: Lane[] = Array.from({ length: Math.max(1, options.lanes) }, () => ({
    queue: [],
    cap: limits.maxEvents,
    failures: 0,
    urgent: false,
  }));
  let pending = 0;
  let pendingBytes = 0;
  let flushing = false;
  let resent = 0;
  let ring = Promise.withResolvers<void>();

  /** Lets everybody look again who waits for something to change. */
  const changed = (): void => {
    const rung = ring;
    ring = Promise.withResolvers();
    rung.resolve();
  };
  const change = async (): Promise<void> => {
    const { promise } = ring;
    const aborted = Promise.withResolvers<void>();
    const stop = (): void => aborted.resolve();
    signal.addEventListener("abort", stop, { once: true });
    try {
      if (!signal.aborted) await Promise.race([promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
    signal.throwIfAborted();
  };

  const isCrowded = (): boolean => pendingBytes >= options.maxPendingBytes;

  const settle = async (taken: readonly Item[], refused: ReadonlyMap<Item, Refusal>): Promise<void> => {
    await options.settled(taken, refused);
    pending -= taken.length + refused.size;
    for (const { bytes } of [...taken, ...refused.keys()]) pendingBytes -= bytes;
    changed();
  };
  const putBack = (lane: Lane, items: readonly Item[]): void => {
    lane.queue = [...items, ...lane.queue];
    lane.urgent = true;
  };
  const failed = async (lane: Lane, message: string, waitMs: number): Promise<void> => {
    lane.failures += 1;
    if (lane.failures >= backoff.attempts) throw unavailable(message, lane.failures);
    await timing.sleep(waitMs, signal);
  };

  const send = async (lane: Lane, batch: readonly Item[]): Promise<void> => {
    const verdict = await options.post(batch, signal);
    switch (verdict.kind) {
      case "accepted":
        lane.failures = 0;
        lane.cap = Math.min(limits.maxEvents, lane.cap + Math.max(1, lane.cap >> 3));
        return settle(batch, NONE);
      case "too-large":
      case "unnamed": {
        const rule = verdict.kind === "too-large" ? "amplitude/too-large" : "amplitude/refused";
        const [only] = batch;
        if (batch.length === 1 && only !== undefined)
          return settle([], new Map([[only, { rule, message: verdict.message }]]));
        lane.cap = Math.ceil(batch.length / 2);
        return putBack(lane, batch);
      }
      case "invalid": {
        const refused = new Map<Item, Refusal>();
        for (const [index, refusal] of verdict.events) {
          const item = batch[index];
          if (item !== undefined) refused.set(item, refusal);
        }
        if (refused.size === 0)
          return failed(lane, "Amplitude refuses events that were not sent", pauseOf(lane)).then(() =>
            putBack(lane, batch),
          );
        await settle([], refused);
        return putBack(
          lane,
          batch.filter((item) => !refused.has(item)),
        );
      }
      case "throttled":
        return throttle(lane, batch, verdict);
      case "passing":
        if (verdict.uncertain) resent += batch.length;
        await failed(lane, verdict.message, Math.max(verdict.waitMs ?? 0, pauseOf(lane)));
        return putBack(lane, batch);
      case "hopeless":
        throw new StageFailure({ code: verdict.code, message: verdict.message, hint: verdict.hint });
      default:
        return verdict satisfies never;
    }
  };
  const pauseOf = (lane: Lane): number => pauseMs(backoff, lane.failures + 1, timing.random());

  const throttle = async (
    lane: Lane,
    batch: readonly Item[],
    verdict: Verdict & { kind: "throttled" },
  ): Promise<void> => {
    const overQuota = new Set([
      ...verdict.overQuota.users.map(userSubject),
      ...verdict.overQuota.devices.map(deviceSubject),
    ]);
    const slow = new Set([...verdict.users.map(userSubject), ...verdict.devices.map(deviceSubject)]);
    for (const index of verdict.indexes) {
      const subjects = batch[index]?.subjects ?? [];
      if (!subjects.some((subject) => slow.has(subject) || overQuota.has(subject)))
        for (const subject of subjects) slow.add(subject);
    }
    const isNamed = batch.some(({ subjects }) =>
      subjects.some((subject) => slow.has(subject) || overQuota.has(subject)),
    );
    if (!isNamed) {
      await failed(lane, verdict.message, THROTTLED_MS);
      return putBack(lane, batch);
    }
    const refusal: Refusal = {
      rule: "amplitude/daily-quota",
      message: "the user or device has sent all that Amplitude takes of it in a day",
    };
    const refused = new Map(
      batch.filter(({ subjects }) => subjects.some((subject) => overQuota.has(subject))).map((item) => [item, refusal]),
    );
    for (const subject of slow)
      if (!overQuota.has(subject)) holds.hold(subject, timing.now(), THROTTLED_MS, verdict.eventsPerSecond);
    if (refused.size > 0) await settle([], refused);
    putBack(
      lane,
      batch.filter((item) => !refused.has(item)),
    );
  };

  const work = async (lane: Lane): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const now = timing.now();
      const picked = pick(lane.queue, { maxBytes: limits.maxBytes, maxEvents: lane.cap }, holds, now);
      if (picked.batch.length > 0 && (picked.full || lane.urgent || flushing || isCrowded())) {
        lane.urgent = picked.full && lane.urgent;
        lane.queue = picked.rest;
        charge(picked.batch, holds, now);
        await send(lane, picked.batch);
        continue;
      }
      const news = change();
      if (picked.wakeAt === undefined) {
        await news;
        continue;
      }
      const nap = new AbortController();
      const wake = timing.sleep(picked.wakeAt - now, AbortSignal.any([signal, nap.signal])).catch(() => {});
      await Promise.race([news, wake]).finally(() => nap.abort());
      news.catch(() => {});
    }
  };

  const running = lanes.map((lane) => work(lane).catch((error: unknown) => ended.abort(error)));

  return {
    async add(items) {
      signal.throwIfAborted();
      for (const item of items) {
        // laneOf stays below the number of lanes.
        (lanes[laneOf(item.partition, lanes.length)] as Lane).queue.push(item);
        pending += 1;
        pendingBytes += item.bytes;
      }
      changed();
      while (isCrowded()) await change();
    },
    async flush() {
      flushing = true;
      changed();
      while (pending > 0) await change();
      signal.throwIfAborted();
      flushing = false;
    },
    async stop() {
      ended.abort(new Error("the sending was stopped"));
      await Promise.all(running);
    },
    get resent() {
      return resent;
    },
  };
}

const NONE: ReadonlyMap<Item, Refusal> = new Map();

function unavailable(message: string, times: number): StageFailure {
  return new StageFailure({
    code: "amplitude/unavailable",
    message: `Amplitude took nothing, ${times} times in a row: ${message}`,
    hint: "the next run goes on from the last event that was acknowledged; look at the network and status.amplitude.com",
  });
}
