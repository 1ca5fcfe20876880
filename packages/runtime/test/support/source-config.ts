// The settings of a job by what a test says of them; the rest is as in the smallest source file.
import { completeSource } from "../../src/source/complete-source.ts";
import type { SourceConfig, SourceFile } from "../../src/source/config.ts";

const SMALLEST: SourceFile = {
  bucket: "my-bucket",
  region: "eu-west-1",
  converter: "converter.json",
  dataType: "event",
  sink: { type: "ndjson", directory: "out" },
  ledger: "ledger.db",
};

export function sourceWith(settings: Partial<SourceFile>): SourceConfig {
  return completeSource({ ...SMALLEST, ...settings });
}
