// A place of a file: where it is, its line, and the piece underlined.
import type { LineIndex, Span } from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import type { Layout } from "./layout.ts";
import type { Style } from "./style.ts";
import { displayWidth } from "./width.ts";

/** More of a long line nobody reads. */
const MAX_COLUMNS = 120;
/** Of a longer line so much is shown before the piece. */
const BEFORE = 16;

/** Three lines without a line break at the end; line and column are shown from 1. */
export function renderPlace(
  { file, lines, span }: { readonly file: string; readonly lines: LineIndex; readonly span: Span },
  { paint, room }: Pick<Layout, "paint" | "room">,
  style: Style,
): string {
  const { start, end } = lines.range(span);
  const number = String(start.line + 1);
  const width = Math.min(MAX_COLUMNS, room) - number.length - 4;
  const line = lines.lineText(start.line);
  const from = line.length <= width ? 0 : Math.max(0, Math.min(start.character - BEFORE, line.length - width));
  const last = Math.min(end.line === start.line ? end.character : line.length, from + width);
  const columnsOf = (first: number, next: number): number => displayWidth(printable(line.slice(first, next)));
  const gutter = `${" ".repeat(number.length)} ${paint("dim", "|")}`;
  return [
    `${printable(file)}:${number}:${start.character + 1}`,
    `${paint("dim", `${number} |`)} ${printable(line.slice(from, from + width))}`,
    `${gutter} ${" ".repeat(columnsOf(from, start.character))}${paint(style, "^".repeat(Math.max(1, columnsOf(start.character, last))))}`,
  ].join("\n");
}
