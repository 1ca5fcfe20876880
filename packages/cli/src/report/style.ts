// Colours in terminal output.
import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export type Paint = (style: Style, text: string) => string;

/** Colours text, or returns it unchanged. */
export function painter(color: boolean): Paint {
  // Whether there are colours is decided by the terminal that the text goes to, not by this process's standard output.
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
