// heddle completion: prints a script that completes commands in a shell.
import { completionScript } from "../../command/completion.ts";
import type { InputOf } from "../../command/define-command.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";
import { DEFINITIONS } from "./definitions.gen.ts";

export async function run({ shell }: InputOf<typeof command>, { out }: Terminal): Promise<number> {
  await out.write(completionScript(shell, DEFINITIONS));
  return 0;
}
