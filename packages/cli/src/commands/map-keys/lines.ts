// From bytes to lines of text, of a bounded length.
import { Misuse } from "../../failure.ts";

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** An address with the longest key, each of its bytes a character, is shorter. */
const MAX_LINE_LENGTH = 4096;

/** Its lines without their ends, `\n` or `\r\n`; empty ones are left out. @throws Misuse for what is too long, or not UTF-8. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let number = 0;
  let rest = "";
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new Misuse(`line ${number + 1} of standard input, or one after it, is not UTF-8`);
    }
  };
  const lineOf = (text: string): Line | undefined => {
    number += 1;
    const whole = text.replace(/\r$/, "");
    if (whole.length > MAX_LINE_LENGTH) throw new Misuse(`line ${number} of standard input is too long for a key`);
    return whole === "" ? undefined : { number, text: whole };
  };
  for await (const chunk of input) {
    const lines = (rest + decode(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      const line = lineOf(text);
      if (line !== undefined) yield line;
    }
    if (rest.length > MAX_LINE_LENGTH) throw new Misuse(`line ${number + 1} of standard input is too long for a key`);
  }
  const last = lineOf(rest + decode());
  if (last !== undefined) yield last;
}
