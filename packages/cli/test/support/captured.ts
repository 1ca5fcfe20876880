// A terminal whose output is kept as text, for commands that run in the process of the test.
import type { Terminal, TextOutput } from "../../src/terminal.ts";

export interface Captured extends Terminal {
  readonly written: { out: string; err: string };
}

/** Its streams are no terminals: 100 columns, no colours. */
export function captured(): Captured {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err"): TextOutput => ({
    isTty: false,
    color: false,
    columns: 100,
    async write(text) {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString();
    },
  });
  return { written, out: output("out"), err: output("err"), input: (async function* () {})() };
}
