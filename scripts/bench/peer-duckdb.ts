// A file of JSON lines, CSV or Parquet to mapped rows in a file, by DuckDB on one thread with the columns of the pass-through given their types.
import { openSync, readFileSync, readSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [converter = "", path = "", output = ""] = process.argv.slice(2);
const TYPES: Readonly<Record<string, string>> = {
  time: "BIGINT",
  quantity: "BIGINT",
  event_id: "BIGINT",
  session_id: "BIGINT",
  price: "DOUBLE",
  location_lat: "DOUBLE",
  location_lng: "DOUBLE",
  event_properties: "JSON",
  user_properties: "JSON",
  groups: "JSON",
};
const { converterConfig } = JSON.parse(readFileSync(converter, "utf8")) as {
  converterConfig: { convertToAmplitudeFunc: Record<string, string> };
};
const sources = Object.values(converterConfig.convertToAmplitudeFunc);
const names = path.endsWith(".csv") ? headerOf(path) : sources;
const columns = names.map((source) => `${source}: '${TYPES[source] ?? "VARCHAR"}'`).join(", ");

function headerOf(csv: string): string[] {
  const head = Buffer.alloc(65_536);
  const length = readSync(openSync(csv, "r"), head);
  return head.toString("utf8", 0, length).split("\n", 1).join("").replaceAll('"', "").split(",");
}

function tableOf(): string {
  if (path.endsWith(".parquet")) return `read_parquet('${path}')`;
  if (path.endsWith(".csv")) return `read_csv('${path}', header = true, columns = {${columns}})`;
  return `read_json('${path}', format = 'newline_delimited', columns = {${columns}})`;
}

const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
await connection.run(`COPY (SELECT ${sources.join(", ")} FROM ${tableOf()}) TO '${output}' (FORMAT json)`);
