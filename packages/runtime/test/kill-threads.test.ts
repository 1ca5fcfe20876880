// A process with two mapping threads is killed again and again: no event is lost or doubled, and no output is ever seen half done.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { expectWhole, killsOr, ledgerStates, SEED } from "./support/killing.ts";
import { programArguments } from "./support/programs.ts";
import { seeded } from "./support/random.ts";
import { useS3 } from "./support/s3.ts";

const KILLS = killsOr(8);
const OBJECTS = 16;
const ROWS = 400;
const BATCHES = ROWS / 50;
const MAPPING = { event_type: ["value", "seen"], user_id: "user", event_properties: { file: "file", n: "n" } };

const s3 = useS3();
beforeAll(async () => {
  const rowsOf = (file: number): string =>
    Array.from({ length: ROWS }, (_, n) => JSON.stringify({ user: `user-${n % 7}`, file, n })).join("\n");
  const objects = Array.from({ length: OBJECTS }, (_, file) => [`${file}.json`, rowsOf(file)]);
  await s3.bucket(Object.fromEntries(objects), "killed");
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
      bucket: "killed",
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "converter.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
      limits: { workers: 2, rowsPerBatch: 50 },
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

/** Kills the process at the `line`-th line that it says, if it gets there; returns its exit code, null when it was killed. */
async function run(source: string, line = Number.POSITIVE_INFINITY): Promise<number | null> {
  const program = await programArguments("runtime/test/support/ingest-source.ts");
  const child = spawn(process.execPath, [...program, source], { stdio: ["ignore", "pipe", "inherit"] });
  let lines = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    lines += text.split("\n").length - 1;
    if (lines >= line) child.kill("SIGKILL");
  });
  return ((await once(child, "exit")) as [number | null])[0];
}

it(
  `kill -9 at ${KILLS} random moments leaves each event exactly once, with two mapping threads (seed ${SEED})`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    const random = seeded(SEED);
    let folder = testFolder();
    for (let killed = 0; killed < KILLS;) {
      const code = await run(sourceIn(folder), 1 + Math.floor(random() * 4 * (2 + BATCHES)));
      verifyOutput(folder);
      if (code === null) {
        killed += 1;
        continue;
      }
      expect(code).toBe(0);
      expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
      folder = testFolder();
    }
    expect(await run(sourceIn(folder))).toBe(0);
    expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
    expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
    expect(readdirSync(join(folder, "out", ".partial"))).toEqual([]);
  },
);
