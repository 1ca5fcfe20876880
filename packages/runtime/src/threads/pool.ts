// From parts of files to what their rows come to, on mapping threads that are started as they are needed and replaced when they die.
import { Worker } from "node:worker_threads";
import { type TransferBatch, transferListOf } from "../4-rows/transfer-batch.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { MapSettings } from "../job/converter-parts.ts";
import type { MapContext, MappedBatch } from "../job/map-rows.ts";
import type { ConverterText, FromThread, ThreadData, ToThread } from "./messages.ts";
import { type Blocks, createBlocks } from "./blocks.ts";
import { createCapacity, type Capacity } from "../async/capacity.ts";
import { minorGc } from "../process/minor-gc.ts";

/** Rows of one file that are mapped together. */
export interface FilePart {
  readonly converter: ConverterText;
  /** The rows as data that can be moved to a thread; asked for anew where a thread died over them. */
  toTransfer(): TransferBatch;
  readonly context: MapContext;
  readonly firstRow: number;
}

export interface MappingPool {
  /** Bounds the parts that are on their way between their file and the sink. */
  readonly room: Capacity;
  /** What parts are read into. */
  readonly blocks: Blocks;
  /** Starts all threads, so that they are ready when the first part comes; otherwise they are started as they are needed. */
  start(converter: ConverterText): void;
  /**
   * Rejects with the signal's reason when it aborts. A part over which a thread dies goes to another thread, once.
   * @throws StageFailure `pipeline/thread-died` of scope "object"; `pipeline/no-thread` of scope "job" where threads cannot be started.
   */
  map(part: FilePart, signal: AbortSignal): Promise<MappedBatch>;
  /** Gives the memory of lines back, to be used again. */
  reuse(memory: ArrayBuffer): void;
  /** Ends all threads as they are. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly threads: number;
  readonly settings: MapSettings;
  /** Arguments of Node for the threads (default: those of this process). */
  readonly execArgv?: readonly string[];
}

/** One part is worked on, and the next is there when it is done. */
const PARTS_PER_THREAD = 2;
const MAX_DEATHS = 2;
/** Larger memory is not kept. */
const MOST_SPARE = 4 * 1024 * 1024;

interface Task {
  readonly number: number;
  readonly part: FilePart;
  deaths: number;
  /** Nobody waits for it any more. */
  isOver: boolean;
  resolve(mapped: MappedBatch): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  /** Given to it and not told of yet, in this order. */
  readonly tasks: Task[];
  /** The hashes of the converters that it has. */
  readonly converters: Set<string>;
  isReady: boolean;
  error: unknown;
}

export function createMappingPool({ threads: most, settings, execArgv }: PoolOptions): MappingPool {
  const threads = new Set<Thread>();
  const waiting: Task[] = [];
  const spares: ArrayBuffer[] = [];
  const places = most * PARTS_PER_THREAD;
  let numbers = 0;
  let closed: Promise<unknown> | undefined;

  const start = (): Thread => {
    const file = import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js";
    const workerData: ThreadData = { settings };
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData,
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
    });
    const thread: Thread = { worker, tasks: [], converters: new Set(), isReady: false, error: undefined };
    worker.on("message", (message: FromThread) => onMessage(thread, message));
    worker.on("error", (error) => {
      thread.error = error;
    });
    worker.on("exit", () => onExit(thread));
    threads.add(thread);
    return thread;
  };

  const onMessage = (thread: Thread, message: FromThread): void => {
    if ("ready" in message) {
      thread.isReady = true;
      return;
    }
    const at = thread.tasks.findIndex(({ number }) => number === message.part);
    const [task] = at < 0 ? [] : thread.tasks.splice(at, 1);
    assign();
    if ("mapped" in message) task?.resolve(message.mapped);
    else task?.reject(new Error(message.thrown));
  };

  const onExit = (thread: Thread): void => {
    threads.delete(thread);
    if (closed !== undefined) return;
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
    assign();
  };

  /** Gives what is waiting to the threads that have least to do; starts one where all are busy and more are allowed. */
  const assign = (): void => {
    while (waiting.length > 0 && closed === undefined) {
      let thread = [...threads].toSorted((a, b) => a.tasks.length - b.tasks.length)[0];
      if ((thread === undefined || thread.tasks.length > 0) && threads.size < most) thread = start();
      if (thread === undefined || thread.tasks.length >= PARTS_PER_THREAD) return;
      const task = waiting.shift();
      if (task !== undefined) give(thread, task);
    }
  };

  const tellTo = ({ worker }: Thread, message: ToThread, memory: ArrayBuffer[] = []): void =>
    worker.postMessage(message, memory);

  const teach = (thread: Thread, converter: ConverterText): void => {
    if (!thread.converters.has(converter.hash)) tellTo(thread, { converter });
    thread.converters.add(converter.hash);
  };

  const give = (thread: Thread, task: Task): void => {
    const { converter, context } = task.part;
    const tell = (message: ToThread, memory: ArrayBuffer[]): void => tellTo(thread, message, memory);
    try {
      const transfer = task.part.toTransfer();
      teach(thread, converter);
      const spare = spares.pop();
      const memory = transferListOf(transfer);
      if (spare === undefined) tell({ part: task.number, hash: converter.hash, transfer, context }, memory);
      else tell({ part: task.number, hash: converter.hash, transfer, context, spare }, [...memory, spare]);
      thread.tasks.push(task);
    } catch (error) {
      task.reject(error);
    }
  };

  return {
    room: createCapacity(places),
    blocks: createBlocks(2 * places, minorGc()),
    reuse(memory) {
      if (spares.length < places && memory.byteLength <= MOST_SPARE) spares.push(memory);
    },
    start(converter) {
      while (threads.size < most && closed === undefined) teach(start(), converter);
    },
    map: (part, signal) =>
      new Promise((resolve, reject) => {
        const task: Task = {
          number: (numbers += 1),
          part,
          deaths: 0,
          isOver: false,
          resolve: (mapped) => done(() => resolve(mapped)),
          reject: (error) => done(() => reject(error as Error)),
        };
        const done = (settle: () => void): void => {
          task.isOver = true;
          signal.removeEventListener("abort", onAbort);
          settle();
        };
        // What a thread has begun it ends; nobody waits for it.
        const onAbort = (): void => {
          const at = waiting.indexOf(task);
          if (at >= 0) waiting.splice(at, 1);
          task.reject(signal.reason);
        };
        if (signal.aborted) return reject(signal.reason as Error);
        signal.addEventListener("abort", onAbort, { once: true });
        waiting.push(task);
        assign();
      }),
    async close() {
      closed ??= Promise.all([...threads].map(({ worker }) => ended(worker)));
      for (const task of [...waiting.splice(0), ...[...threads].flatMap(({ tasks }) => tasks)])
        task.reject(new Error("the mapping threads were ended"));
      await closed;
    },
  };
}

/** Ends a thread. The limit of a pattern's time that runs out at the same moment can swallow the order to end: it is given again. */
async function ended(worker: Worker): Promise<void> {
  const again = setInterval(() => void worker.terminate(), 250);
  try {
    await worker.terminate();
  } finally {
    clearInterval(again);
  }
}

function threadDied({ context: { bucket, key }, firstRow }: FilePart, error: unknown): StageFailure {
  return new StageFailure({
    code: "pipeline/thread-died",
    place: { bucket, key, row: firstRow },
    cause: error,
    message: `${MAX_DEATHS} threads died over the rows from ${firstRow} on of object "${key}": ${causeOf(error)}`,
    hint: "look at the length of these rows; lower `limits.maxRowBytes` or `limits.rowsPerBatch`, then run `heddle retry`",
  });
}

function noThread(error: unknown): StageFailure {
  return new StageFailure({
    code: "pipeline/no-thread",
    cause: error,
    message: `a mapping thread could not be started: ${causeOf(error)}`,
    hint: "give the machine more memory, or set `limits.workers` to 1",
  });
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : "it ended without a word";
}
