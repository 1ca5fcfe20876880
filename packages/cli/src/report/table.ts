// Renders tables with aligned cells, which fit the terminal: a long name is cut at its start, then columns are left out in a fixed order.
import type { Paint } from "./style.ts";
import { displayWidth, fill, shortenStart } from "./width.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** The least width to which its cells may be cut, at their start; those that are cut have no colours. */
  readonly minWidth?: number;
  /** Where room is short, the column with the lowest number is left out first; one without a number stays. */
  readonly leftOut?: number;
}

export interface TableOptions {
  readonly paint: Paint;
  /** A last row, set off by a line. */
  readonly total?: readonly string[];
  /** Terminal columns (default: as many as it takes, as in a pipe). */
  readonly width?: number;
}

/** Lines of text in a box; cells may contain colours. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { paint, total, width = Infinity }: TableOptions,
): string {
  const all = [columns.map(({ title }) => title), ...rows, ...(total === undefined ? [] : [total])];
  const natural = columns.map((_, i) => Math.max(...all.map((row) => displayWidth(row[i] ?? ""))));
  const shown = fit(columns, natural, width);
  const rule = (left: string, middle: string, right: string): string =>
    paint("dim", left + shown.map((column) => "─".repeat(column.width + 2)).join(middle) + right);
  const bar = paint("dim", "│");
  const line = (cells: readonly string[]): string =>
    `${bar} ${shown
      .map(({ i, width: room, column: { align, minWidth } }) => {
        const cell = cells[i] ?? "";
        return fill(minWidth === undefined ? cell : shortenStart(cell, room), room, align);
      })
      .join(` ${bar} `)} ${bar}`;
  return [
    rule("┌", "┬", "┐"),
    line(columns.map((column) => paint("bold", column.title))),
    rule("├", "┼", "┤"),
    ...rows.map(line),
    ...(total === undefined ? [] : [rule("├", "┼", "┤"), line(total)]),
    rule("└", "┴", "┘"),
  ].join("\n");
}

interface Shown {
  readonly column: Column;
  /** Its place among all columns. */
  readonly i: number;
  readonly width: number;
}

/** The columns that fit, and their widths: first names are cut, then columns left out; what is won goes to the names. */
function fit(columns: readonly Column[], natural: readonly number[], width: number): readonly Shown[] {
  let shown: readonly Shown[] = columns.map((column, i) => ({ column, i, width: natural[i] ?? 0 }));
  const borders = (): number => 3 * shown.length + 1;
  const least = ({ column: { minWidth }, width: own }: Shown): number => Math.min(own, minWidth ?? own);
  const isTooWide = (): boolean => shown.reduce((sum, one) => sum + least(one), borders()) > width;
  while (isTooWide()) {
    const [first] = shown
      .filter(({ column }) => column.leftOut !== undefined)
      .toSorted((a, b) => (a.column.leftOut ?? 0) - (b.column.leftOut ?? 0));
    if (first === undefined) break;
    shown = shown.filter((one) => one !== first);
  }
  let tooMuch = shown.reduce((sum, one) => sum + one.width, borders()) - width;
  return shown.map((one) => {
    const cut = Math.max(0, Math.min(tooMuch, one.width - least(one)));
    tooMuch -= cut;
    return { ...one, width: one.width - cut };
  });
}
