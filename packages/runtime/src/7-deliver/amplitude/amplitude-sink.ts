// The sink that posts events to Amplitude's HTTP V2 or Batch API, and goes on where it stood when its process was killed.
import { createMutex } from "../../async/mutex.ts";
import { type Backoff, DEFAULT_BACKOFF } from "../../async/backoff.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { count } from "../../contracts/row-counts.ts";
import type { DeliveryProgress, RefusedRow, RejectedRow, Sink, SinkContext, SinkWriter } from "../../contracts/sink.ts";
import { SYSTEM_TIMING, type Timing } from "../../async/timing.ts";
import { createMarks } from "./acknowledged.ts";
import { type AmplitudeApi, type AmplitudeRegion, REQUEST_LIMITS, type RequestLimits } from "./api.ts";
import { createHolds, type Holds } from "./rate-limits.ts";
import { type Item, itemOf } from "./item.ts";
import { envelopeBytes, postEvents } from "./post.ts";
import { createSender } from "./sender.ts";
import type { Refusal } from "./verdict.ts";

export interface AmplitudeOptions {
  readonly apiKey: string;
  /** Default `http`. */
  readonly api?: AmplitudeApi;
  /** Where the project lies; default `us`. */
  readonly region?: AmplitudeRegion;
  /** Replaces the host, as in `http://127.0.0.1:8080`. */
  readonly endpoint?: string;
  /** Takes the rows set aside: bad ones, and those that Amplitude refuses. */
  readonly rejects: Sink;
  /** Told to Amplitude where it is not its default. */
  readonly minIdLength?: number;
  /** Requests of one object under way at the same time (default 4). Events of one user always go one after another. */
  readonly requestsAtOnce?: number;
  /** Bytes of events of one object that may wait (default 16 MiB). */
  readonly maxPendingBytes?: number;
  readonly requestTimeoutMs?: number;
  readonly limits?: Partial<RequestLimits>;
  readonly backoff?: Backoff;
  readonly timing?: Timing;
}

const MIB = 1024 * 1024;

/**
 * What was sent cannot be withdrawn: a failed object leaves there what was acknowledged, and its next attempt goes on behind it.
 * Events that are sent again are recognised by Amplitude by their `insert_id`; those without one (Mirror Sync) may count twice
 * after an answer that got lost. An API key that Amplitude refuses, or no answer for long, is a StageFailure of scope "job".
 */
export function amplitudeSink(options: AmplitudeOptions): Sink {
  const holds = createHolds();
  return {
    open: (object, context = withoutContext()) => openWriter(options, holds, object, context),
    close: async () => options.rejects.close?.(),
  };
}

async function openWriter(
  options: AmplitudeOptions,
  holds: Holds,
  object: ObjectInfo,
  context: SinkContext,
): Promise<SinkWriter> {
  const { signal, progress } = context;
  const rejects = await options.rejects.open(object, context);
  const limits = { ...REQUEST_LIMITS[options.api ?? "http"], ...options.limits };
  const room = limits.maxBytes - envelopeBytes(options);
  const marks = createMarks(progress.acknowledged);
  const refusedCounts: Record<string, number> = {};
  let firstRefused: RefusedRow | undefined;
  let delivered = 0;
  let bytes = 0;
  let kept = progress.acknowledged;
  let unkept: RefusedRow[] = [];
  /** One step after another, whichever lane it comes from. */
  const exclusive = createMutex();
  const setAside = (item: Pick<Item, "delivery">, { rule, message }: Omit<RefusedRow, "row">): Promise<void> => {
    const { row, json, source } = item.delivery;
    count(refusedCounts, rule);
    if (firstRefused === undefined || row < firstRefused.row) firstRefused = { row, rule, message };
    const { bucket, key } = object;
    const rejected: RejectedRow = {
      bucket,
      key,
      row,
      rule,
      message,
      ...(source === undefined ? { raw: json } : source()),
    };
    return exclusive(() => rejects.reject([rejected]));
  };
  const refuse = async (item: Item, refusal: Refusal): Promise<void> => {
    unkept.push({ row: item.delivery.row, ...refusal });
    await setAside(item, refusal);
  };
  const save = (): Promise<void> =>
    exclusive(async () => {
      const { mark } = marks;
      if (mark === kept && unkept.length === 0) return;
      const refused = unkept;
      unkept = [];
      await progress.save(mark, refused);
      kept = mark;
    });

  const sender = createSender({
    post: (items, stop) => postEvents(options, items, stop),
    async settled(taken, refused) {
      for (const [item, refusal] of refused) await refuse(item, refusal);
      for (const item of [...taken, ...refused.keys()]) marks.settled(item.delivery.row);
      delivered += taken.length;
      for (const item of taken) bytes += item.bytes;
      await save();
    },
    limits: { ...limits, maxBytes: room },
    lanes: options.requestsAtOnce ?? 4,
    maxPendingBytes: options.maxPendingBytes ?? 16 * MIB,
    holds,
    backoff: options.backoff ?? DEFAULT_BACKOFF,
    timing: options.timing ?? SYSTEM_TIMING,
    signal,
  });

  return {
    async write(events) {
      const [first, last] = [events.at(0), events.at(-1)];
      if (first === undefined || last === undefined) return;
      const refusedBefore = new Map(
        (await progress.refused(first.row, last.row + 1)).map((refused) => [refused.row, refused]),
      );
      const items: Item[] = [];
      for (const delivery of events) {
        const before = refusedBefore.get(delivery.row);
        if (before !== undefined) await setAside({ delivery }, before);
        else if (delivery.row < progress.acknowledged) delivered += 1;
        else {
          const item = itemOf(delivery);
          if (item.bytes > room) {
            await refuse(item, {
              rule: "amplitude/too-large",
              message: `the event alone is larger than a request may be (${limits.maxBytes} bytes)`,
            });
            continue;
          }
          marks.sent(delivery.row);
          items.push(item);
        }
      }
      await sender.add(items);
    },
    reject: (rows) => exclusive(() => rejects.reject(rows)),
    async commit() {
      await sender.flush();
      await sender.stop();
      await save();
      const { rejected, files } = await rejects.commit();
      return {
        events: delivered,
        rejected,
        bytes,
        files,
        resent: sender.resent,
        refused: refusedCounts,
        ...(firstRefused === undefined ? {} : { firstRefused }),
      };
    },
    async abort() {
      await sender.stop();
      await exclusive(async () => {});
      await rejects.abort();
    },
  };
}

function withoutContext(): SinkContext {
  const progress: DeliveryProgress = { acknowledged: 0, refused: async () => [], save: async () => {} };
  return { signal: new AbortController().signal, progress };
}
