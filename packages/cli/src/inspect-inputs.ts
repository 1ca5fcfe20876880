// Inspects the files that the user named, with progress on a terminal.
import { inspectFiles, type Inspection, type InspectOptions } from "@heddle/runtime/local";
import { unreadable } from "./named-file.ts";
import { Misuse } from "./failure.ts";
import type { Inputs } from "./inputs.ts";
import { formatCount } from "./report/format.ts";
import { createProgress } from "./report/progress.ts";
import type { Terminal } from "./terminal.ts";

/** @throws Misuse where a file cannot be opened; StageFailure where a bucket cannot be read. */
export async function inspectInputs(
  inputs: Inputs,
  options: Pick<InspectOptions, "rows">,
  { err }: Pick<Terminal, "err">,
): Promise<Inspection> {
  const progress = createProgress(err);
  try {
    return await inspectFiles(inputs.files(), {
      ...options,
      onProgress: (file, rows) => progress.update("inspect", { label: file, note: `${formatCount(rows)} rows` }),
    });
  } catch (error) {
    if (isOfFileSystem(error)) throw new Misuse(unreadable(error.path ?? "a file", error));
    throw error;
  } finally {
    progress.stop();
  }
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
