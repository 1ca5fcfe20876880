// A terminal to which the secrets of a source are never written, whoever quotes them.
import { hideSecrets, type SourceConfig, sourceSecrets } from "@heddle/runtime/offline";
import type { Terminal, TextOutput } from "./terminal.ts";

/** Puts `***` in the place of secrets and of values of variables; data, as bytes, stays as it is. */
export function withoutSecrets(terminal: Terminal, config: SourceConfig): Terminal {
  const hide = hideSecrets(sourceSecrets(config));
  const hidden = (output: TextOutput): TextOutput => ({
    isTty: output.isTty,
    color: output.color,
    get columns() {
      return output.columns;
    },
    write: (text) => output.write(typeof text === "string" ? hide(text) : text),
  });
  return {
    out: hidden(terminal.out),
    err: hidden(terminal.err),
    get input() {
      return terminal.input;
    },
  };
}
