// The sink of files under test: a folder that the contract of sinks can look into.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createSink } from "../../src/7-deliver/create-sink.ts";
import type { SinkToTest } from "../contracts/sink-contract.ts";
import { linesBelow, testFolder } from "../support/folder.ts";
import { sourceWith } from "../support/source-config.ts";

export function toTest(): SinkToTest {
  return {
    isTransactional: true,
    async make() {
      const directory = join(testFolder(), "out");
      const partial = join(directory, ".partial");
      const lines = (kind: "events" | "set-aside"): string[] =>
        existsSync(directory) ? linesBelow(directory, kind) : [];
      return {
        sink: createSink(sourceWith({ sink: { type: "ndjson", directory } })),
        events: async () => lines("events"),
        rejected: async () => lines("set-aside"),
        unfinished: async () => (existsSync(partial) ? readdirSync(partial).length : 0),
      };
    },
  };
}
