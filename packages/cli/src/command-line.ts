// Arguments to one command, which is loaded only when it is named, and to the exit code.
import { type GlobalOptions, readGlobalOptions } from "./command/global-options.ts";
import { renderHelp, renderOverview } from "./command/help.ts";
import type { RegisteredCommand } from "./command/registry.ts";
import { COMMANDS } from "./commands/index.gen.ts";
import { Misuse, reportFailure } from "./failure.ts";
import { painter } from "./report/style.ts";
import { processTerminal, type Streams, type Terminal } from "./terminal.ts";

/** Runs what the arguments ask for; resolves with the exit code, after any failure was reported. */
export async function main(all: readonly string[], process: Streams): Promise<number> {
  let options: GlobalOptions;
  try {
    options = readGlobalOptions(all);
  } catch (error) {
    return reportFailure(error, "", processTerminal(process).err);
  }
  const { color, rest: args } = options;
  const terminal = processTerminal(process, color === "auto" ? undefined : color === "always");
  const named = COMMANDS.find(({ name }) => name === args[0]);
  try {
    return named === undefined
      ? await runWithoutCommand(args, terminal)
      : await runCommand(named, args.slice(1), terminal);
  } catch (error) {
    return reportFailure(error, named?.name ?? "", terminal.err);
  }
}

async function runCommand(command: RegisteredCommand, args: readonly string[], terminal: Terminal): Promise<number> {
  const code = await command.run(args, terminal);
  return code === "help" ? showHelp(command, terminal) : code;
}

/** @throws Misuse for a command or option that does not exist. */
async function runWithoutCommand([first, second]: readonly string[], { out }: Terminal): Promise<number> {
  const terminal = { out };
  switch (first) {
    case undefined:
    case "-h":
    case "--help":
      return showOverview(terminal);
    case "-V":
    case "--version": {
      const { version } = await import("./version.ts");
      await out.write(`${version()}\n`);
      return 0;
    }
    case "help": {
      if (second === undefined) return showOverview(terminal);
      const command = COMMANDS.find(({ name }) => name === second);
      if (command === undefined) throw await unknown("command", second);
      return showHelp(command, terminal);
    }
    default:
      throw await unknown(first.startsWith("-") ? "option" : "command", first);
  }
}

async function showOverview({ out }: Pick<Terminal, "out">): Promise<number> {
  await out.write(renderOverview(COMMANDS, painter(out.color)));
  return 0;
}

async function showHelp(command: RegisteredCommand, { out }: Pick<Terminal, "out">): Promise<number> {
  await out.write(renderHelp(await command.definition(), painter(out.color)));
  return 0;
}

async function unknown(what: "command" | "option", text: string): Promise<Misuse> {
  const { suggest } = await import("@heddle/compiler/language");
  const names = what === "command" ? [...COMMANDS.map(({ name }) => name), "help"] : ["--help", "--version", "--color"];
  const meant = suggest(text, names);
  return new Misuse(`unknown ${what} ${text}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
}
