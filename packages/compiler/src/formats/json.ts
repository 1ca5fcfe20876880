// JSON lines.
import { defineFormat } from "./define.ts";

export const json = defineFormat({
  name: "json",
  title: "JSON",
  doc: "One JSON value per line.",
  isDefault: true,
  extensions: [".json", ".jsonl", ".ndjson"],
  rawRow: "the line as it is in the file",
  rowType: () => undefined,
});
