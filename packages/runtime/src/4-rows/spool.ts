// A stream of bytes to a temporary file that can be read by ranges, and is gone when it is closed.
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openLocalFile } from "./local-file.ts";
import type { Ranges } from "./row-format.ts";

export interface Spooled extends AsyncDisposable {
  readonly input: Ranges;
}

/** Writes the stream to a file of its own in the system's temporary folder; size is what the stream's own cap allows. */
export async function spoolToFile(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "spooled");
    await pipeline(
      Readable.from(bytes, { objectMode: false }),
      createWriteStream(path),
      signal === undefined ? {} : { signal },
    );
    const file = await openLocalFile(path);
    return {
      input: file.ranges,
      async [Symbol.asyncDispose]() {
        await file.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
