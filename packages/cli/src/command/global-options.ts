// The options that every command has, taken from its arguments before the command reads them.
import { Misuse } from "../failure.ts";
import { defineOption } from "./define-command.ts";
import { oneOf } from "./value-types.ts";

/** When to use ANSI colours. */
export const COLOR = defineOption({
  value: "when",
  type: oneOf(["auto", "always", "never"]),
  doc: "Use colours",
  defaultDoc: "auto, on a terminal",
});

type ColorChoice = NonNullable<ReturnType<typeof COLOR.type.read>>;

export interface GlobalOptions {
  readonly color: ColorChoice;
  /** The other arguments, in their order. */
  readonly rest: readonly string[];
}

/** `--color WHEN`, `--color=WHEN` or `--color` alone, which is always; up to `--`. @throws Misuse for another choice. */
export function readGlobalOptions(args: readonly string[]): GlobalOptions {
  let color: ColorChoice = "auto";
  const rest: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? "";
    if (arg === "--") return { color, rest: [...rest, ...args.slice(i)] };
    if (arg !== "--color" && !arg.startsWith("--color=")) {
      rest.push(arg);
      continue;
    }
    const next = arg === "--color" ? COLOR.type.read(args[i + 1] ?? "") : undefined;
    if (next !== undefined) i += 1;
    color = next ?? (arg === "--color" ? "always" : choice(arg.slice("--color=".length)));
  }
  return { color, rest };
}

function choice(text: string): ColorChoice {
  const color = COLOR.type.read(text);
  if (color === undefined) throw new Misuse(`--color takes ${COLOR.type.expects}, not ${JSON.stringify(text)}`);
  return color;
}
