// From events to requests: partitions that send side by side, each in order, and act on every answer.
import { type Backoff, pauseMs } from "../../async/backoff.ts";
import { createNotifier, type Notifier } from "../../async/notifier.ts";
import type { Timing } from "../../async/timing.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { QUOTA_LASTS_MS, QUOTA_WAIT_MS, type RequestLimits, THROTTLED_MS } from "./api.ts";
import { deviceSubject, type Item, partitionOf, userSubject } from "./item.ts";
import { charge, nextBatch } from "./next-batch.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Refusal, Verdict } from "./verdict.ts";

export interface SenderOptions {
  /** Posts one request. @throws the signal's reason, and nothing else. */
  post(items: readonly Item[], signal: AbortSignal): Promise<Verdict>;
  /** Whether some of the object's events were taken before: then the destination takes events. */
  readonly hasTaken?: boolean;
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
  /** Whether any event of the object was taken. */
  hasTaken: boolean;
  /** Events refused alone and without a reason since the last was taken: to blame are they, or whatever answers. */
  suspects: Map<Item, Refusal>;
  /** When each user and device that has used up its day was first refused for that. */
  readonly overQuotaSince: Map<string, number>;
}

/** After so many suspects in a row, whatever answers is to blame (D). */
const MAX_SUSPECTS = 20;

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
    hasTaken: options.hasTaken === true,
    suspects: new Map(),
    overQuotaSince: new Map(),
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
      while (sending.pending > sending.suspects.size) await sending.changed.next(signal);
      signal.throwIfAborted();
      if (sending.suspects.size > 0) {
        if (!sending.hasTaken) throw refusesAll(sending.suspects);
        await settleSuspects(sending);
      }
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
      sending.hasTaken = true;
      for (const { subjects } of batch) for (const subject of subjects) sending.overQuotaSince.delete(subject);
      await settleSuspects(sending);
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

/** Sends half as many at once; an event that is refused alone is to blame itself, if others are taken. */
async function halve(
  sending: Sending,
  partition: Partition,
  batch: readonly Item[],
  { kind, message }: VerdictOf<"too-large"> | VerdictOf<"unattributed">,
): Promise<void> {
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    const rule = kind === "too-large" ? "amplitude/too-large" : "amplitude/refused";
    return suspect(sending, only, { rule, message });
  }
  partition.maxEvents = Math.ceil(batch.length / 2);
  putBack(partition, batch);
}

/** Holds a refusal until another event is taken, which shows that the event is to blame. */
function suspect(sending: Sending, item: Item, refusal: Refusal): void {
  sending.suspects.set(item, refusal);
  sending.pendingBytes -= item.bytes;
  if (sending.suspects.size >= MAX_SUSPECTS) throw refusesAll(sending.suspects);
  sending.changed.notify();
}

async function settleSuspects(sending: Sending): Promise<void> {
  const { suspects } = sending;
  if (suspects.size === 0) return;
  sending.suspects = new Map();
  for (const { bytes } of suspects.keys()) sending.pendingBytes += bytes;
  await settle(sending, [], suspects);
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

/** Throttles the users and devices that the answer names; those over their daily quota wait longer. */
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
  const subjects = new Set(batch.flatMap((item) => item.subjects));
  if (![...subjects].some((subject) => overQuota.has(subject) || throttled.has(subject))) {
    await failed(sending, partition, verdict.message, THROTTLED_MS);
    return putBack(partition, batch);
  }
  const now = timing.now();
  for (const subject of throttled)
    if (!overQuota.has(subject)) rateLimits.throttle(subject, now, THROTTLED_MS, verdict.eventsPerSecond);
  for (const subject of overQuota) {
    const since = sending.overQuotaSince.get(subject) ?? now;
    sending.overQuotaSince.set(subject, since);
    if (now - since > QUOTA_LASTS_MS) throw overDailyQuota();
    rateLimits.block(subject, now, QUOTA_WAIT_MS);
  }
  putBack(partition, batch);
}

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

function overDailyQuota(): StageFailure {
  return new StageFailure({
    code: "amplitude/daily-quota",
    message: "a user or device has used up its daily quota of events, and still has after more than a day",
    hint: "give each user an id of its own; the next attempt goes on after the last event that was acknowledged",
  });
}

/** What refuses everything is no judge of single events. */
function refusesAll(suspects: ReadonlyMap<Item, Refusal>): StageFailure {
  const [first] = suspects.values();
  return new StageFailure({
    code: "amplitude/refuses-all",
    message: `Amplitude refused each event without saying why: ${first?.message ?? ""}`,
    hint: "check `endpoint`, `api` and `dataCenter` of the sink, and proxies on the way; look at the event with `heddle map`",
  });
}

function unavailable(message: string, times: number): StageFailure {
  return new StageFailure({
    code: "amplitude/unavailable",
    message: `Amplitude took nothing, ${times} times in a row: ${message}`,
    hint: "the next run goes on after the last event that was acknowledged; check the network and status.amplitude.com",
  });
}
