// Runs the heddle command as a process of its own, and makes folders with files for it.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
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

/** Runs the command to its end. */
export async function heddle(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = await start(args, options);
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  child.stdin?.on("error", () => {}).end(options.input ?? "");
  if (child.stdout === null || child.stderr === null) throw new Error("the streams are not pipes");
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
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
