// From a folder of the settings to whether output can be written to it.
import { existsSync } from "node:fs";
import { mkdtemp, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StageFailure } from "../contracts/stage-failure.ts";

/**
 * Tries the nearest folder that exists; what is missing below it is made when the job runs. Nothing of it stays.
 * @throws StageFailure `doctor/not-writable`, which names the setting.
 */
export async function requireWritable(folder: string, setting: string): Promise<void> {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  let probe: string | undefined;
  try {
    probe = await mkdtemp(join(nearest, ".heddle-doctor-"));
    const file = await open(join(probe, "part"), "wx");
    try {
      await file.write('{"a line":"as it would be written"}\n');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(join(probe, "part"), join(probe, "whole"));
    await rm(probe, { recursive: true });
  } catch (error) {
    if (probe !== undefined) await rm(probe, { recursive: true, force: true }).catch(() => {});
    throw new StageFailure({
      code: "doctor/not-writable",
      cause: error,
      message: `cannot write to ${nearest}: ${(error as Error).message}`,
      hint: `check \`${setting}\` of the source file, the permissions of that folder, and the room on its disk`,
    });
  }
}
