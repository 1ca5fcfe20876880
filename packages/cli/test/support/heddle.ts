// Runs the heddle command, and makes folders with files for it.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Call } from "./command-server.ts";
import { programArguments } from "../../../runtime/test/support/programs.ts";

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program and the arguments that start the command. */
export async function command(): Promise<readonly [program: string, ...args: string[]]> {
  return [process.execPath, ...(await programArguments("cli/src/main.ts"))];
}

/** Starts the command; all its streams are pipes. */
export async function start(args: readonly string[], options: RunOptions = {}): Promise<ChildProcess> {
  const [program, ...first] = await command();
  return spawn(program, [...first, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: "pipe",
  });
}

/** Runs the command to its end as a process of its own. */
export async function heddleProcess(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = await start(args, options);
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  child.stdin?.on("error", () => {}).end(options.input ?? "");
  if (child.stdout === null || child.stderr === null) throw new Error("the streams are not pipes");
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

/** Runs the command to its end, in a process that runs one such command after another; its folder and environment are the command's. */
export async function heddle(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const call: Call = { ...options, args };
  const run = turn.then(async () => askServer(call));
  turn = run.catch(() => undefined);
  return run;
}

let turn: Promise<unknown> = Promise.resolve();
let server: ChildProcess | undefined;

async function askServer(call: Call): Promise<Run> {
  server ??= await startServer();
  const [child, answer] = [server, Promise.withResolvers<Run>()];
  const onExit = (code: number | null): void => {
    server = undefined;
    answer.reject(new Error(`heddle ${call.args.join(" ")} ended the process that ran it, with ${code}`));
  };
  child.once("message", (run) => answer.resolve(run as Run)).once("exit", onExit);
  child.send(call);
  return answer.promise.finally(() => child.removeAllListeners("message").removeListener("exit", onExit));
}

async function startServer(): Promise<ChildProcess> {
  const child = spawn(process.execPath, await programArguments("cli/test/support/command-server.ts"), {
    // Of a terminal there is nothing; a warning of Node's is shown.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
  });
  // It ends when the process of the tests does.
  child.unref();
  child.channel?.unref();
  return child;
}

/** A folder with these files, removed when the test has ended. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A converter of JSON lines to events, with other settings or another mapping where given. */
export function converter(
  settings: Readonly<Record<string, unknown>> = {},
  mapping: unknown = {
    event_type: "name",
    user_id: "user",
    time: ["iso_time_to_ms", "at"],
    event_properties: { amount: "amount" },
  },
): string {
  return JSON.stringify(
    {
      config_name: ["test"],
      converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: mapping, ...settings },
    },
    undefined,
    2,
  );
}
