// A place of a file: where it is, its line, and the piece underlined.
import type { LineIndex, Span } from "@heddle/compiler";
import { printable } from "@heddle/compiler/language";
import type { Paint, Style } from "./style.ts";

/** The columns that a line may take. */
const WIDTH = 80;
/** Of a longer line so much is shown before the piece. */
const BEFORE = 16;

/** Three lines without a line break at the end; line and column are shown from 1. */
export function renderPlace(
  { file, lines, span }: { readonly file: string; readonly lines: LineIndex; readonly span: Span },
  paint: Paint,
  style: Style,
): string {
  const { start, end } = lines.range(span);
  const number = String(start.line + 1);
  const width = WIDTH - number.length - 4;
  const line = lines.lineText(start.line);
  const from = line.length <= width ? 0 : Math.max(0, Math.min(start.character - BEFORE, line.length - width));
  const last = Math.min(end.line === start.line ? end.character : line.length, from + width);
  const gutter = `${" ".repeat(number.length)} ${paint("dim", "|")}`;
  return [
    `${printable(file)}:${number}:${start.character + 1}`,
    `${paint("dim", `${number} |`)} ${printable(line.slice(from, from + width))}`,
    `${gutter} ${" ".repeat(start.character - from)}${paint(style, "^".repeat(Math.max(1, last - start.character)))}`,
  ].join("\n");
}
