// From an error that ends a command to the lines a user reads and the code the process exits with.
import { OutputClosed, type TextOutput } from "./terminal.ts";

/** The command was called in a way that cannot work: exit code 2, one line and the usage hint. */
export class Misuse extends Error {}

/** What the runtime's failures carry; told by shape, so that the runtime need not be loaded to ask. */
interface CodedFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly place?: { readonly bucket?: string; readonly key?: string; readonly row?: number };
}

function isCoded(error: unknown): error is CodedFailure {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "hint" in error && typeof error.hint === "string";
}

/** Several lines without a line break at the end. */
export function failureText(error: unknown): string {
  if (isCoded(error)) return `error[${error.code}]: ${error.message}${placeLine(error)}\n  help: ${error.hint}`;
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}

function placeLine({ place }: CodedFailure): string {
  if (place?.bucket === undefined) return "";
  return `\n  at: s3://${place.bucket}/${place.key ?? ""}${place.row === undefined ? "" : ` row ${place.row}`}`;
}

/** Writes what went wrong and gives the exit code. */
export async function reportFailure(error: unknown, command: string, err: TextOutput): Promise<number> {
  if (error instanceof OutputClosed) return 0;
  const isMisuse = error instanceof Misuse;
  const name = command === "" ? "heddle" : `heddle ${command}`;
  const text = isMisuse ? `${name}: ${error.message}\nusage: ${name} --help` : `${name}: ${failureText(error)}`;
  await err.write(`${text}\n`).catch(() => {});
  return isMisuse ? 2 : 1;
}
