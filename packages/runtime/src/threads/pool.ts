// Maps parts of files on worker threads, which are started as they are needed and replaced when they die.
import { Worker } from "node:worker_threads";
import { transferListOf } from "../4-rows/transfer-batch.ts";
import type { MappedBatch } from "../contracts/mapped-batch.ts";
import type { ConverterText, FilePart, MappingPool } from "../contracts/mapping-pool.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { MapSettings } from "../job/converter-parts.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";
import { createBlocks } from "./blocks.ts";
import { createCapacity } from "../async/capacity.ts";
import { minorGc } from "../process/minor-gc.ts";

export interface PoolOptions {
  readonly threads: number;
  readonly settings: MapSettings;
  /** Arguments of Node for the threads (default: those of this process). */
  readonly execArgv?: readonly string[];
}

/** A thread works on one part and has the next at hand. */
const PARTS_PER_THREAD = 2;
const MAX_DEATHS = 2;
/** Larger memory is not kept for reuse. */
const MAX_SPARE_BYTES = 4 * 1024 * 1024;

interface Task {
  readonly number: number;
  readonly part: FilePart;
  deaths: number;
  /** Settled: nobody waits for it any more. */
  isOver: boolean;
  resolve(mapped: MappedBatch): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  /** Sent to it and unanswered, in this order. */
  readonly tasks: Task[];
  /** The hashes of the converters that it has. */
  readonly converters: Set<string>;
  isReady: boolean;
  error: unknown;
}

interface Pool {
  readonly options: PoolOptions;
  readonly threads: Set<Thread>;
  readonly waiting: Task[];
  /** Memory for lines that can be reused. */
  readonly spares: ArrayBuffer[];
  taskCount: number;
  closing: Promise<unknown> | undefined;
}

export function createMappingPool(options: PoolOptions): MappingPool {
  const maxParts = options.threads * PARTS_PER_THREAD;
  const pool: Pool = { options, threads: new Set(), waiting: [], spares: [], taskCount: 0, closing: undefined };
  return {
    capacity: createCapacity(maxParts),
    blocks: createBlocks(2 * maxParts, minorGc()),
    reuse(memory) {
      if (pool.spares.length < maxParts && memory.byteLength <= MAX_SPARE_BYTES) pool.spares.push(memory);
    },
    start(converter) {
      while (pool.threads.size < options.threads && pool.closing === undefined)
        sendConverter(startThread(pool), converter);
    },
    map: (part, signal) => map(pool, part, signal),
    close: () => close(pool),
  };
}

function map(pool: Pool, part: FilePart, signal: AbortSignal): Promise<MappedBatch> {
  return new Promise((resolve, reject) => {
    const task: Task = {
      number: (pool.taskCount += 1),
      part,
      deaths: 0,
      isOver: false,
      resolve: (mapped) => settle(() => resolve(mapped)),
      reject: (error) => settle(() => reject(error as Error)),
    };
    const settle = (how: () => void): void => {
      task.isOver = true;
      signal.removeEventListener("abort", onAbort);
      how();
    };
    // A thread finishes what it has begun, though nobody waits for it any more.
    const onAbort = (): void => {
      const at = pool.waiting.indexOf(task);
      if (at >= 0) pool.waiting.splice(at, 1);
      task.reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    pool.waiting.push(task);
    assign(pool);
  });
}

async function close(pool: Pool): Promise<void> {
  const { threads, waiting } = pool;
  pool.closing ??= Promise.all([...threads].map(({ worker }) => terminate(worker)));
  for (const task of [...waiting.splice(0), ...[...threads].flatMap(({ tasks }) => tasks)])
    task.reject(new Error("the mapping threads were ended"));
  await pool.closing;
}

function startThread(pool: Pool): Thread {
  const { settings, execArgv } = pool.options;
  const file = import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js";
  const workerData: ThreadData = { settings };
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData,
    ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
  });
  const thread: Thread = { worker, tasks: [], converters: new Set(), isReady: false, error: undefined };
  worker.on("message", (message: FromThread) => onMessage(pool, thread, message));
  worker.on("error", (error) => {
    thread.error = error;
  });
  worker.on("exit", () => onExit(pool, thread));
  pool.threads.add(thread);
  return thread;
}

function onMessage(pool: Pool, thread: Thread, message: FromThread): void {
  if ("ready" in message) {
    thread.isReady = true;
    return;
  }
  const at = thread.tasks.findIndex(({ number }) => number === message.part);
  const [task] = at < 0 ? [] : thread.tasks.splice(at, 1);
  assign(pool);
  if ("mapped" in message) task?.resolve(message.mapped);
  else task?.reject(new Error(message.thrown));
}

function onExit(pool: Pool, thread: Thread): void {
  const { threads, waiting } = pool;
  threads.delete(thread);
  if (pool.closing !== undefined) return;
  if (!thread.isReady) {
    const failure = noThread(thread.error);
    for (const task of [...thread.tasks, ...waiting.splice(0)]) task.reject(failure);
    return;
  }
  const [over, ...others] = thread.tasks;
  waiting.unshift(...others.filter(({ isOver }) => !isOver));
  if (over !== undefined && !over.isOver) {
    over.deaths += 1;
    if (over.deaths < MAX_DEATHS) waiting.unshift(over);
    else over.reject(threadDied(over.part, thread.error));
  }
  assign(pool);
}

/** Gives waiting tasks to the threads with the fewest; starts a thread where all are busy and another is allowed. */
function assign(pool: Pool): void {
  const { threads, waiting, options } = pool;
  while (waiting.length > 0 && pool.closing === undefined) {
    let thread = [...threads].toSorted((a, b) => a.tasks.length - b.tasks.length)[0];
    if ((thread === undefined || thread.tasks.length > 0) && threads.size < options.threads) thread = startThread(pool);
    if (thread === undefined || thread.tasks.length >= PARTS_PER_THREAD) return;
    const task = waiting.shift();
    if (task !== undefined) send(pool, thread, task);
  }
}

function sendConverter({ worker, converters }: Thread, converter: ConverterText): void {
  if (!converters.has(converter.hash)) worker.postMessage({ converter } satisfies ToThread);
  converters.add(converter.hash);
}

function send({ spares }: Pool, thread: Thread, task: Task): void {
  const { converter, context } = task.part;
  try {
    const transfer = task.part.toTransfer();
    sendConverter(thread, converter);
    const spare = spares.pop();
    const message: ToThread = {
      part: task.number,
      hash: converter.hash,
      transfer,
      context,
      ...(spare === undefined ? {} : { spare }),
    };
    thread.worker.postMessage(message, [...transferListOf(transfer), ...(spare === undefined ? [] : [spare])]);
    thread.tasks.push(task);
  } catch (error) {
    task.reject(error);
  }
}

/** Terminates a thread. An order given at the very moment when a pattern's time limit expires can get lost: it is repeated. */
async function terminate(worker: Worker): Promise<void> {
  const repeat = setInterval(() => void worker.terminate(), 250);
  try {
    await worker.terminate();
  } finally {
    clearInterval(repeat);
  }
}

function threadDied({ context: { bucket, key }, firstRow }: FilePart, error: unknown): StageFailure {
  return new StageFailure({
    code: "pipeline/thread-died",
    place: { bucket, key, row: firstRow },
    cause: error,
    message: `${MAX_DEATHS} threads died over the rows from ${firstRow} on of object "${key}": ${causeOf(error)}`,
    hint: "check the length of these rows; lower `limits.maxRowBytes` or `limits.rowsPerBatch`, then run `heddle retry`",
  });
}

function noThread(error: unknown): StageFailure {
  return new StageFailure({
    code: "pipeline/no-thread",
    cause: error,
    message: `cannot start a mapping thread: ${causeOf(error)}`,
    hint: "provide more memory, or set `limits.workers` to 1",
  });
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : "it exited without an error";
}
