// The sink that posts events to Amplitude's HTTP V2 or Batch API, and resumes after the last acknowledged event when its process was killed.
import { createMutex, type Mutex } from "../../async/mutex.ts";
import { DEFAULT_BACKOFF } from "../../async/backoff.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { count } from "../../contracts/row-counts.ts";
import type {
  Delivered,
  Delivery,
  DeliveryProgress,
  RefusedRow,
  RejectedRow,
  Sink,
  SinkContext,
  SinkWriter,
} from "../../contracts/sink.ts";
import { SYSTEM_TIMING } from "../../async/timing.ts";
import { AMPLITUDE_DEFAULTS, REQUEST_LIMITS, type RequestLimits } from "./api.ts";
import { type Item, itemOf } from "./item.ts";
import { envelopeBytes, postEvents } from "./post.ts";
import type { AmplitudeOptions } from "./options.ts";
import { createRateLimits, type RateLimits } from "./rate-limits.ts";
import { createSender, type Sender } from "./sender.ts";
import type { Refusal } from "./verdict.ts";
import { createWatermark, type Watermark } from "./watermark.ts";

const MIB = 1024 * 1024;

/**
 * What was sent cannot be withdrawn: a failed object leaves the acknowledged events there, and its next attempt goes on after them.
 * Amplitude recognises events that are sent again by their `insert_id`; those without one (Mirror Sync) may count twice after an
 * answer that got lost. Fails with a StageFailure of scope "job" where Amplitude refuses the API key, or takes nothing for long.
 */
export function amplitudeSink(options: AmplitudeOptions): Sink {
  const rateLimits = createRateLimits();
  return {
    open: (object, context = withoutContext()) => openWriter(options, rateLimits, object, context),
    requireFencing: async () => options.rejects.requireFencing?.(),
    close: async () => options.rejects.close?.(),
  };
}

/** One object on its way to Amplitude. */
interface Writing {
  readonly object: ObjectInfo;
  readonly progress: DeliveryProgress;
  /** Takes the rejected rows; one call after another, whichever request they come from. */
  readonly rejects: SinkWriter;
  readonly exclusive: Mutex;
  readonly limits: RequestLimits;
  /** What is left of a request for events, in bytes. */
  readonly maxEventBytes: number;
  readonly watermark: Watermark;
  readonly refused: Record<string, number>;
  firstRefused: RefusedRow | undefined;
  delivered: number;
  bytes: number;
  /** The watermark that was saved last. */
  saved: number;
  unsaved: RefusedRow[];
}

async function openWriter(
  options: AmplitudeOptions,
  rateLimits: RateLimits,
  object: ObjectInfo,
  context: SinkContext,
): Promise<SinkWriter> {
  const { signal, progress } = context;
  const limits = { ...REQUEST_LIMITS[options.api ?? AMPLITUDE_DEFAULTS.api], ...options.limits };
  const writing: Writing = {
    object,
    progress,
    rejects: await options.rejects.open(object, context),
    exclusive: createMutex(),
    limits,
    maxEventBytes: limits.maxBytes - envelopeBytes(options),
    watermark: createWatermark(progress.acknowledged),
    refused: {},
    firstRefused: undefined,
    delivered: 0,
    bytes: 0,
    saved: progress.acknowledged,
    unsaved: [],
  };
  const { rejects, exclusive } = writing;
  const sender = createSender({
    post: (items, stop) => postEvents(options, items, stop),
    settled: (taken, refused) => settle(writing, taken, refused),
    limits: { ...limits, maxBytes: writing.maxEventBytes },
    partitions: options.requestsAtOnce ?? AMPLITUDE_DEFAULTS.requestsAtOnce,
    maxPendingBytes: options.maxPendingBytes ?? 16 * MIB,
    rateLimits,
    hasTaken: progress.acknowledged > 0,
    backoff: options.backoff ?? DEFAULT_BACKOFF,
    timing: options.timing ?? SYSTEM_TIMING,
    signal,
  });
  return {
    write: async (events) => sender.add(await toSend(writing, events)),
    reject: (rows) => exclusive(() => rejects.reject(rows)),
    commit: () => commit(writing, sender),
    async abort() {
      await sender.stop();
      await exclusive(async () => {});
      await rejects.abort();
    },
  };
}

/** The events that Amplitude has not acknowledged or refused yet. */
async function toSend(writing: Writing, events: readonly Delivery[]): Promise<readonly Item[]> {
  const { progress, maxEventBytes, limits, watermark } = writing;
  const [first, last] = [events.at(0), events.at(-1)];
  if (first === undefined || last === undefined) return [];
  const refusedBefore = new Map(
    (await progress.refused(first.row, last.row + 1)).map((refused) => [refused.row, refused]),
  );
  const items: Item[] = [];
  for (const delivery of events) {
    const before = refusedBefore.get(delivery.row);
    if (before !== undefined) await setAside(writing, delivery, before);
    else if (delivery.row < progress.acknowledged) writing.delivered += 1;
    else {
      const item = itemOf(delivery);
      if (item.bytes > maxEventBytes) {
        await refuse(writing, delivery, {
          rule: "amplitude/too-large",
          message: `the event alone is larger than a request may be (${limits.maxBytes} bytes)`,
        });
        continue;
      }
      watermark.sent(delivery.row);
      items.push(item);
    }
  }
  return items;
}

async function settle(writing: Writing, taken: readonly Item[], refused: ReadonlyMap<Item, Refusal>): Promise<void> {
  for (const [{ delivery }, refusal] of refused) await refuse(writing, delivery, refusal);
  for (const { delivery } of [...taken, ...refused.keys()]) writing.watermark.settled(delivery.row);
  writing.delivered += taken.length;
  for (const item of taken) writing.bytes += item.bytes;
  await save(writing);
}

async function refuse(writing: Writing, delivery: Delivery, refusal: Refusal): Promise<void> {
  writing.unsaved.push({ row: delivery.row, ...refusal });
  await setAside(writing, delivery, refusal);
}

function setAside(
  writing: Writing,
  { row, json, source }: Delivery,
  { rule, message }: Omit<RefusedRow, "row">,
): Promise<void> {
  const { bucket, key } = writing.object;
  count(writing.refused, rule);
  if (writing.firstRefused === undefined || row < writing.firstRefused.row)
    writing.firstRefused = { row, rule, message };
  const rejected: RejectedRow = {
    bucket,
    key,
    row,
    rule,
    message,
    ...(source === undefined ? { raw: json } : source()),
  };
  return writing.exclusive(() => writing.rejects.reject([rejected]));
}

/** Saves the watermark, and the rows that were refused since the last time. */
function save(writing: Writing): Promise<void> {
  return writing.exclusive(async () => {
    const { acknowledged } = writing.watermark;
    if (acknowledged === writing.saved && writing.unsaved.length === 0) return;
    const refused = writing.unsaved;
    writing.unsaved = [];
    await writing.progress.save(acknowledged, refused);
    writing.saved = acknowledged;
  });
}

async function commit(writing: Writing, sender: Sender): Promise<Delivered> {
  await sender.flush();
  await sender.stop();
  await save(writing);
  const { rejected, files } = await writing.rejects.commit();
  const { delivered, bytes, refused, firstRefused } = writing;
  return {
    events: delivered,
    rejected,
    bytes,
    files,
    resent: sender.resent,
    refused,
    ...(firstRefused === undefined ? {} : { firstRefused }),
  };
}

function withoutContext(): SinkContext {
  const progress: DeliveryProgress = { acknowledged: 0, refused: async () => [], save: async () => {} };
  return { signal: new AbortController().signal, progress };
}
