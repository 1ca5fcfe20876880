// From a queue of S3's notifications to batches of objects as they are in the bucket now; messages go when the ledger has them.
import type { S3Client } from "@aws-sdk/client-s3";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { SetAsideMessage } from "../../contracts/ledger.ts";
import type { NotifiedBatch } from "../../contracts/notified-batch.ts";
import type { NotificationSettings } from "../../aws/access-settings.ts";
import { isFolderMarker } from "../filter.ts";
import { headObject } from "../head-object.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { queueFailure } from "./failures.ts";
import { readMessage } from "./messages.ts";

export interface WatchOptions {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly settings: NotificationSettings;
  readonly bucket: string;
  readonly accepts: (key: string) => boolean;
  readonly signal: AbortSignal;
  /** Called after each answer of the queue. */
  readonly onPoll?: () => void;
}

const EMPTY_PAUSE_MS = 1000;

/** A message that came so often without its objects becoming readable is set aside; a listing may still find them. */
const MAX_RECEIVES = 10;

/**
 * Waits for messages until the signal aborts. A message stays hidden from others while its batch is worked on, and comes back
 * to the queue if the worker dies.
 * @throws StageFailure of scope "job": `notifications/no-such-queue`, `notifications/access-denied` and others, `s3/unreachable`.
 */
export async function* watchQueue(options: WatchOptions): AsyncGenerator<NotifiedBatch> {
  const { signal } = options;
  for (;;) {
    signal.throwIfAborted();
    const messages = await receive(options);
    options.onPoll?.();
    if (messages.length === 0) continue;
    const hold = holdMessages(options, messages);
    try {
      yield await batchOf(options, messages);
    } finally {
      await hold.stop();
    }
  }
}

async function receive({ sqs, settings, signal }: WatchOptions): Promise<readonly Message[]> {
  const { waitSeconds } = settings;
  const askedAt = performance.now();
  try {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: settings.queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: settings.visibilitySeconds,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
      { abortSignal: signal },
    );
    // An empty queue that answers at once, with long polling or without, would be asked without a pause.
    const pauseMs = messages.length === 0 ? EMPTY_PAUSE_MS - (performance.now() - askedAt) : 0;
    if (pauseMs > 0) await sleep(pauseMs, undefined, { signal });
    return messages;
  } catch (error) {
    signal.throwIfAborted();
    throw queueFailure(error, settings.queueUrl);
  }
}

/** Extends the time for which the messages stay hidden, again and again, until stopped. */
function holdMessages({ sqs, settings }: WatchOptions, messages: readonly Message[]): { stop(): Promise<void> } {
  const { visibilitySeconds: seconds } = settings;
  let pending: Promise<unknown> = Promise.resolve();
  const extend = (): void => {
    const entries = messages.map(({ ReceiptHandle }, i) => ({
      Id: String(i),
      ReceiptHandle,
      VisibilityTimeout: seconds,
    }));
    // A message that could not be held comes again, and the ledger knows its objects.
    pending = sqs
      .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: settings.queueUrl, Entries: entries }))
      .catch(() => {});
  };
  const timer = setInterval(extend, (seconds * 1000) / 3);
  return {
    async stop() {
      clearInterval(timer);
      await pending;
    },
  };
}

async function batchOf(options: WatchOptions, messages: readonly Message[]): Promise<NotifiedBatch> {
  const wanted = new Map<string, Message[]>();
  const setAside: SetAsideMessage[] = [];
  /** About objects of other buckets, too: whoever else reads the queue has to see them. */
  const foreign: Message[] = [];
  let [tests, duplicates, passedOver] = [0, 0, 0];
  const poison = ({ MessageId: id = "", Body: body = "" }: Message, reason: string): void =>
    void setAside.push({ id, body, reason });
  for (const message of messages) {
    const meaning = readMessage(message.Body ?? "");
    if (meaning.kind === "test") tests += 1;
    else if (meaning.kind === "poison") poison(message, meaning.reason);
    else {
      if (meaning.notices.some(({ bucket }) => bucket !== options.bucket)) foreign.push(message);
      else if (meaning.odd !== undefined) poison(message, meaning.odd);
      for (const { kind, bucket, key } of meaning.notices) {
        if (bucket !== options.bucket) continue;
        const others = wanted.get(key);
        if (kind === "other" || !options.accepts(key)) passedOver += 1;
        else if (others === undefined) wanted.set(key, [message]);
        else {
          duplicates += 1;
          others.push(message);
        }
      }
    }
  }
  const postponed = new Set<Message>();
  const objects: ObjectInfo[] = [];
  let deleted = 0;
  const looks = [...wanted].map(async ([key, from]) => {
    const found = await look(options, key);
    if (found === "deleted") deleted += 1;
    else if (found === "marker") passedOver += 1;
    else if ("object" in found) objects.push(found.object);
    else {
      for (const message of from) {
        if (Number(message.Attributes?.ApproximateReceiveCount ?? 0) < MAX_RECEIVES) postponed.add(message);
        else poison(message, `its object "${key}" could not be looked at: ${found.failure.message}`);
      }
    }
  });
  // All are awaited, so that no request outlives a batch that failed.
  const failed = (await Promise.allSettled(looks)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  const handled = messages.filter((message) => !postponed.has(message) && !foreign.includes(message));
  return {
    objects,
    setAside,
    counts: {
      messages: messages.length,
      tests,
      duplicates,
      deleted,
      passedOver,
      setAside: setAside.length,
      postponed: postponed.size,
      foreign: foreign.length,
    },
    async done() {
      await deleteMessages(options, handled);
      await giveBack(options, foreign);
    },
  };
}

type Look = { readonly object: ObjectInfo } | "deleted" | "marker" | { readonly failure: StageFailure };

/** The object as it is now: a notification may be old, or name a version that is gone. */
async function look({ s3, bucket, signal }: WatchOptions, key: string): Promise<Look> {
  try {
    const object = await headObject(s3, { bucket, key }, signal);
    return isFolderMarker(key, object.size) ? "marker" : { object };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StageFailure)) throw error;
    if (error.code === "s3/object-gone") return "deleted";
    if (error.scope === "job") throw error;
    return { failure: error };
  }
}

const FIRST_BACK_SECONDS = 5;
const LONGEST_BACK_SECONDS = 900;

/** Lets others receive the messages; each time they come back here, they are left to others for longer. */
async function giveBack({ sqs, settings }: WatchOptions, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const entries = messages.map(({ ReceiptHandle, Attributes }, i) => ({
    Id: String(i),
    ReceiptHandle,
    VisibilityTimeout: Math.min(
      LONGEST_BACK_SECONDS,
      FIRST_BACK_SECONDS * 2 ** Math.min(10, Number(Attributes?.ApproximateReceiveCount ?? 1) - 1),
    ),
  }));
  // If that fails, they come back when their time is over.
  await sqs
    .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: settings.queueUrl, Entries: entries }))
    .catch(() => {});
}

async function deleteMessages({ sqs, settings }: WatchOptions, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  try {
    // What could not be deleted comes again, and the ledger knows its objects.
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: settings.queueUrl, Entries: entries }));
  } catch (error) {
    throw queueFailure(error, settings.queueUrl);
  }
}
