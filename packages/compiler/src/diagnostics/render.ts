// In: a diagnostic. Out: text for a terminal: position, message, the line with the piece underlined, notes, fixes and help.
import type { LineIndex } from "../source/line-index.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Severity } from "./severity.ts";
import { printable } from "./printable.ts";

export interface RenderOptions {
  /** The name of the file, as the user gave it. */
  readonly file: string;
  readonly lines: LineIndex;
  /** Whether to use ANSI colours. */
  readonly color: boolean;
  /** The columns of the terminal, which the line of the file is cut to; further lines are as long as they are. */
  readonly columns?: number;
  /** How many columns a text takes (default: as many as it has UTF-16 code units). */
  readonly widthOf?: (text: string) => number;
}

const COLOURS: Readonly<Record<Severity | "dim", string>> = { error: "31", warning: "33", info: "36", dim: "2" };
/** Of a longer line only a window around the underlined piece is shown. */
const MAX_LINE = 120;
/** A narrower terminal breaks the line. */
const MIN_LINE = 20;

/** Several lines of text, without a line break at the end. Lines and columns are shown from 1. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const { file: name, lines, color, columns = Infinity, widthOf = ({ length }) => length } = options;
  const file = printable(name);
  const paint = (text: string, colour: keyof typeof COLOURS): string =>
    color ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  const { start, end } = lines.range(diagnostic.span);
  const line = lines.lineText(start.line);
  const number = String(start.line + 1);
  // The gutter, and an ellipsis at either end.
  const most = Math.max(MIN_LINE, Math.min(MAX_LINE, columns - number.length - 5));
  const from = line.length <= most ? 0 : Math.max(0, Math.min(start.character - 20, line.length - most));
  const shown = printable(line.slice(from, from + most));
  const lastColumn = end.line === start.line ? end.character : line.trimEnd().length;
  const columnsOf = (first: number, next: number): number => widthOf(printable(line.slice(first, next)));
  const width = Math.max(1, columnsOf(start.character, Math.min(lastColumn, from + most)));
  const gutter = " ".repeat(number.length);
  const bar = paint("|", "dim");
  const out = [
    `${file}:${number}:${start.character + 1}: ${paint(`${diagnostic.severity}[${diagnostic.code}]`, diagnostic.severity)}: ${printable(diagnostic.message)}`,
    `${gutter} ${bar}`,
    `${paint(number, "dim")} ${bar} ${from > 0 ? "…" : ""}${shown}${from + most < line.length ? "…" : ""}`,
    `${gutter} ${bar} ${" ".repeat(columnsOf(from, start.character) + (from > 0 ? 1 : 0))}${paint("^".repeat(width), diagnostic.severity)}`,
  ];
  for (const related of diagnostic.related ?? []) {
    const at = lines.position(related.span.start);
    out.push(`${gutter} = note: ${file}:${at.line + 1}:${at.character + 1}: ${printable(related.message)}`);
  }
  for (const fix of diagnostic.fixes ?? []) out.push(`${gutter} = fix: ${printable(fix.title)}`);
  if (diagnostic.hint !== undefined) out.push(`${gutter} = help: ${printable(diagnostic.hint)}`);
  return out.join("\n");
}
