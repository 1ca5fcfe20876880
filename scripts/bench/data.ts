// A number of rows to the files of the suite, made once and kept in .heddle/bench.
import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { makeRows } from "./rows.ts";

export const BENCH_FOLDER = join(import.meta.dirname, "..", "..", ".heddle", "bench");

export interface JsonFiles {
  readonly plain: string;
  readonly gzip: string;
  readonly zstd: string;
}

/** Part of the names of the files: another generator makes other files. */
const EDITION = 1;

export async function jsonFiles(rows: number): Promise<JsonFiles> {
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const plain = join(BENCH_FOLDER, `rows-${EDITION}-${rows}.json`);
  const files: JsonFiles = { plain, gzip: `${plain}.gz`, zstd: `${plain}.zst` };
  await make(plain, (path) => pipeline(Readable.from(lines(rows)), createWriteStream(path)));
  await make(files.gzip, (path) => pipeline(createReadStream(plain), createGzip(), createWriteStream(path)));
  await make(files.zstd, (path) => pipeline(createReadStream(plain), createZstdCompress(), createWriteStream(path)));
  return files;
}

function* lines(rows: number): Generator<string> {
  let text = "";
  for (const row of makeRows(0, rows)) {
    text += `${JSON.stringify(row)}\n`;
    if (text.length < 1e6) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** A half-written file never bears the name. */
async function make(path: string, write: (path: string) => Promise<void>): Promise<void> {
  if (existsSync(path)) return;
  await write(`${path}.part`);
  renameSync(`${path}.part`, path);
}

/** The version that a program tells, or undefined where it is not installed. */
export function versionOf(command: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split("\n")[0];
  } catch {
    return undefined;
  }
}
