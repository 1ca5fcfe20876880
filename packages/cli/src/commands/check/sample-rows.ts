// From a sample to its rows, as a converter's settings say, with a word about those that cannot be read.
import type { ConverterSettings, Dict, Value } from "@heddle/compiler";
import { printable } from "@heddle/compiler/printable";
import { RowError, type RowShape } from "@heddle/runtime/local";
import { openInputs } from "../../inputs.ts";
import { formatCount, formatReasons, plural } from "../../report/format.ts";
import { rowsOfInput } from "../../rows-of-file.ts";
import { wrapTokens } from "../../report/width.ts";
import { reportWidth, type Terminal } from "../../terminal.ts";

/** How many rows of a sample are read (D). */
const SAMPLED_ROWS = 10_000;
/** How many rows that cannot be read are shown; the rest are only counted. */
const SHOWN_ROWS = 3;

/**
 * The first rows of the files that a name stands for. Which rows cannot be read goes to standard error.
 * @throws Misuse where there is no such file; StageFailure where one cannot be read on.
 */
export async function sampleRows(
  name: string,
  settings: ConverterSettings,
  terminal: Terminal,
): Promise<readonly Value[]> {
  const { err } = terminal;
  const write = (line: string): Promise<void> => err.write(`${wrapTokens(printable(line), reportWidth(err), "  ")}\n`);
  const rows: Value[] = [];
  const unread: Record<string, number> = {};
  let seen = 0;
  let shown = 0;
  const habits = new Set<string>();
  const report = async (place: string, text: string, habit: string | undefined): Promise<void> => {
    if (habit === undefined ? shown >= SHOWN_ROWS : habits.has(habit)) return;
    if (habit === undefined) shown += 1;
    else habits.add(habit);
    await write(`${place}: ${text}`);
  };
  await using inputs = await openInputs([name], terminal);
  for await (const file of inputs.files()) {
    for await (const batch of rowsOfInput(file, { settings, inputPaths: [[]] }, terminal)) {
      for (let i = 0; i < batch.count && rows.length < SAMPLED_ROWS; i += 1) {
        const row = batch.read(i);
        const place = `${file.name}: row ${batch.firstRow + i}`;
        seen += 1;
        if (row instanceof RowError) {
          unread[row.code] = (unread[row.code] ?? 0) + 1;
          await report(place, `[${row.code}] ${row.message}`, row.habit && `${file.name} ${row.habit}`);
          continue;
        }
        rows.push(row);
        const odd = oddity(row, batch.shape?.(i));
        if (odd !== undefined) await report(place, odd.message, `${file.name} ${odd.habit}`);
      }
      if (rows.length === SAMPLED_ROWS) break;
    }
    if (rows.length === SAMPLED_ROWS) break;
  }
  const count = Object.values(unread).reduce((sum, each) => sum + each, 0);
  if (count > 0)
    await write(`${name}: ${formatCount(count)} of ${plural(seen, "row")} can't be read: ${formatReasons(unread)}`);
  if (seen === 0) await write(`${name} has no rows`);
  return rows;
}

/** Many rows begin with a list of objects; one that has nothing else is a wrapper around the rows. */
function oddity(row: Value, shape: RowShape | undefined): RowShape | undefined {
  return shape?.habit === "wrapper-row" && Object.keys(row as Dict).length > 1 ? undefined : shape;
}
