// The sink that writes files: for each object a folder with its events and its rejected rows, which appears complete or not at all.
import { open, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { OutputCompression } from "../compression.ts";
import { makeFolder } from "../make-folder.ts";
import { createLineFile, type LineFile, SUFFIX } from "../line-file.ts";
import { outputName } from "../names.ts";
import { rejectedLine } from "../rejected-line.ts";
import type { Delivered, Delivery, EventLines, RejectedRow, Sink, SinkWriter } from "../../contracts/sink.ts";
import { randomUUID } from "../../process/crypto.ts";

export interface NdjsonSinkOptions {
  /** The folder of these folders; created where there is none. */
  readonly directory: string;
  readonly compression?: OutputCompression;
  /** A file of events that has grown past so many bytes of JSON is followed by another (default {@link ROTATE_AT}). */
  readonly rotateAt?: number;
  /** A file of events that has been written to for so many milliseconds is followed by another; default: never. */
  readonly rotateAfterMs?: number;
  /** The clock of that, in milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** Bytes of JSON in a file of events. */
export const ROTATE_AT = 512 * 1024 * 1024;

/** The folder of unfinished output. Names of output folders never start with a dot. */
const PARTIAL = ".partial";

/**
 * `<directory>/<name>/events-00000.ndjson` and, where rows were set aside, `set-aside.ndjson` beside it. The name comes from
 * bucket, key and ETag alone, so delivering an object again after a crash replaces its folder. An object without
 * events and without rows set aside leaves nothing.
 */
export function ndjsonSink(options: NdjsonSinkOptions): Sink {
  return {
    open: (object, context) =>
      openWriter(options, object, context?.earlierEtags ?? []).catch((error: unknown) => {
        throw sinkFailure(error, options.directory, MISSING);
      }),
  };
}

interface Output {
  readonly name: string;
  readonly lines: LineFile;
  readonly startedAt: number;
}

/** The output of one object while it is written. */
interface Writing {
  readonly options: Required<NdjsonSinkOptions>;
  readonly object: ObjectInfo;
  /** Other contents of the object, whose output goes when this one is committed. */
  readonly earlierEtags: readonly string[];
  /** The object's own folder in {@link PARTIAL}, in it that of this writer, and in that one the output. */
  readonly place: string;
  readonly own: string;
  readonly partial: string;
  readonly closed: { readonly name: string; readonly size: number }[];
  events: Output | undefined;
  rejects: Output | undefined;
  /** Files of events so far. */
  files: number;
  eventCount: number;
  rejectCount: number;
  committed: boolean;
}

async function openWriter(
  options: NdjsonSinkOptions,
  object: ObjectInfo,
  earlierEtags: readonly string[],
): Promise<SinkWriter> {
  const { directory } = options;
  // What earlier holders left goes, of other contents too; one that still runs has lost its claim, and fails at its next step.
  for (const etag of [object.etag, ...earlierEtags])
    await rm(join(directory, PARTIAL, outputName({ ...object, etag })), {
      recursive: true,
      force: true,
      maxRetries: 5,
    });
  const place = join(directory, PARTIAL, outputName(object));
  const own = join(place, randomUUID());
  const partial = join(own, "output");
  await makeFolder(partial);
  const writing: Writing = {
    options: {
      compression: "none",
      rotateAt: ROTATE_AT,
      rotateAfterMs: Number.POSITIVE_INFINITY,
      clock: Date.now,
      ...options,
    },
    object,
    earlierEtags,
    place,
    own,
    partial,
    closed: [],
    events: undefined,
    rejects: undefined,
    files: 0,
    eventCount: 0,
    rejectCount: 0,
    committed: false,
  };
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw sinkFailure(error, directory);
    });
  return {
    write: (events) => guard(() => writeEvents(writing, events)),
    writeLines: (lines) => guard(() => writeLines(writing, lines)),
    reject: (rows) => guard(() => writeRejects(writing, rows)),
    commit: () => guard(() => commit(writing)),
    abort: () => abort(writing),
  };
}

async function writeEvents(writing: Writing, events: readonly Delivery[]): Promise<void> {
  await rotateByAge(writing);
  for (const { json } of events) {
    const file = await eventFile(writing);
    file.add(json);
    writing.eventCount += 1;
    await file.drain();
    await rotateBySize(writing);
  }
}

async function writeLines(writing: Writing, { bytes, ends, count }: EventLines): Promise<void> {
  const { rotateAt } = writing.options;
  await rotateByAge(writing);
  for (let line = 0, start = 0; line < count;) {
    const file = await eventFile(writing);
    // Up to the end, or to the first line with which the file is full.
    const full = ends.findIndex((end, i) => i >= line && file.taken + end - start >= rotateAt);
    const next = full < 0 ? count : full + 1;
    const end = ends[next - 1] ?? start;
    await file.write(bytes.subarray(start, end));
    writing.eventCount += next - line;
    line = next;
    start = end;
    await rotateBySize(writing);
  }
}

async function writeRejects(writing: Writing, rows: readonly RejectedRow[]): Promise<void> {
  for (const row of rows) {
    writing.rejects ??= await createOutput(writing, "set-aside");
    const { lines } = writing.rejects;
    lines.add(rejectedLine(row));
    writing.rejectCount += 1;
    await lines.drain();
  }
}

async function createOutput({ options, partial }: Writing, stem: string): Promise<Output> {
  const { compression, clock } = options;
  const name = `${stem}.ndjson${SUFFIX[compression]}`;
  return { name, startedAt: clock(), lines: await createLineFile(join(partial, name), compression) };
}

async function close({ closed }: Writing, { name, lines }: Output): Promise<void> {
  closed.push({ name, size: await lines.close() });
}

/** The file that takes the next events. */
async function eventFile(writing: Writing): Promise<LineFile> {
  if (writing.events === undefined) {
    writing.events = await createOutput(writing, `events-${String(writing.files).padStart(5, "0")}`);
    writing.files += 1;
  }
  return writing.events.lines;
}

/** Called once a batch: asking the clock for each event would cost more. */
async function rotateByAge(writing: Writing): Promise<void> {
  const { events, options } = writing;
  if (events !== undefined && options.clock() - events.startedAt >= options.rotateAfterMs) await rotate(writing);
}

async function rotateBySize(writing: Writing): Promise<void> {
  const { events, options } = writing;
  if (events !== undefined && events.lines.taken >= options.rotateAt) await rotate(writing);
}

async function rotate(writing: Writing): Promise<void> {
  if (writing.events !== undefined) await close(writing, writing.events);
  writing.events = undefined;
}

async function commit(writing: Writing): Promise<Delivered> {
  const { options, object, place, own, partial, closed } = writing;
  const { directory } = options;
  await rotate(writing);
  if (writing.rejects !== undefined) await close(writing, writing.rejects);
  writing.rejects = undefined;
  // The next holder has removed it: then nothing may change any more.
  await syncFolder(partial);
  for (const etag of writing.earlierEtags)
    await rm(join(directory, outputName({ ...object, etag })), { recursive: true, force: true });
  const final = join(directory, outputName(object));
  await replaceFolder(partial, final, own);
  // What the next holder delivered meanwhile is not empty.
  if (closed.length === 0) await rmdir(final).catch(() => {});
  await syncFolder(directory);
  await rm(place, { recursive: true, force: true });
  writing.committed = true;
  return {
    events: writing.eventCount,
    rejected: writing.rejectCount,
    bytes: closed.reduce((total, { size }) => total + size, 0),
    files: closed.map(({ name }) => join(final, name)),
  };
}

async function abort({ committed, events, rejects, own, place }: Writing): Promise<void> {
  if (committed) return;
  for (const output of [events, rejects]) await output?.lines.discard().catch(() => {});
  await rm(own, { recursive: true, force: true });
  // Another holder may write beside it by now.
  await rmdir(place).catch(() => {});
}

/**
 * Renames `from` to `to`, in place of what is there, which goes through `trash`. Both fail for a writer whose folder the next holder has
 * removed. A crash between the two renames leaves nothing at `to`: the object is then delivered again.
 */
async function replaceFolder(from: string, to: string, trash: string): Promise<void> {
  let old: string | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rename(from, to);
      // Only now: the shorter there is nothing at `to`, the better.
      if (old !== undefined) await rm(old, { recursive: true, force: true });
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== "ENOTEMPTY" && code !== "EEXIST") || attempt >= 10) throw error;
    }
    old = join(trash, `replaced-${randomUUID()}`);
    await rename(to, old).catch(ignoreMissing);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** @throws where it is not there. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** How to fix errors of the system that concern every object. */
const FIXES: Readonly<Record<string, string>> = {
  EACCES: "let this process write there",
  EPERM: "let this process write there",
  EROFS: "the file system is read-only: use another directory",
  ENOTDIR: "use a directory, not a file",
  EEXIST: "use a directory, not a file",
};

/**
 * The same of errors before anything is written. ENOENT is what Node says of a folder that cannot be made on a read-only file system;
 * later it means that another worker has the object, and made room for its own output.
 */
const MISSING: Readonly<Record<string, string>> = {
  ...FIXES,
  ENOENT: "make the directory, mount its file system, or use another directory",
};

/** How to fix errors that concern this object: another one may be small enough. */
const FULL: Readonly<Record<string, string>> = {
  ENOSPC: "free some disk space; the next run tries again",
  EDQUOT: "raise the quota; the next run tries again",
};

/** A folder that cannot be written concerns every object; any other error this one. */
export function sinkFailure(error: unknown, directory: string, fixes = FIXES): unknown {
  if (error instanceof StageFailure) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const hint = fixes[code];
  return new StageFailure({
    code: "sink/not-written",
    scope: hint === undefined ? "object" : "job",
    message: `cannot write to the output directory ${directory}: ${message}`,
    hint: hint ?? FULL[code] ?? "the next run tries again",
    cause: error,
  });
}
