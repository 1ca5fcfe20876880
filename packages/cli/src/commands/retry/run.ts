// heddle retry: marks failed and deleted objects of a source, by pattern, to be tried again by the next run.
import { existsSync } from "node:fs";
import { printable } from "@heddle/compiler/printable";
import { loadSource, openLedger } from "@heddle/runtime/offline";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../converter.ts";
import { plural } from "../../report/format.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** Writes the keys to standard output, one a line. */
export async function run({ source: path, pattern }: InputOf<typeof command>, { out, err }: Terminal): Promise<number> {
  await requireFile(path);
  const { ledger: file } = await loadSource(path);
  const matches = pattern === undefined ? (): boolean => true : globMatcher(pattern);
  let keys: readonly string[] = [];
  if (existsSync(file)) {
    const ledger = openLedger(file);
    try {
      keys = await ledger.retry(matches);
    } finally {
      await ledger.close();
    }
  }
  for (const key of keys) await out.write(`${printable(key)}\n`);
  await err.write(`the next heddle run retries ${plural(keys.length, "object")}\n`);
  return 0;
}

/** Tests whole keys: `*` matches any text, slashes included, `?` any one character (D). */
export function globMatcher(pattern: string): (key: string) => boolean {
  const pieces = pattern
    .replace(/\*+/g, "*")
    .split("*")
    .map((piece) => [...piece]);
  return (key) => matchPieces(pieces, [...key]);
}

/** Finds the pieces between the stars from left to right, the first and last at the ends: at most length x length steps. */
function matchPieces(pieces: readonly (readonly string[])[], key: readonly string[]): boolean {
  const first = pieces[0] ?? [];
  const last = pieces.at(-1) ?? [];
  if (pieces.length === 1) return key.length === first.length && fits(first, key, 0);
  if (key.length < first.length + last.length || !fits(first, key, 0) || !fits(last, key, key.length - last.length))
    return false;
  let at = first.length;
  const end = key.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    while (at + piece.length <= end && !fits(piece, key, at)) at += 1;
    if (at + piece.length > end) return false;
    at += piece.length;
  }
  return true;
}

function fits(piece: readonly string[], key: readonly string[], at: number): boolean {
  return piece.every((character, i) => character === "?" || character === key[at + i]);
}
