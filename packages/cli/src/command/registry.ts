// A command as the program knows it before it is asked for: its line in the overview, and how to load the rest.
import type { Terminal } from "../terminal.ts";
import type { CommandDefinition, GroupName, InputOf } from "./define-command.ts";
import type { ListedCommand } from "./help.ts";
import { readInput } from "./read-input.ts";

export interface RegisteredCommand extends ListedCommand {
  /** Loads its definition alone, which is light. */
  definition(): Promise<CommandDefinition>;
  /** Reads the arguments, then loads and runs the command; "help" where they ask for help. @throws Misuse for a wrong call. */
  run(args: readonly string[], terminal: Terminal): Promise<number | "help">;
}

/** Joins a definition and its work, whose types must agree; both are loaded when they are needed. */
export function register<Definition extends CommandDefinition>(
  name: string,
  group: GroupName,
  summary: string,
  loadDefinition: () => Promise<{ readonly command: Definition }>,
  loadRun: () => Promise<{ readonly run: (input: InputOf<Definition>, terminal: Terminal) => Promise<number> }>,
): RegisteredCommand {
  return {
    name,
    group,
    summary,
    definition: async () => (await loadDefinition()).command,
    async run(args, terminal) {
      const input = await readInput((await loadDefinition()).command, args);
      if (input === "help") return "help";
      const { run } = await loadRun();
      return run(input, terminal);
    },
  };
}
