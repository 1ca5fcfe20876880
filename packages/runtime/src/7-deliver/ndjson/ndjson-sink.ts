// The sink that writes files: for each object a folder with its events and the rows set aside, which appears complete or not at all.
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { OutputCompression } from "../compression.ts";
import { createLineFile, type LineFile, SUFFIX } from "../line-file.ts";
import { outputName } from "../names.ts";
import { rejectedLine } from "../rejected-line.ts";
import type { Delivered, Sink, SinkWriter } from "../../contracts/sink.ts";

export interface NdjsonSinkOptions {
  /** Where the folders lie; made when it is not there. */
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

/** Holds what is being written; a name that no output folder can have, for those never start with a dot. */
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
        throw sinkFailure(error, options.directory);
      }),
  };
}

interface Output {
  readonly name: string;
  readonly lines: LineFile;
  readonly startedAt: number;
}

async function openWriter(
  options: NdjsonSinkOptions,
  object: ObjectInfo,
  earlierEtags: readonly string[],
): Promise<SinkWriter> {
  const { directory } = options;
  const suffix = `.ndjson${SUFFIX[options.compression ?? "none"]}`;
  const rotateAt = options.rotateAt ?? ROTATE_AT;
  const rotateAfterMs = options.rotateAfterMs ?? Number.POSITIVE_INFINITY;
  const clock = options.clock ?? Date.now;
  const name = outputName(object);
  // A place of its own for each object: what earlier holders left there goes away, and one that still runs has lost its
  // claim and fails at its next step.
  const place = join(directory, PARTIAL, name);
  const partial = join(place, randomUUID());
  await rm(place, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(partial, { recursive: true });

  const closed: { name: string; size: number }[] = [];
  let events: Output | undefined;
  let rejects: Output | undefined;
  let parts = 0;
  let eventCount = 0;
  let rejectCount = 0;
  let committed: Delivered | undefined;

  const create = async (file: string): Promise<Output> => ({
    name: file,
    startedAt: clock(),
    lines: await createLineFile(join(partial, file), options.compression ?? "none"),
  });
  const close = async (output: Output): Promise<void> => {
    closed.push({ name: output.name, size: await output.lines.close() });
  };
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw sinkFailure(error, directory);
    });

  /** The file that takes the next events. Its age is looked at once a batch: a clock is slow to ask. */
  const rotateByAge = async (): Promise<void> => {
    if (events === undefined || clock() - events.startedAt < rotateAfterMs) return;
    await close(events);
    events = undefined;
  };
  const openEvents = async (): Promise<LineFile> => {
    events ??= await create(`events-${String(parts++).padStart(5, "0")}${suffix}`);
    return events.lines;
  };
  const rotateBySize = async (): Promise<void> => {
    if (events === undefined || events.lines.taken < rotateAt) return;
    await close(events);
    events = undefined;
  };
  return {
    write: (batch) =>
      guard(async () => {
        await rotateByAge();
        for (const { json } of batch) {
          const file = await openEvents();
          file.add(json);
          eventCount += 1;
          await file.drain();
          await rotateBySize();
        }
      }),
    writeLines: ({ bytes, ends, count }) =>
      guard(async () => {
        await rotateByAge();
        for (let line = 0, start = 0; line < count;) {
          const file = await openEvents();
          // Up to the end, or to the first line with which the file is full.
          const full = ends.findIndex((end, i) => i >= line && file.taken + end - start >= rotateAt);
          const next = full < 0 ? count : full + 1;
          const end = ends[next - 1] ?? start;
          await file.write(bytes.subarray(start, end));
          eventCount += next - line;
          line = next;
          start = end;
          await rotateBySize();
        }
      }),
    reject: (rows) =>
      guard(async () => {
        for (const row of rows) {
          rejects ??= await create(`set-aside${suffix}`);
          rejects.lines.add(rejectedLine(row));
          rejectCount += 1;
          await rejects.lines.drain();
        }
      }),
    commit: () =>
      guard(async () => {
        for (const output of [events, rejects]) if (output !== undefined) await close(output);
        events = undefined;
        rejects = undefined;
        for (const etag of earlierEtags)
          await rm(join(directory, outputName({ ...object, etag })), { recursive: true, force: true });
        const final = join(directory, name);
        if (closed.length === 0) {
          await rm(final, { recursive: true, force: true });
          await rm(partial, { recursive: true });
        } else {
          await syncFolder(partial);
          await replaceFolder(partial, final, place);
          await syncFolder(directory);
        }
        await rm(place, { recursive: true, force: true });
        committed = {
          events: eventCount,
          rejected: rejectCount,
          bytes: closed.reduce((total, { size }) => total + size, 0),
          files: closed.map((file) => join(final, file.name)),
        };
        return committed;
      }),
    abort: async () => {
      if (committed !== undefined) return;
      for (const output of [events, rejects]) await output?.lines.discard().catch(() => {});
      await rm(partial, { recursive: true, force: true });
      // Another holder may be at work beside it by now.
      await rmdir(place).catch(() => {});
    },
  };
}

/** Puts `from` in the place of `to`. A crash between the two renames leaves nothing at `to`: the object is then delivered again. */
async function replaceFolder(from: string, to: string, trash: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== "ENOTEMPTY" && code !== "EEXIST") || attempt >= 10) throw error;
    }
    const old = join(trash, `replaced-${randomUUID()}`);
    await rename(to, old).catch(ignoreMissing);
    await rm(old, { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const NEEDS_MENDING: Readonly<Record<string, string>> = {
  ENOSPC: "make room on the disk",
  EDQUOT: "raise the quota",
  EACCES: "give this process the right to write there",
  EPERM: "give this process the right to write there",
  EROFS: "the file system is read-only: name another directory",
  ENOTDIR: "name a directory, not a file",
  EEXIST: "name a directory, not a file",
};

/** A disk that cannot be written concerns every object; anything else that went wrong, this one. */
function sinkFailure(error: unknown, directory: string): unknown {
  if (error instanceof StageFailure) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const hint = NEEDS_MENDING[code];
  return new StageFailure({
    code: "sink/not-written",
    scope: hint === undefined ? "object" : "job",
    message: `the output directory ${directory} cannot be written: ${message}`,
    hint: hint ?? "the next run tries again",
    cause: error,
  });
}
