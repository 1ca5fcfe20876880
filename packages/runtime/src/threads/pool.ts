// Maps parts of files on worker threads, which are started as they are needed and replaced when they die.
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { pageTransferListOf, transferListOf } from "../4-rows/transfer-batch.ts";
import type { ConverterText, FilePage, FilePart, MappingPool } from "../contracts/mapping-pool.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { MapSettings } from "../job/converter-parts.ts";
import { type SpareMemory, spareMemory } from "../job/spare-memory.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";
import { createBlocks } from "../4-rows/blocks.ts";
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
/** A part that takes longer is slow: no other waits behind it, and one thread is kept free of its object. */
const QUICK_MS = 1_000;
/** Larger memory is not kept for reuse. */
const MAX_SPARE_BYTES = 4 * 1024 * 1024;

/** What a thread answers with, where it does not throw. */
type Answer = Extract<FromThread, { readonly mapped: unknown } | { readonly decoded: unknown }>;

/** What a thread is asked to do with something of an object. */
interface Work {
  readonly place: FilePage["place"];
  /** For messages: what it does that with. */
  readonly what: string;
  readonly row?: number;
  /** Sends it; called again where a thread died over it. */
  send(thread: Thread, number: number): void;
}

interface Task {
  readonly number: number;
  readonly work: Work;
  readonly load: ObjectLoad;
  /** When its thread began with it, in milliseconds. */
  startedAt: number;
  deaths: number;
  /** Settled: nobody waits for it any more. */
  isOver: boolean;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** What an object has under way, which decides how much of the pool it may have. */
interface ObjectLoad {
  /** Parts that wait or are with threads. */
  parts: number;
  /** Parts that are with threads. */
  sent: number;
  /** Whether its last part was quick; one of which nothing is known is not. */
  isQuick: boolean;
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
  /** By bucket and key, while they have parts. */
  readonly loads: Map<string, ObjectLoad>;
  /** Memory for lines that can be reused. */
  readonly spares: SpareMemory;
  /** Memory for pages that can be reused. */
  readonly pageSpares: ArrayBuffer[];
  taskCount: number;
  closing: Promise<unknown> | undefined;
}

export function createMappingPool(options: PoolOptions): MappingPool {
  const maxParts = options.threads * PARTS_PER_THREAD;
  const pool: Pool = {
    options,
    threads: new Set(),
    waiting: [],
    loads: new Map(),
    spares: spareMemory(maxParts),
    pageSpares: [],
    taskCount: 0,
    closing: undefined,
  };
  return {
    capacity: createCapacity(maxParts),
    blocks: createBlocks("shared", 2 * maxParts, minorGc()),
    reuse(memory) {
      pool.spares.keep(memory);
    },
    start(converter) {
      while (pool.threads.size < options.threads && pool.closing === undefined)
        sendConverter(startThread(pool), converter);
    },
    async map(part, signal) {
      const answer = await run(pool, mappingOf(pool, part), signal);
      if ("mapped" in answer) return answer.mapped;
      throw new TypeError("a page where rows were asked for");
    },
    async decode(page, signal) {
      const answer = await run(pool, decodingOf(pool, page), signal);
      return "decoded" in answer ? answer.decoded : undefined;
    },
    close: () => close(pool),
  };
}

function run(pool: Pool, work: Work, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const load = loadOf(pool, work);
    const task: Task = {
      number: (pool.taskCount += 1),
      work,
      load,
      startedAt: 0,
      deaths: 0,
      isOver: false,
      resolve: (answer) => settle(() => resolve(answer)),
      reject: (error) => settle(() => reject(error as Error)),
    };
    const settle = (how: () => void): void => {
      task.isOver = true;
      load.parts -= 1;
      if (load.parts === 0) pool.loads.delete(keyOf(work));
      signal.removeEventListener("abort", onAbort);
      how();
    };
    // A thread finishes what it has begun, though nobody waits for it any more.
    const onAbort = (): void => {
      const at = pool.waiting.indexOf(task);
      if (at >= 0) pool.waiting.splice(at, 1);
      task.reject(signal.reason);
    };
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
    env: threadEnv(),
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

/** Threads read what this process keeps compiled, which they are not told of otherwise. */
function threadEnv(): NodeJS.ProcessEnv {
  const compiled = getCompileCacheDir();
  // Node adds a folder for its version.
  return compiled === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(compiled) };
}

function onMessage(pool: Pool, thread: Thread, message: FromThread): void {
  if ("ready" in message) {
    thread.isReady = true;
    return;
  }
  const at = thread.tasks.findIndex(({ number }) => number === message.part);
  const [task] = at < 0 ? [] : thread.tasks.splice(at, 1);
  const now = performance.now();
  if (task !== undefined) {
    task.load.sent -= 1;
    task.load.isQuick = now - task.startedAt <= QUICK_MS;
  }
  if (thread.tasks[0] !== undefined) thread.tasks[0].startedAt = now;
  assign(pool);
  if ("spares" in message) keepPageSpares(pool, message.spares);
  if ("thrown" in message) task?.reject(new Error(message.thrown));
  else task?.resolve(message);
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
  for (const { load } of thread.tasks) load.sent -= 1;
  const [over, ...others] = thread.tasks;
  waiting.unshift(...others.filter(({ isOver }) => !isOver));
  if (over !== undefined && !over.isOver) {
    over.deaths += 1;
    if (over.deaths < MAX_DEATHS) waiting.unshift(over);
    else over.reject(threadDied(over.work, thread.error));
  }
  assign(pool);
}

function keyOf({ place: { bucket, key } }: Work): string {
  return `${bucket}/${key}`;
}

/** The load of the work's object, with the work. */
function loadOf({ loads }: Pool, work: Work): ObjectLoad {
  const load = loads.get(keyOf(work)) ?? { parts: 0, sent: 0, isQuick: false };
  load.parts += 1;
  loads.set(keyOf(work), load);
  return load;
}

/** Gives waiting tasks to threads, those first whose objects have the fewest there: a slow object keeps no other one waiting. */
function assign(pool: Pool): void {
  const { waiting, options } = pool;
  const mostOfSlow = Math.max(1, options.threads - 1);
  const sendOne = (): boolean => {
    const allowed = waiting.filter(({ load }) => load.isQuick || load.sent < mostOfSlow);
    for (const task of allowed.toSorted((a, b) => a.load.sent - b.load.sent)) {
      const thread = threadFor(pool, task);
      if (thread === undefined) continue;
      waiting.splice(waiting.indexOf(task), 1);
      send(thread, task);
      return true;
    }
    return false;
  };
  while (waiting.length > 0 && pool.closing === undefined && sendOne());
}

/** An idle thread, or a new one where another is allowed; for a quick part else the one behind whose quick part it waits. */
function threadFor(pool: Pool, { load }: Task): Thread | undefined {
  const { threads, options } = pool;
  const all = [...threads].toSorted((a, b) => a.tasks.length - b.tasks.length);
  if (all[0]?.tasks.length === 0) return all[0];
  if (threads.size < options.threads) return startThread(pool);
  if (!load.isQuick) return undefined;
  return all.find(({ tasks }) => tasks.length < PARTS_PER_THREAD && tasks.every((task) => task.load.isQuick));
}

function sendConverter({ worker, converters }: Thread, converter: ConverterText): void {
  if (!converters.has(converter.hash)) worker.postMessage({ converter } satisfies ToThread);
  converters.add(converter.hash);
}

function send(thread: Thread, task: Task): void {
  try {
    task.work.send(thread, task.number);
    if (thread.tasks.length === 0) task.startedAt = performance.now();
    thread.tasks.push(task);
    task.load.sent += 1;
  } catch (error) {
    task.reject(error);
  }
}

function mappingOf({ spares }: Pool, { converter, context, firstRow, toTransfer }: FilePart): Work {
  const { bucket, key } = context;
  return {
    place: { bucket, key },
    what: `the rows from ${firstRow} on`,
    row: firstRow,
    send(thread, part) {
      const transfer = toTransfer();
      sendConverter(thread, converter);
      const spare = spares.take();
      const message: ToThread = {
        part,
        hash: converter.hash,
        transfer,
        context,
        ...(spare === undefined ? {} : { spare }),
      };
      thread.worker.postMessage(message, [...transferListOf(transfer), ...(spare === undefined ? [] : [spare])]);
    },
  };
}

function decodingOf({ pageSpares }: Pool, { place, page: { name, toTransfer } }: FilePage): Work {
  return {
    place,
    what: name,
    send({ worker }, part) {
      const page = toTransfer((bytes) => pageMemory(pageSpares, bytes));
      worker.postMessage({ part, page } satisfies ToThread, pageTransferListOf(page));
    },
  };
}

/** So that pages of about a size find memory that fits. */
const PAGE_STEP = 1024 * 1024;

function pageMemory(spares: ArrayBuffer[], bytes: number): ArrayBuffer {
  const at = spares.findIndex(({ byteLength }) => byteLength >= bytes);
  const [found] = at < 0 ? [] : spares.splice(at, 1);
  return found ?? new ArrayBuffer(Math.ceil(bytes / PAGE_STEP) * PAGE_STEP);
}

function keepPageSpares({ pageSpares, options }: Pool, spares: readonly ArrayBuffer[]): void {
  for (const memory of spares) {
    if (memory.byteLength > MAX_SPARE_BYTES) continue;
    pageSpares.unshift(memory);
    pageSpares.length = Math.min(pageSpares.length, options.threads * PARTS_PER_THREAD);
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

function threadDied({ place, what, row }: Work, error: unknown): StageFailure {
  return new StageFailure({
    code: "pipeline/thread-died",
    place: { ...place, ...(row === undefined ? {} : { row }) },
    cause: error,
    message: `${MAX_DEATHS} threads died over ${what} of object "${place.key}": ${causeOf(error)}`,
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
