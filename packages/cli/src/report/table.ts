// Renders tables with aligned cells.
import type { Paint } from "./style.ts";
import { displayWidth, fill } from "./width.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

export interface TableOptions {
  readonly paint: Paint;
  /** A last row, set off by a line. */
  readonly total?: readonly string[];
}

/** Lines of text in a box; cells may contain colours. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { paint, total }: TableOptions,
): string {
  const all = [columns.map((column) => column.title), ...rows, ...(total === undefined ? [] : [total])];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => displayWidth(row[i] ?? ""))));
  const rule = (left: string, middle: string, right: string): string =>
    paint("dim", left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right);
  const bar = paint("dim", "│");
  const line = (cells: readonly string[]): string =>
    `${bar} ${columns.map((column, i) => fill(cells[i] ?? "", widths[i] ?? 0, column.align)).join(` ${bar} `)} ${bar}`;
  return [
    rule("┌", "┬", "┐"),
    line(columns.map((column) => paint("bold", column.title))),
    rule("├", "┼", "┤"),
    ...rows.map(line),
    ...(total === undefined ? [] : [rule("├", "┼", "┤"), line(total)]),
    rule("└", "┴", "┘"),
  ].join("\n");
}
