// From the arguments after a command's name to the input of its run, or to a request for help.
import { parseArgs } from "node:util";
import { Misuse } from "../failure.ts";
import type { ArgumentDefinition, CommandDefinition, InputOf, OptionDefinition } from "./define-command.ts";
import type { ValueType } from "./value-types.ts";

/**
 * What a command is called with; "help" where --help is among the arguments.
 * @throws Misuse for anything that the definition does not know or cannot read.
 */
export async function readInput<Definition extends CommandDefinition>(
  definition: Definition,
  args: readonly string[],
): Promise<InputOf<Definition> | "help"> {
  const options = Object.entries(definition.options);
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(options.map(([key, option]) => [flagOf(key), parserOption(option)])),
      help: { type: "boolean", short: "h" },
    },
    // What is unknown or incomplete is reported below, in our words.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) return "help";
  const input: Record<string, unknown> = Object.fromEntries(
    options.map(([key, option]) => [key, option.value === undefined ? false : option.default]),
  );
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const entry = options.find(([key]) => flagOf(key) === token.name);
    if (entry === undefined) throw await unknownOption(token.rawName, options);
    input[entry[0]] = readOption(entry[1], token);
  }
  const texts = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  readArguments(definition.arguments, texts, input);
  // The definition's own types are those of what its options and arguments read.
  return input as InputOf<Definition>;
}

/** `dataType` as `data-type`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function parserOption({ value, short }: OptionDefinition): { type: "string" | "boolean"; short?: string } {
  return { type: value === undefined ? "boolean" : "string", ...(short !== undefined && { short }) };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function readOption({ value: placeholder, type }: OptionDefinition, { rawName, value, inlineValue }: OptionToken) {
  if (placeholder === undefined) {
    if (value !== undefined) throw new Misuse(`${rawName} takes no value`);
    return true;
  }
  // `--rows --raw` is a forgotten value; a negative number is a value.
  if (value === undefined || (inlineValue !== true && /^-[^0-9]/.test(value)))
    throw new Misuse(`${rawName} needs a value: ${rawName} <${placeholder}>`);
  return readValue(type, value, rawName);
}

function readValue(type: ValueType<unknown> | undefined, text: string, name: string): unknown {
  if (type === undefined) return text;
  const value = type.read(text);
  if (value === undefined) throw new Misuse(`${name} takes ${type.expects}, not ${JSON.stringify(text)}`);
  return value;
}

/** Fills the input with the arguments, in their order. */
function readArguments(
  definitions: readonly ArgumentDefinition[],
  texts: readonly string[],
  input: Record<string, unknown>,
): void {
  let next = 0;
  for (const { name, type, optional, variadic } of definitions) {
    const own = variadic === true ? texts.slice(next) : texts.slice(next, next + 1);
    if (own.length === 0 && optional !== true) throw new Misuse(`missing argument <${name}>`);
    const values = own.map((text) => readValue(type, text, `<${name}>`));
    input[name] = variadic === true ? values : values[0];
    next += own.length;
  }
  const extra = texts[next];
  if (extra !== undefined) throw new Misuse(`unexpected argument ${JSON.stringify(extra)}`);
}

async function unknownOption(
  rawName: string,
  options: readonly (readonly [string, OptionDefinition])[],
): Promise<Misuse> {
  // The compiler is large; only a wrong call needs it here.
  const { suggest } = await import("@heddle/compiler/language");
  const meant = suggest(rawName, ["--help", ...options.map(([key]) => `--${flagOf(key)}`)]);
  return new Misuse(`unknown option ${rawName}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
}
