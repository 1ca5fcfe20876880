import { SHELLS } from "../../command/completion.ts";
import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "completion",
  group: "setup",
  summary: "Print a script that completes commands in a shell",
  description: "Completes the names of commands, their options, and the values that options take.",
  arguments: [{ name: "shell", type: oneOf(SHELLS), doc: "The shell" }],
  options: {},
  examples: [
    { command: "heddle completion bash > heddle.bash", doc: "Write the script; source it from ~/.bashrc" },
    { command: "heddle completion zsh > _heddle", doc: "Write the script into a folder of zsh's fpath" },
    { command: "heddle completion fish > heddle.fish", doc: "Write it into ~/.config/fish/completions" },
  ],
  exitCodes: { 0: "Printed" },
});
