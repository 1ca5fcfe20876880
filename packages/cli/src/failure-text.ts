// From an error to the lines that the user sees.
import { printable } from "@heddle/compiler/printable";
import { wrapTokens } from "./report/width.ts";
import { reportWidth, type TextOutput } from "./terminal.ts";

/** What the runtime's failures carry. Recognised by shape, so that the runtime need not be loaded. */
interface CodedFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly place?: { readonly bucket?: string; readonly key?: string; readonly row?: number };
}

function isCoded(error: unknown): error is CodedFailure {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    "hint" in error &&
    typeof error.hint === "string"
  );
}

/** One or more lines, without a line break at the end. */
export function failureText(error: unknown): string {
  const text = isCoded(error)
    ? `error[${error.code}]: ${error.message}${placeLine(error)}\n  help: ${error.hint}`
    : `error: ${error instanceof Error ? error.message : String(error)}`;
  // Object keys and pieces of rows may contain escape sequences.
  return text.split("\n").map(printable).join("\n");
}

/** What failed and why, as whole lines: wrapped on a terminal. */
export function failureLines(subject: string, error: unknown, err: Pick<TextOutput, "isTty" | "columns">): string {
  return `${subject}: ${failureText(error)}`
    .split("\n")
    .map((line) => `${wrapTokens(line, reportWidth(err), line.startsWith(" ") ? "    " : "  ")}\n`)
    .join("");
}

function placeLine({ place }: CodedFailure): string {
  if (place?.bucket === undefined) return "";
  return `\n  at: s3://${place.bucket}/${printable(place.key ?? "")}${place.row === undefined ? "" : ` row ${place.row}`}`;
}
