// From an error that ends a command to what a user reads and the code the process exits with.
import { OutputClosed, type TextOutput } from "./terminal.ts";

/** The command was called in a way that cannot work: exit code 2, one line and the usage hint. */
export class Misuse extends Error {}

/** Writes what went wrong and gives the exit code. */
export async function reportFailure(error: unknown, command: string, err: TextOutput): Promise<number> {
  if (error instanceof OutputClosed) return 0;
  const isMisuse = error instanceof Misuse;
  const name = command === "" ? "heddle" : `heddle ${command}`;
  const text = isMisuse ? `${error.message}\nusage: ${name} --help` : await textOf(error);
  await err.write(`${name}: ${text}\n`).catch(() => {});
  return isMisuse ? 2 : 1;
}

/** What makes the text is loaded only now: a command that goes well starts sooner without it. */
async function textOf(error: unknown): Promise<string> {
  const { failureText } = await import("./failure-text.ts");
  return failureText(error);
}
