// From definitions to help texts of at most 80 columns.
import type { Paint } from "../report/style.ts";
import { displayWidth, fill, wrapWords } from "../report/width.ts";
import {
  type ArgumentDefinition,
  type CommandDefinition,
  GROUPS,
  type GroupName,
  type OptionDefinition,
} from "./define-command.ts";
import { COLOR } from "./global-options.ts";
import { flagOf } from "./read-input.ts";

/** What help needs of a command to list it. */
export interface ListedCommand {
  readonly name: string;
  readonly group: GroupName;
  readonly summary: string;
}

const WIDTH = 80;
/** A term that takes more columns has its text on the next line. */
const MAX_TERM = 24;

/** A term and its text, such as an option and what it does. */
export type Row = readonly [term: string, text: string];

/** The exit code of every command's {@link Misuse}. */
const MISUSE_ROW: Row = ["2", "Wrong arguments, or a file that does not exist"];

/** The help of `heddle` itself; ends with a line break. */
export function renderOverview(commands: readonly ListedCommand[], paint: Paint): string {
  const options: readonly Row[] = [["-V, --version", "Print the version"], ...GLOBAL_ROWS];
  // One column for all groups.
  const width = termWidth([...commands.map(({ name }): Row => [name, ""]), ...options]);
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => {
    const rows = commands.filter((command) => command.group === group).map(({ name, summary }): Row => [name, summary]);
    return rows.length === 0 ? [] : [section(title, rowLines(rows, width), paint)];
  });
  return [
    "Check, compile, preview and run converters for Amplitude's S3 Import\n",
    `${paint("bold", "Usage:")} heddle <command> [options]\n`,
    ...groups,
    section("Options", rowLines(options, width), paint),
    "heddle help <command> shows a command's options, with examples.\n",
  ].join("\n");
}

/** The help of a command; ends with a line break. */
export function renderHelp(definition: CommandDefinition, paint: Paint): string {
  const { summary, description, examples } = definition;
  const [argumentRows, optionRows, codeRows] = [
    argumentsOf(definition),
    optionsOf(definition),
    exitCodesOf(definition),
  ];
  return [
    `${wrapWords(summary, WIDTH).join("\n")}\n`,
    ...(description === undefined ? [] : [`${wrapWords(description, WIDTH).join("\n")}\n`]),
    `${paint("bold", "Usage:")} ${usageOf(definition)}\n`,
    ...(argumentRows.length === 0 ? [] : [section("Arguments", rowLines(argumentRows), paint)]),
    section("Options", rowLines(optionRows), paint),
    section(
      "Examples",
      examples.flatMap(({ command, doc }) => [`  ${command}`, `      ${paint("dim", doc)}`]),
      paint,
    ),
    section("Exit codes", rowLines(codeRows), paint),
  ].join("\n");
}

/** `heddle map [options] <converter> [files...]`. */
export function usageOf({ name, arguments: all }: CommandDefinition): string {
  return ["heddle", name, "[options]", ...all.map(argumentTerm)].join(" ");
}

export function argumentsOf({ arguments: all }: CommandDefinition): readonly Row[] {
  return all.map(({ name, doc, type }) => [name, withNotes(doc, type?.choices, undefined)]);
}

export function optionsOf({ options }: CommandDefinition): readonly Row[] {
  return [...Object.entries(options).map(optionRow), ...GLOBAL_ROWS];
}

export function exitCodesOf({ exitCodes }: CommandDefinition): readonly Row[] {
  return [...Object.entries(exitCodes), MISUSE_ROW].toSorted(([a], [b]) => Number(a) - Number(b));
}

function argumentTerm({ name, optional, variadic }: ArgumentDefinition): string {
  const shown = variadic === true ? `${name}...` : name;
  return optional === true ? `[${shown}]` : `<${shown}>`;
}

/** The options of every command. */
const GLOBAL_ROWS: readonly Row[] = [optionRow(["color", COLOR]), ["-h, --help", "Show this help"]];

function optionRow([key, option]: readonly [string, OptionDefinition]): Row {
  const { short, value, doc, type, default: standard, defaultDoc = standard } = option;
  const flag = `--${flagOf(key)}${value === undefined ? "" : ` <${value}>`}`;
  return [short === undefined ? flag : `-${short}, ${flag}`, withNotes(doc, type?.choices, defaultDoc)];
}

function withNotes(doc: string, choices: readonly string[] | undefined, standard: unknown): string {
  const listed = choices === undefined ? doc : `${doc}: ${choices.join(", ")}`;
  return standard === undefined ? listed : `${listed} (default: ${String(standard)})`;
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return `${[paint("bold", `${title}:`), ...lines].join("\n")}\n`;
}

function termWidth(rows: readonly Row[]): number {
  return Math.max(...rows.map(([term]) => displayWidth(term)).filter((width) => width <= MAX_TERM));
}

function rowLines(rows: readonly Row[], width = termWidth(rows)): readonly string[] {
  const indent = " ".repeat(width + 4);
  return rows.flatMap(([term, text]) => {
    const [first = "", ...rest] = wrapWords(text, WIDTH - indent.length);
    const head = displayWidth(term) > width ? [`  ${term}`, `${indent}${first}`] : [`  ${fill(term, width)}  ${first}`];
    return [...head, ...rest.map((line) => indent + line)];
  });
}
