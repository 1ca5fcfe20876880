// A stand-in for PySpark's RDD.pipe: a process for each partition, lines in, lines out, and with checkCode a look at the exit code.
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { type RunOptions, start } from "./heddle.ts";

export interface PipeOptions extends Pick<RunOptions, "cwd" | "env"> {
  readonly checkCode: boolean;
  /** Called with each process at its first line, before another is read. */
  readonly atFirstLine?: (child: ChildProcess) => void;
}

/** The lines that each partition came to. @throws where one failed; the others are given up with it, as their stage is. */
export function rddPipe(
  command: string,
  partitions: readonly (readonly string[])[],
  options: PipeOptions,
): Promise<readonly (readonly string[])[]> {
  return Promise.all(partitions.map((lines) => pipePartition(command, lines, options)));
}

async function pipePartition(
  command: string,
  lines: readonly string[],
  { checkCode, atFirstLine, ...options }: PipeOptions,
): Promise<readonly string[]> {
  const [program, ...args] = command.split(" ");
  if (program !== "heddle") throw new Error(`not a command of Heddle: ${command}`);
  const child = await start(args, options);
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal ?? -1)),
  );
  // PySpark writes on a thread of its own, and takes no notice of a pipe that breaks.
  child.stdin?.on("error", () => {}).end(lines.map((line) => `${line}\n`).join(""));
  child.stderr?.resume();
  const read: string[] = [];
  if (child.stdout !== null)
    for await (const line of createInterface({ input: child.stdout })) {
      if (read.length === 0) atFirstLine?.(child);
      read.push(line);
    }
  const code = await ended;
  if (checkCode && code !== 0) throw new Error(`Pipe function \`${command}\` exited with error code ${code}`);
  return read;
}
