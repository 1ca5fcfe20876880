// From a batch of SQS messages, as Lambda hands it over, to the messages that have to come again.
import {
  loadSource,
  type MessageJob,
  type Observing,
  observeJob,
  openMessageJob,
  type SourceConfig,
} from "@heddle/runtime";

/** What is read of the event of a queue. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** What is read of the context of a call. */
export interface CallContext {
  getRemainingTimeInMillis(): number;
}

/** With `ReportBatchItemFailures`: the messages that stay in the queue. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface Handler {
  (event: QueueEvent, context: CallContext): Promise<BatchResponse>;
  /** Closes the ledger and all connections, once no call is under way; a later call opens them again. */
  close(): Promise<void>;
}

export interface HandlerOptions {
  /** The path of a source file, or its settings. */
  readonly source: string | SourceConfig;
  /** How many bytes of an object, as stored, are ingested in a second at least (default 2,000,000): larger objects are left to a worker. */
  readonly bytesPerSecond?: number;
}

const BYTES_PER_SECOND = 2_000_000;
/** What is not done so long before the end of a call is given back, so that Lambda need not end the process. */
const RESERVE_MS = 10_000;

/**
 * A handler for notifications of S3. It opens the ledger at its first call, and keeps it for later ones.
 * A call that fails as a whole lets all of its messages come again, which does no harm.
 */
export function createHandler({ source, bytesPerSecond = BYTES_PER_SECOND }: HandlerOptions): Handler {
  let opened: Promise<Opened> | undefined;
  const close = async (): Promise<void> => {
    const before = opened;
    opened = undefined;
    await (await before)?.close();
  };
  const handle = async ({ Records: records }: QueueEvent, context: CallContext): Promise<BatchResponse> => {
    opened ??= open(source);
    try {
      const { job, observing } = await opened;
      const messages = records.map(({ messageId: id, body }) => ({ id, body }));
      const msLeft = (): number => context.getRemainingTimeInMillis() - RESERVE_MS;
      const { unsettled, left } = await job.ingest(messages, { msLeft, bytesPerSecond, hooks: observing.hooks });
      for (const { key, size } of left)
        observing.notify(
          "warn",
          `object "${key}" with ${size} bytes is too large for a function: it waits for a worker`,
        );
      return { batchItemFailures: unsettled.map((itemIdentifier) => ({ itemIdentifier })) };
    } catch (error) {
      // The next call starts anew: credentials or settings may be what is wrong.
      await close().catch(() => {});
      throw error;
    }
  };
  return Object.assign(handle, { close });
}

interface Opened {
  readonly job: MessageJob;
  readonly observing: Observing;
  close(): Promise<void>;
}

async function open(source: string | SourceConfig): Promise<Opened> {
  // Nobody could ask a function for metrics.
  const { metrics: _, ...config } = typeof source === "string" ? await loadSource(source) : source;
  const job = await openMessageJob(config);
  const observing = await observeJob(config, { records: config.log?.level ?? "info" });
  return {
    job,
    observing,
    async close() {
      await observing.close();
      await job.close();
    },
  };
}
