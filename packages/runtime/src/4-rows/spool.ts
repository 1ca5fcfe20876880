// A stream of bytes to a temporary file that can be read by ranges, and is gone when it is closed or the process ends.
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rangesOf } from "./local-file.ts";
import type { Ranges } from "./row-format.ts";

export interface Spooled extends AsyncDisposable {
  readonly input: Ranges;
}

/**
 * Writes the stream to a file in the system's temporary folder; its size is what the stream's own cap allows. The file has no name from
 * the moment that it is open: a process that is killed leaves nothing.
 */
export async function spoolToFile(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-rows-"));
  const handle = await open(join(folder, "spooled"), "wx+").finally(() => rm(folder, { recursive: true, force: true }));
  try {
    let size = 0;
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      await handle.appendFile(chunk);
      size += chunk.length;
    }
    return {
      input: rangesOf(handle, size),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
