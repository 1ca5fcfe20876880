// The contract of a command: everything about it but its work. Parsing, types of its input, help, the README's
// block and the reference page derive from it. `commands/NAME/command.ts` holds it, `commands/NAME/run.ts` the work.
import type { ValueType } from "./value-types.ts";

/** The headings of `heddle --help`, in its order. */
export const GROUPS = {
  converters: "Write converters",
  jobs: "Run ingest jobs",
  setup: "Set up sources",
  editors: "Connect editors",
} as const;

export type GroupName = keyof typeof GROUPS;

/** A positional argument. */
export interface ArgumentDefinition {
  /** Its name in help (`<name>`) and its key in the input. */
  readonly name: string;
  /** A phrase without a full stop, such as "Source file". */
  readonly doc: string;
  /** Absent: any text. */
  readonly type?: ValueType<unknown>;
  readonly optional?: true;
  /** Takes all that follow; only the last argument can. */
  readonly variadic?: true;
}

/** An option; its key in `options` is its key in the input, and `dataType` is given as `--data-type`. */
export interface OptionDefinition {
  /** A phrase without a full stop; choices and the default are added to it. */
  readonly doc: string;
  /** One letter: `n` for `-n`. */
  readonly short?: string;
  /** The placeholder of its value in help, such as "file"; absent: a flag, true where it is given. */
  readonly value?: string;
  /** Absent: any text. */
  readonly type?: ValueType<unknown>;
  readonly default?: unknown;
  /** How help names the default where it is not one value, such as "the clock". */
  readonly defaultDoc?: string;
}

export interface CommandExample {
  /** A line for a shell, beginning with `heddle`. A test runs it. */
  readonly command: string;
  readonly doc: string;
}

export interface CommandDefinition {
  /** Its name on the command line and that of its folder. */
  readonly name: string;
  readonly group: GroupName;
  /** What it does, as an imperative without a full stop. */
  readonly summary: string;
  /** Further sentences for its help. */
  readonly description?: string;
  readonly arguments: readonly ArgumentDefinition[];
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** At least two; the first is in the README. */
  readonly examples: readonly [CommandExample, CommandExample, ...CommandExample[]];
  /** When it exits with which code. 2, for a wrong call, is every command's. */
  readonly exitCodes: Readonly<Record<number, string>>;
}

/** Checks a definition's shape and keeps its literal types. */
export function defineCommand<const Definition extends CommandDefinition>(definition: Definition): Definition {
  return definition;
}

/** Checks an option that several commands share, and keeps its literal types. */
export function defineOption<const Definition extends OptionDefinition>(definition: Definition): Definition {
  return definition;
}

type TextOf<Definition> = Definition extends { readonly type: ValueType<infer Value> } ? Value : string;

type ArgumentValue<Definition extends ArgumentDefinition> = Definition extends { readonly variadic: true }
  ? readonly TextOf<Definition>[]
  : TextOf<Definition> | (Definition extends { readonly optional: true } ? undefined : never);

type OptionValue<Definition extends OptionDefinition> = Definition extends { readonly value: string }
  ? TextOf<Definition> | (Definition extends { readonly default: unknown } ? never : undefined)
  : boolean;

/** What a command's `run` is called with: each argument and option under its name. */
export type InputOf<Definition extends CommandDefinition> = {
  readonly [Argument in Definition["arguments"][number] as Argument["name"]]: ArgumentValue<Argument>;
} & { readonly [Key in keyof Definition["options"]]: OptionValue<Definition["options"][Key]> };
