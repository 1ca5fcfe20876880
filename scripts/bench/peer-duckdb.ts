// A file of JSON lines to mapped rows in a file, by DuckDB on one thread with the columns of the pass-through given their types.
import { readFileSync } from "node:fs";
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
const columns = sources.map((source) => `${source}: '${TYPES[source] ?? "VARCHAR"}'`).join(", ");
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
await connection.run(
  `COPY (SELECT * FROM read_json('${path}', format = 'newline_delimited', columns = {${columns}})) TO '${output}' (FORMAT json)`,
);
