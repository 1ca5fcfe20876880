// A terminal whose output is kept as text, for commands that run in the process of the test.
import type { Terminal, TextOutput } from "../../src/terminal.ts";

export interface Captured extends Terminal {
  readonly written: { out: string; err: string };
  /** Both in the order in which they were written, without what was erased again: what is left on a screen. */
  readonly screen: () => string;
}

/** Its streams are no terminals, unless told otherwise: 100 columns, no colours. */
export function captured(shown: Partial<Pick<TextOutput, "isTty" | "color" | "columns">> = {}): Captured {
  const written = { out: "", err: "" };
  let all = "";
  const output = (name: "out" | "err"): TextOutput => ({
    isTty: false,
    color: false,
    columns: 100,
    ...shown,
    async write(text) {
      const added = typeof text === "string" ? text : Buffer.from(text).toString();
      written[name] += added;
      all += added;
    },
  });
  const screen = (): string => {
    const [first = "", ...pieces] = all.split(/\u001b\[(\d+)A\r\u001b\[J/);
    let left = first;
    for (let i = 0; i < pieces.length; i += 2)
      left = `${left
        .split("\n")
        .slice(0, -1 - Number(pieces[i]))
        .map((line) => `${line}\n`)
        .join("")}${pieces[i + 1] ?? ""}`;
    return left;
  };
  return { written, screen, out: output("out"), err: output("err"), input: (async function* () {})() };
}
