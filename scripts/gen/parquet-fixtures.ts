// Writes the small files under fixtures/parquet by DuckDB, and beside them what DuckDB reads back: `node scripts/gen/parquet-fixtures.ts`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetWriteBuffer } from "hyparquet-writer";

const folder = new URL("../../fixtures/parquet/", import.meta.url);
mkdirSync(folder, { recursive: true });
const pathOf = (name: string): string => fileURLToPath(new URL(name, folder));

/** Every seventh value is NULL, at another row in each column. */
const some = (value: string, shift: number): string => `CASE WHEN (i + ${shift}) % 7 = 0 THEN NULL ELSE ${value} END`;

const COLUMNS: Readonly<Record<string, string>> = {
  i32: "i::INTEGER",
  tiny: "(i - 20)::TINYINT",
  small: "(i * -700)::SMALLINT",
  utiny: "(i * 6)::UTINYINT",
  usmall: "(i * 1600)::USMALLINT",
  u32: "(4294967295 - i)::UINTEGER",
  u64: "(18446744073709551615::UHUGEINT - i::UHUGEINT)::UBIGINT",
  i64: "(9007199254740990 + i)::BIGINT * (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END)",
  yes: "i % 3 = 0",
  f32: "(i / 10.0 - 1)::FLOAT",
  f64: "CASE i WHEN 4 THEN 'nan'::DOUBLE WHEN 5 THEN 'inf'::DOUBLE ELSE i * 1.1 - 3 END",
  dec9: "(i * 1.15 - 7)::DECIMAL(9, 2)",
  dec18: "(i * 12345678.0001 - 5)::DECIMAL(18, 4)",
  dec38: "(i * 1234567890123456789.0123456789::DECIMAL(38, 10))::DECIMAL(38, 10)",
  word: "['red', 'green', 'blue'][1 + i % 3]",
  text: "'text ' || i || repeat('-', i)",
  foreign_text: "'東京 é🗼 ' || i",
  empty_text: "''",
  bytes: "unhex('00FF' || lpad(hex(i), 4, '0'))",
  day: "DATE '1969-12-30' + i::INTEGER",
  clock: "TIME '23:00:00.000001' + to_seconds(i)",
  ts: "TIMESTAMP '2024-02-29 23:59:59.999990' + to_microseconds(i)",
  ts_ms: "(TIMESTAMP '1969-12-31 23:59:59.990' + to_milliseconds(i))::TIMESTAMP_MS",
  ts_ns: "make_timestamp_ns(1709210096000000000 + i)",
  ts_tz: "TIMESTAMPTZ '2024-02-29 12:00:00+02' + to_hours(i::INTEGER)",
  id: "('00112233-4455-6677-8899-aabbccddee' || lpad(hex(i), 2, '0'))::UUID",
  kind: "(['a', 'b'][1 + i % 2])::ENUM('a', 'b')",
  json: "('{\"i\": ' || i || '}')::JSON",
  list: "CASE WHEN i % 5 = 0 THEN []::INTEGER[] WHEN i % 5 = 1 THEN [i, NULL, 3]::INTEGER[] ELSE range(i % 4)::INTEGER[] END",
  lists:
    "CASE WHEN i % 4 = 0 THEN [] WHEN i % 4 = 1 THEN [[], NULL, ['a', NULL]] ELSE [['b' || i], ['c']] END::VARCHAR[][]",
  dict: "{'a': CASE WHEN i % 2 = 0 THEN i END, 'b': {'c': 'x' || i, 'd': [i]}}",
  dicts: "[{'n': i, 's': 'é'}, NULL, {'n': NULL, 's': NULL}]",
  map: "MAP {'k' || i: i, 'l': NULL}",
  map_of_numbers: "MAP {i: ['x']}",
  nothing: "NULL::VARCHAR",
};

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4_RAW"] as const;

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
await connection.run("SET threads = 1");

/** The columns, each with its type, and the rows, as DuckDB's JSON. */
async function readBack(name: string): Promise<string> {
  const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${pathOf(name)}')`);
  const columns = reader.columnNames().map((column, c) => ({ name: column, type: String(reader.columnType(c)) }));
  return `{"columns": ${JSON.stringify(columns)},\n"rows": [\n${reader
    .getRowsJson()
    .map((row) => JSON.stringify(row))
    .join(",\n")}\n]}\n`;
}

const select = Object.entries(COLUMNS)
  .map(([name, value], shift) => `${name === "i32" ? value : some(value, shift)} AS "${name}"`)
  .join(", ");
const names: string[] = [];
for (const codec of CODECS) {
  for (const version of ["V1", "V2"] as const) {
    const name = `types-${codec.toLowerCase()}-${version.toLowerCase()}.parquet`;
    await connection.run(
      `COPY (SELECT ${select} FROM (SELECT i::INTEGER AS i FROM range(40) r(i))) TO '${pathOf(name)}' (FORMAT parquet, CODEC ${codec}, PARQUET_VERSION ${version})`,
    );
    names.push(name);
  }
}
const oracle = await readBack(names[0] ?? "");
for (const name of names) if ((await readBack(name)) !== oracle) throw new Error(`DuckDB reads ${name} otherwise`);
writeFileSync(pathOf("types.json"), oracle);

// Encodings that DuckDB reads and does not write, or writes only where it likes.
const rows = Array.from({ length: 300 }, (_, i) => i);
const every = <T>(make: (i: number) => T): (T | null)[] => rows.map((i) => (i % 11 === 3 ? null : make(i)));
writeFileSync(
  pathOf("encodings.parquet"),
  Buffer.from(
    parquetWriteBuffer({
      pageSize: 400,
      statistics: false,
      columnData: [
        { name: "plain_text", type: "STRING", encoding: "PLAIN", data: every((i) => `p${i % 5}`) },
        { name: "dictionary_text", type: "STRING", encoding: "RLE_DICTIONARY", data: every((i) => `d${i % 5} é`) },
        {
          name: "dictionary_i64",
          type: "INT64",
          encoding: "RLE_DICTIONARY",
          data: every((i) => BigInt(i % 17) * 2n ** 58n),
        },
        { name: "runs", type: "BOOLEAN", encoding: "RLE", data: every((i) => i % 50 < 25) },
        { name: "plain_yes", type: "BOOLEAN", encoding: "PLAIN", data: every((i) => i % 3 === 0) },
        {
          name: "delta_i32",
          type: "INT32",
          encoding: "DELTA_BINARY_PACKED",
          data: every((i) => (i % 2 === 0 ? 1 : -1) * i ** 3),
        },
        {
          name: "delta_i64",
          type: "INT64",
          encoding: "DELTA_BINARY_PACKED",
          data: every((i) => BigInt(i) ** 7n * (i % 2 === 0 ? 1n : -1n)),
        },
        { name: "lengths", type: "STRING", encoding: "DELTA_LENGTH_BYTE_ARRAY", data: every((i) => "é".repeat(i % 9)) },
        {
          name: "prefixes",
          type: "STRING",
          encoding: "DELTA_BYTE_ARRAY",
          data: every((i) => `https://example.com/${Math.floor(i / 7)}/${i}`),
        },
        { name: "split_f32", type: "FLOAT", encoding: "BYTE_STREAM_SPLIT", data: every((i) => Math.fround(i / 7)) },
        { name: "split_f64", type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT", data: every((i) => i / 7) },
      ],
    }),
  ),
);
writeFileSync(pathOf("encodings.json"), await readBack("encodings.parquet"));
process.stdout.write(
  `${names.length + 1} files, ${[...names, "encodings.parquet"].reduce((sum, name) => sum + readFileSync(pathOf(name)).length, 0)} bytes\n`,
);
