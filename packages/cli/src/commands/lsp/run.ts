// heddle lsp: serves an editor on standard input and output until it ends the session.
import { version } from "../../version.ts";
import { lspCommand } from "./host.ts";

/** Ends with the process. */
export function run(): Promise<number> {
  return lspCommand(version());
}
