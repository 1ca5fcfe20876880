// Writes what a command reports as JSON.
import { printableJson } from "@heddle/compiler/printable";
import type { TextOutput } from "../terminal.ts";

/** Indented, with a line break at the end, and with escapes for what a terminal would act on. */
export function jsonText(value: unknown): string {
  return `${printableJson(JSON.stringify(value, plainData, 2))}\n`;
}

/** An error's message is none of its own enumerable keys, and a bigint is a number of JSON. */
function plainData(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return JSON.rawJSON(value.toString());
  return value instanceof Error ? { ...value, message: value.message } : value;
}

/** Writes JSON that is data: as it is, but to a terminal with escapes for what that would act on. */
export function writeJson(json: Uint8Array, out: TextOutput): Promise<void> {
  return out.write(out.isTty ? printableJson(Buffer.from(json).toString()) : json);
}
