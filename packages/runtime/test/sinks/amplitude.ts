// The Amplitude sink under test: a server that keeps the API's contract, which the contract of sinks can look into.
import { type Dict, parseJson, stringifyJson, type Value } from "@heddle/compiler";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createSink } from "../../src/7-deliver/create-sink.ts";
import type { SinkToTest } from "../contracts/sink-contract.ts";
import { type AmplitudeServer, startAmplitude } from "../support/amplitude-server.ts";
import { linesBelow, testFolder } from "../support/folder.ts";
import { sourceWith } from "../support/source-config.ts";

export function toTest(): SinkToTest {
  return {
    // What was sent cannot be taken back.
    isTransactional: false,
    async make() {
      const server = await startAmplitude();
      const directory = join(testFolder(), "aside");
      const sink = { type: "amplitude", directory, apiKey: "test-key", endpoint: server.endpoint } as const;
      return {
        sink: createSink(sourceWith({ sink })),
        events: async () => storedBy(server),
        rejected: async () => (existsSync(directory) ? linesBelow(directory, "set-aside") : []),
        unfinished: async () => 0,
      };
    },
  };
}

/** The events of accepted requests as they were sent, each once by its insert_id. */
function storedBy({ requests }: AmplitudeServer): string[] {
  const stored = new Map<Value, string>();
  for (const { text, status } of requests) {
    if (status !== 200) continue;
    for (const event of (parseJson(text) as Dict)["events"] as readonly Dict[]) {
      const id = event["insert_id"] ?? null;
      if (!stored.has(id)) stored.set(id, stringifyJson(event));
    }
  }
  return [...stored.values()];
}
