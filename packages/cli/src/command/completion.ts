// From the definitions of all commands to scripts that complete them in bash, zsh and fish.
import type { CommandDefinition, OptionDefinition } from "./define-command.ts";
import { COLOR } from "./global-options.ts";
import { flagOf } from "./read-input.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof SHELLS)[number];

/** A script that a shell reads once, when it starts. */
export function completionScript(shell: Shell, commands: readonly CommandDefinition[]): string {
  switch (shell) {
    case "bash":
      return bashScript(commands);
    case "zsh":
      return zshScript(commands);
    case "fish":
      return fishScript(commands);
    default:
      return shell satisfies never;
  }
}

interface Flag {
  readonly long: string;
  readonly short: string | undefined;
  readonly doc: string;
  /** The placeholder of its value; undefined where it takes none. */
  readonly value: string | undefined;
  readonly choices: readonly string[];
}

function flagsOf({ options }: CommandDefinition): readonly Flag[] {
  const flag = ([key, { short, doc, value, type }]: readonly [string, OptionDefinition]): Flag => ({
    long: flagOf(key),
    short,
    doc,
    value,
    choices: type?.choices ?? [],
  });
  const help = { long: "help", short: "h", doc: "Show the help of the command", value: undefined, choices: [] };
  return [...Object.entries(options).map(flag), flag(["color", COLOR]), help];
}

/** What the first argument of a command can be, where it is one of a few names. */
function firstChoices({ arguments: [first] }: CommandDefinition): readonly string[] {
  return first?.type?.choices ?? [];
}

/** In single quotes, as every shell takes it; fish reads a backslash in them, and `''` as nothing. */
function quoted(text: string, shell: Shell): string {
  if (shell === "fish") return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function bashScript(commands: readonly CommandDefinition[]): string {
  const names = [...commands.map(({ name }) => name), "help"].join(" ");
  const values = commands.flatMap((command) =>
    flagsOf(command).flatMap(({ long, short, choices, value }) => {
      if (value === undefined) return [];
      const patterns = [`"${command.name} --${long}"`, ...(short === undefined ? [] : [`"${command.name} -${short}"`])];
      const reply = choices.length === 0 ? "compgen -f" : `compgen -W ${quoted(choices.join(" "), "bash")}`;
      return [`    ${patterns.join(" | ")}) mapfile -t COMPREPLY < <(${reply} -- "$cur"); return ;;`];
    }),
  );
  const own = commands.map((command) => {
    const flags = flagsOf(command).map(({ long }) => `--${long}`);
    return `    ${command.name}) flags=${quoted(flags.join(" "), "bash")} first=${quoted(firstChoices(command).join(" "), "bash")} ;;`;
  });
  return [
    "# Completion of heddle for bash; source it from ~/.bashrc.",
    "_heddle() {",
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} flags="" first=""',
    `  if [ "$COMP_CWORD" -eq 1 ] || { [ "$COMP_CWORD" -eq 2 ] && [ "$command" = help ]; }; then`,
    `    mapfile -t COMPREPLY < <(compgen -W ${quoted(names, "bash")} -- "$cur"); return`,
    "  fi",
    '  case "$command $prev" in',
    ...values,
    "  esac",
    '  case "$command" in',
    ...own,
    "  esac",
    '  if [[ "$cur" == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$cur")',
    '  elif [ "$COMP_CWORD" -eq 2 ] && [ -n "$first" ]; then mapfile -t COMPREPLY < <(compgen -W "$first" -- "$cur")',
    '  else mapfile -t COMPREPLY < <(compgen -f -- "$cur"); fi',
    "}",
    "complete -o filenames -F _heddle heddle",
    "",
  ].join("\n");
}

/** A colon and brackets have a meaning in the texts of `_arguments` and `_describe`. */
function zshText(text: string): string {
  return text.replaceAll(/[:[\]\\]/g, String.raw`\$&`);
}

function zshScript(commands: readonly CommandDefinition[]): string {
  const listed = commands.map(({ name, summary }) => `    ${quoted(`${name}:${zshText(summary)}`, "zsh")}`);
  const own = commands.map((command) => {
    const flags = flagsOf(command).flatMap(({ long, short, doc, value, choices }) => {
      const text = `[${zshText(doc)}]${value === undefined ? "" : `:${value}:${choices.length === 0 ? "_files" : `(${choices.join(" ")})`}`}`;
      return [`--${long}`, ...(short === undefined ? [] : [`-${short}`])].map((name) => quoted(name + text, "zsh"));
    });
    const choices = firstChoices(command);
    const first = choices.length === 0 ? [] : [quoted(`1:name:(${choices.join(" ")})`, "zsh")];
    return `    ${command.name}) _arguments ${[...flags, ...first, quoted("*:file:_files", "zsh")].join(" ")} ;;`;
  });
  return [
    "#compdef heddle",
    "# Completion of heddle for zsh; source it from ~/.zshrc, after compinit.",
    "_heddle() {",
    "  local -a commands",
    "  commands=(",
    ...listed,
    `    ${quoted("help:Show the help of a command", "zsh")}`,
    "  )",
    "  if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then _describe command commands; return; fi",
    "  (( CURRENT -= 1 ))",
    "  shift words",
    "  case $words[1] in",
    ...own,
    "  esac",
    "}",
    "compdef _heddle heddle",
    "",
  ].join("\n");
}

function fishScript(commands: readonly CommandDefinition[]): string {
  const q = (text: string): string => quoted(text, "fish");
  const own = commands.flatMap((command) => {
    const { name, summary } = command;
    const seen = `complete -c heddle -n ${q(`__fish_seen_subcommand_from ${name}`)}`;
    const choices = firstChoices(command);
    return [
      `complete -c heddle -n __fish_use_subcommand -f -a ${name} -d ${q(summary)}`,
      ...(choices.length === 0 ? [] : [`${seen} -f -a ${q(choices.join(" "))}`]),
      ...flagsOf(command).map(({ long, short, doc, value, choices: values }) => {
        const takes = value === undefined ? "" : values.length === 0 ? " -r" : ` -x -a ${q(values.join(" "))}`;
        return `${seen} -l ${long}${short === undefined ? "" : ` -s ${short}`}${takes} -d ${q(doc)}`;
      }),
    ];
  });
  const names = commands.map(({ name }) => name).join(" ");
  return [
    "# Completion of heddle for fish; keep it as ~/.config/fish/completions/heddle.fish.",
    ...own,
    "complete -c heddle -n __fish_use_subcommand -f -a help -d 'Show the help of a command'",
    `complete -c heddle -n '__fish_seen_subcommand_from help' -f -a ${q(names)}`,
    "",
  ].join("\n");
}
