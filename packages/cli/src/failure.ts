// From an error that ends a command to its message and exit code.
import { printable } from "@heddle/compiler/printable";
import { OutputClosed, type TextOutput } from "./terminal.ts";

/** The command was called with arguments that cannot work: exit code 2, one line and where to find help. */
export class Misuse extends Error {}

/** Writes what went wrong and returns the exit code. */
export async function reportFailure(error: unknown, command: string, err: TextOutput): Promise<number> {
  if (error instanceof OutputClosed) return 0;
  const isMisuse = error instanceof Misuse;
  const name = command === "" ? "heddle" : `heddle ${command}`;
  const text = isMisuse
    ? `${name}: ${printable(error.message)}\nRun ${name} --help for usage.\n`
    : await linesOf(name, error, err);
  await err.write(text).catch(() => {});
  return isMisuse ? 2 : 1;
}

/** Loads what renders the text only now: a command that succeeds starts sooner without it. */
async function linesOf(name: string, error: unknown, err: TextOutput): Promise<string> {
  const { failureLines } = await import("./failure-text.ts");
  return failureLines(name, error, err);
}
