// A process with two mapping threads is killed again and again: no event is lost or doubled, and no output is ever seen half done.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { expectWhole, killAtRandom, ledgerStates } from "./support/killing.ts";
import { programArguments } from "./support/programs.ts";
import { useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("kills");
const OBJECTS = 16;
const ROWS = 400;
const ROWS_PER_BATCH = 50;
const MAPPING = { event_type: ["value", "seen"], user_id: "user", event_properties: { file: "file", n: "n" } };

const s3 = useS3();
let bucket: string;
beforeAll(async () => {
  const rowsOf = (file: number): string =>
    Array.from({ length: ROWS }, (_, n) => JSON.stringify({ user: `user-${n % 7}`, file, n })).join("\n");
  const objects = Array.from({ length: OBJECTS }, (_, file) => [`${file}.json`, rowsOf(file)]);
  bucket = await s3.bucket(Object.fromEntries(objects));
});

function sourceIn(folder: string): string {
  const path = join(folder, "SOURCE.json");
  writeFileSync(
    join(folder, "converter.json"),
    JSON.stringify({
      converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: MAPPING },
      keyValidatorConfig: {},
    }),
  );
  writeFileSync(
    path,
    JSON.stringify({
      bucket,
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "converter.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
      limits: { workers: 2, rowsPerBatch: ROWS_PER_BATCH },
    }),
  );
  return path;
}

/** Fails when an event is there twice, or a file's output is visible but not whole. Returns the number of events. */
function verifyOutput(folder: string): number {
  const directory = join(folder, "out");
  return existsSync(directory)
    ? expectWhole(
        readOutput(directory, "events").map((event) => event["event_properties"] as Record<string, unknown>),
        ROWS,
      )
    : 0;
}

it(
  `a process with two mapping threads that dies at ${rounds} random moments leaves each event exactly once (seed ${seed})`,
  { tags: "kills" },
  () =>
    killAtRandom(OBJECTS, 2 + ROWS / ROWS_PER_BATCH, () => {
      const folder = testFolder();
      const source = sourceIn(folder);
      return {
        async start() {
          const program = await programArguments("runtime/test/support/ingest-source.ts");
          return spawn(process.execPath, [...program, source], { stdio: ["ignore", "pipe", "inherit"] });
        },
        look: () => void verifyOutput(folder),
        async end() {
          expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
          expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
          expect(readdirSync(join(folder, "out", ".partial"))).toEqual([]);
        },
      };
    }),
);
