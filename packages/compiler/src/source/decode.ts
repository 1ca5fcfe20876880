// In: the bytes of a file. Out: its text, and a finding where they are not UTF-8.
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { severityOf } from "../diagnostics/catalog.ts";

/** Of the platform, Node and browsers alike; the compiler is built without the types of either. */
declare const TextDecoder: new (
  label: string,
  options: { readonly ignoreBOM?: boolean; readonly fatal?: boolean },
) => { decode(bytes: Uint8Array, options?: { readonly stream?: boolean }): string };

export interface DecodedText {
  /** With a replacement character for what is not UTF-8. */
  readonly text: string;
  /** The first place that is not UTF-8; empty where all is. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Decodes the bytes of a converter or source file, which is JSON and so UTF-8 (RFC 8259). A byte order mark stays in the text. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const at = firstInvalid(bytes);
  if (at === undefined) return { text, diagnostics: [] };
  const start = Math.min(decoded(bytes.subarray(0, at)).length, Math.max(0, text.length - 1));
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  const code = "syntax-encoding";
  return {
    text,
    diagnostics: [
      {
        severity: severityOf(code),
        code,
        message: `This file isn't UTF-8: byte 0x${byte} can't be decoded.`,
        span: { start, end: Math.min(start + 1, text.length) },
        hint: "Save the file as UTF-8.",
      },
    ],
  };
}

/** The text of a valid start of UTF-8; an unfinished character at its end is left out. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes, { stream: true });
}

/** The index of the first byte that belongs to no character. */
function firstInvalid(bytes: Uint8Array): number | undefined {
  const isValid = (length: number, stream: boolean): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream });
      return true;
    } catch {
      return false;
    }
  };
  if (isValid(bytes.length, false)) return undefined;
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValid(middle, true)) valid = middle;
    else invalid = middle;
  }
  // What was valid so far can end in the start of a character, which then is the fault.
  while (!isValid(valid, false)) valid -= 1;
  return valid;
}
