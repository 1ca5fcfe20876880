// From events to requests: partitions that send side by side, each in order, and act on every answer.
import { type Backoff, pauseMs } from "../../async/backoff.ts";
import { createNotifier, type Notifier } from "../../async/notifier.ts";
import type { Timing } from "../../async/timing.ts";
import { REFUSAL_CODES } from "../../codes/sinks.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { type RequestLimits, THROTTLED_MS } from "./api.ts";
import { deviceSubject, type Item, partitionOf, userSubject } from "./item.ts";
import { charge, nextBatch } from "./next-batch.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Refusal, Verdict } from "./verdict.ts";

export interface SenderOptions {
  /** Posts one request. @throws the signal's reason, and nothing else. */
  post(items: readonly Item[], signal: AbortSignal): Promise<Verdict>;
  /** Called once for each event: taken, or refused for good. Its partition goes on when it resolves. */
  settled(taken: readonly Item[], refused: ReadonlyMap<Item, Refusal>): Promise<void>;
  readonly limits: RequestLimits;
  /** How many requests may be under way at once. */
  readonly partitions: number;
  /** Bytes of events that may wait; {@link Sender.add} waits while there are more. */
  readonly maxPendingBytes: number;
  readonly rateLimits: RateLimits;
  readonly backoff: Backoff;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

/** `add` and `flush` reject with the failure that ended the sending, or with the signal's reason. */
export interface Sender {
  /** Takes events; resolves when more can be taken. */
  add(items: readonly Item[]): Promise<void>;
  /** Resolves when every event is settled. */
  flush(): Promise<void>;
  /** Ends the requests under way; resolves when none is left. */
  stop(): Promise<void>;
  /** Events that were sent again after an answer that left open whether they had been taken. */
  readonly resent: number;
}

/** Events that are sent one request after another. */
interface Partition {
  queue: Item[];
  /** At most so many events in the next request, after one that was too large. */
  maxEvents: number;
  /** Requests in a row of which nothing was taken. */
  failures: number;
  /** A batch was put back: what is left of it goes at once. */
  urgent: boolean;
}

/** What all partitions of a sender share. */
interface Sending {
  readonly options: SenderOptions;
  /** Aborts with the caller's signal, and when a partition fails. */
  readonly signal: AbortSignal;
  /** Notified when events come, are settled, or have to be flushed. */
  readonly changed: Notifier;
  pending: number;
  pendingBytes: number;
  flushing: boolean;
  resent: number;
}

export function createSender(options: SenderOptions): Sender {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const sending: Sending = {
    options,
    signal,
    changed: createNotifier(),
    pending: 0,
    pendingBytes: 0,
    flushing: false,
    resent: 0,
  };
  const partitions = Array.from({ length: Math.max(1, options.partitions) }, () => newPartition(options));
  const running = partitions.map((partition) => drain(sending, partition).catch((error) => ended.abort(error)));
  return {
    async add(items) {
      signal.throwIfAborted();
      for (const item of items) {
        // partitionOf stays below the number of partitions.
        (partitions[partitionOf(item.partitionKey, partitions.length)] as Partition).queue.push(item);
        sending.pending += 1;
        sending.pendingBytes += item.bytes;
      }
      sending.changed.notify();
      while (isCrowded(sending)) await sending.changed.next(signal);
    },
    async flush() {
      sending.flushing = true;
      sending.changed.notify();
      while (sending.pending > 0) await sending.changed.next(signal);
      signal.throwIfAborted();
      sending.flushing = false;
    },
    async stop() {
      ended.abort(new Error("the sending was stopped"));
      await Promise.all(running);
    },
    get resent() {
      return sending.resent;
    },
  };
}

function newPartition({ limits }: SenderOptions): Partition {
  return { queue: [], maxEvents: limits.maxEvents, failures: 0, urgent: false };
}

function isCrowded({ pendingBytes, options }: Sending): boolean {
  return pendingBytes >= options.maxPendingBytes;
}

/** Sends what comes into a partition until the signal aborts or a failure ends it. */
async function drain(sending: Sending, partition: Partition): Promise<never> {
  const { signal, options } = sending;
  const { limits, rateLimits, timing } = options;
  for (;;) {
    signal.throwIfAborted();
    const now = timing.now();
    const requestLimits = { maxBytes: limits.maxBytes, maxEvents: partition.maxEvents };
    const { batch, rest, full, wakeAt } = nextBatch(partition.queue, requestLimits, rateLimits, now);
    if (batch.length > 0 && (full || partition.urgent || sending.flushing || isCrowded(sending))) {
      partition.urgent = full && partition.urgent;
      partition.queue = rest;
      charge(batch, rateLimits, now);
      await send(sending, partition, batch);
    } else await waitForChange(sending, wakeAt === undefined ? undefined : wakeAt - now);
  }
}

/** Waits for a change, at most `ms`. */
async function waitForChange({ signal, changed, options }: Sending, ms: number | undefined): Promise<void> {
  const change = changed.next(signal);
  if (ms === undefined) return change;
  const woken = new AbortController();
  const sleep = options.timing.sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => {});
  await Promise.race([change, sleep]).finally(() => woken.abort());
}

const NONE: ReadonlyMap<Item, Refusal> = new Map();

async function send(sending: Sending, partition: Partition, batch: readonly Item[]): Promise<void> {
  const { options, signal } = sending;
  const verdict = await options.post(batch, signal);
  switch (verdict.kind) {
    case "accepted":
      partition.failures = 0;
      partition.maxEvents = Math.min(
        options.limits.maxEvents,
        partition.maxEvents + Math.max(1, partition.maxEvents >> 3),
      );
      return settle(sending, batch, NONE);
    case "too-large":
    case "unattributed":
      return halve(sending, partition, batch, verdict);
    case "invalid":
      return refuse(sending, partition, batch, verdict);
    case "throttled":
      return throttle(sending, partition, batch, verdict);
    case "transient":
      if (verdict.uncertain) sending.resent += batch.length;
      await failed(sending, partition, verdict.message, Math.max(verdict.waitMs ?? 0, pauseOf(sending, partition)));
      return putBack(partition, batch);
    case "fatal":
      throw new StageFailure({ code: verdict.code, message: verdict.message, hint: verdict.hint });
    default:
      return verdict satisfies never;
  }
}

async function settle(sending: Sending, taken: readonly Item[], refused: ReadonlyMap<Item, Refusal>): Promise<void> {
  await sending.options.settled(taken, refused);
  sending.pending -= taken.length + refused.size;
  for (const { bytes } of [...taken, ...refused.keys()]) sending.pendingBytes -= bytes;
  sending.changed.notify();
}

function putBack(partition: Partition, items: readonly Item[]): void {
  partition.queue = [...items, ...partition.queue];
  partition.urgent = true;
}

/** Nothing was taken: pauses, or gives up after too many attempts. */
async function failed(sending: Sending, partition: Partition, message: string, waitMs: number): Promise<void> {
  const { backoff, timing } = sending.options;
  partition.failures += 1;
  if (partition.failures >= backoff.attempts) throw unavailable(message, partition.failures);
  await timing.sleep(waitMs, sending.signal);
}

function pauseOf({ options: { backoff, timing } }: Sending, { failures }: Partition): number {
  return pauseMs(backoff, failures + 1, timing.random());
}

type VerdictOf<Kind> = Extract<Verdict, { readonly kind: Kind }>;

/** Sends half as many at once; an event that is refused alone is to blame itself. */
async function halve(
  sending: Sending,
  partition: Partition,
  batch: readonly Item[],
  { kind, message }: VerdictOf<"too-large"> | VerdictOf<"unattributed">,
): Promise<void> {
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    const rule = kind === "too-large" ? "amplitude/too-large" : "amplitude/refused";
    return settle(sending, [], new Map([[only, { rule, message }]]));
  }
  partition.maxEvents = Math.ceil(batch.length / 2);
  putBack(partition, batch);
}

/** Settles the events that the answer names, and sends the others again. */
async function refuse(
  sending: Sending,
  partition: Partition,
  batch: readonly Item[],
  { events }: VerdictOf<"invalid">,
): Promise<void> {
  const refused = new Map<Item, Refusal>();
  for (const [index, refusal] of events) {
    const item = batch[index];
    if (item !== undefined) refused.set(item, refusal);
  }
  if (refused.size === 0) {
    const message = "Amplitude refuses events that were not in the request";
    await failed(sending, partition, message, pauseOf(sending, partition));
  } else await settle(sending, [], refused);
  putBack(
    partition,
    batch.filter((item) => !refused.has(item)),
  );
}

/** Throttles the users and devices that the answer names, and refuses the events of those over their daily quota. */
async function throttle(
  sending: Sending,
  partition: Partition,
  batch: readonly Item[],
  verdict: VerdictOf<"throttled">,
): Promise<void> {
  const { rateLimits, timing } = sending.options;
  const overQuota = new Set([
    ...verdict.overQuota.users.map(userSubject),
    ...verdict.overQuota.devices.map(deviceSubject),
  ]);
  const throttled = throttledSubjects(batch, verdict, overQuota);
  const has = (subjects: ReadonlySet<string>) => (item: Item) => item.subjects.some((subject) => subjects.has(subject));
  if (!batch.some(has(overQuota)) && !batch.some(has(throttled))) {
    await failed(sending, partition, verdict.message, THROTTLED_MS);
    return putBack(partition, batch);
  }
  for (const subject of throttled)
    if (!overQuota.has(subject)) rateLimits.throttle(subject, timing.now(), THROTTLED_MS, verdict.eventsPerSecond);
  const refused = new Map(batch.filter(has(overQuota)).map((item) => [item, OVER_QUOTA]));
  if (refused.size > 0) await settle(sending, [], refused);
  putBack(
    partition,
    batch.filter((item) => !refused.has(item)),
  );
}

const OVER_QUOTA: Refusal = {
  rule: "amplitude/daily-quota",
  message: REFUSAL_CODES["amplitude/daily-quota"].meaning,
};

/** The users and devices that are named, and those of events that are named where neither of them is. */
function throttledSubjects(
  batch: readonly Item[],
  { users, devices, indexes }: VerdictOf<"throttled">,
  overQuota: ReadonlySet<string>,
): ReadonlySet<string> {
  const throttled = new Set([...users.map(userSubject), ...devices.map(deviceSubject)]);
  for (const index of indexes) {
    const subjects = batch[index]?.subjects ?? [];
    if (!subjects.some((subject) => throttled.has(subject) || overQuota.has(subject)))
      for (const subject of subjects) throttled.add(subject);
  }
  return throttled;
}

function unavailable(message: string, times: number): StageFailure {
  return new StageFailure({
    code: "amplitude/unavailable",
    message: `Amplitude took nothing, ${times} times in a row: ${message}`,
    hint: "the next run goes on after the last event that was acknowledged; check the network and status.amplitude.com",
  });
}
