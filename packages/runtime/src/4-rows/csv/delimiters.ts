// Lines that another delimiter would cut into cells to that delimiter.
import type { RowShape } from "../../contracts/row-batch.ts";

const DELIMITERS = [",", ";", "\t", "|"];

/** The delimiter that cuts each line into as many cells as the others, more than one, quoted ones left out; undefined where none does. */
export function commonDelimiter(lines: readonly string[]): string | undefined {
  const bare = lines.map((line) => line.replaceAll(/"[^"]*"/g, ""));
  return DELIMITERS.find((candidate) => {
    const counts = new Set(bare.map((line) => line.split(candidate).length));
    return counts.size === 1 && !counts.has(1);
  });
}

/**
 * A record of one cell that another delimiter would cut: as the header, where that is one cell as well, or into as many cells as
 * there are columns.
 */
export function delimiterShape(record: string, delimiter: string, columns: readonly string[]): RowShape | undefined {
  if (record.includes(delimiter)) return undefined;
  const [name = "", ...more] = columns;
  const other = commonDelimiter(more.length === 0 ? [name, record] : [record]);
  if (other === undefined || (more.length > 0 && record.split(other).length !== columns.length)) return undefined;
  const said = JSON.stringify(other);
  return {
    habit: "delimiter",
    message: `the row has one cell, which ${said} would cut; set "csv": {"delimiter": ${said}}`,
  };
}
