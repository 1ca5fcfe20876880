// Samples in a browser: JSON lines, as text. CSV and Parquet need the runtime, which is for desktops and servers.

const ENDINGS = [".jsonl", ".ndjson", ".json"];
/** More rows would make an editor wait (as on a desktop). */
const MAX_ROWS = 10_000;

/** The file NAME.sample.* beside the converter NAME.converter.json or NAME.json. */
export function sampleName(converter: string, beside: readonly string[]): string | undefined {
  const start = `${converter.replace(/(?:\.converter)?\.json$/, "")}.sample`;
  return beside.filter((name) => ENDINGS.some((ending) => name === start + ending)).toSorted()[0];
}

/** The lines that are JSON; the others are no rows. */
export function rowsOfSample(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    if (lines.length === MAX_ROWS) break;
    if (isJson(line)) lines.push(line);
  }
  return lines;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
