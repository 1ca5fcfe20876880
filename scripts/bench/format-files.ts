// A seed and a number of rows to the same rows as JSON lines, CSV and Parquet files in a folder.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { random } from "./random.ts";

export interface FormatFiles {
  readonly json: string;
  readonly csv: string;
  readonly csvQuoted: string;
  readonly parquet: string;
  readonly rows: number;
  readonly columns: readonly string[];
}

const WORDS = ["checkout", "search", "page view", "signup", "play", "share", "café", "naïve", "東京", "order placed"];

/** Writes the files; each row has 20 columns: ids, times, words, numbers, and some nulls. */
export async function writeFormatFiles(folder: string, rows: number): Promise<FormatFiles> {
  await mkdir(folder, { recursive: true });
  const next = random(7);
  const pick = (): string => WORDS[Math.floor(next() * WORDS.length)] ?? "";
  const table = Array.from({ length: rows }, (_, i) => {
    const row: Record<string, string | number | null> = {
      user_id: `user-${Math.floor(next() * 1e6)}`,
      event_type: pick(),
      time: 1.7e12 + i * 250,
      insert_id: `${i}-${Math.floor(next() * 1e9)}`,
    };
    for (let c = 0; c < 6; c += 1) row[`text_${c}`] = `${pick()} ${Math.floor(next() * 1000)}`;
    for (let c = 0; c < 6; c += 1)
      row[`number_${c}`] = c % 2 === 0 ? Math.floor(next() * 1e6) : Math.round(next() * 1e6) / 100;
    for (let c = 0; c < 4; c += 1) row[`sparse_${c}`] = next() < 0.5 ? null : pick();
    return row;
  });
  const columns = Object.keys(table[0] ?? {});
  const files: FormatFiles = {
    json: join(folder, "rows.json"),
    csv: join(folder, "rows.csv"),
    csvQuoted: join(folder, "rows-quoted.csv"),
    parquet: join(folder, "rows.parquet"),
    rows,
    columns,
  };
  const quoted = (cell: unknown): string => `"${String(cell ?? "").replaceAll('"', '""')}"`;
  const csv = (write: (cell: unknown) => string): string =>
    `${[columns, ...table.map((row) => columns.map((column) => row[column]))].map((cells) => cells.map(write).join(",")).join("\n")}\n`;
  await writeFile(files.json, `${table.map((row) => JSON.stringify(row)).join("\n")}\n`);
  await writeFile(
    files.csv,
    csv((cell) => String(cell ?? "")),
  );
  await writeFile(files.csvQuoted, csv(quoted));
  const typeOf = (column: string): "STRING" | "INT64" | "DOUBLE" =>
    column === "time" || /number_[024]/.test(column) ? "INT64" : column.startsWith("number") ? "DOUBLE" : "STRING";
  const columnData = columns.map((name) => {
    const type = typeOf(name);
    return { name, type, data: table.map((row) => (type === "INT64" ? BigInt(row[name] ?? 0) : row[name])) };
  });
  await writeFile(files.parquet, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 50_000 })));
  return files;
}
