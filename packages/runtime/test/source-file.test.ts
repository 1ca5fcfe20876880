// Source files as a job loads them. What is wrong with them is told by fixtures/source, which the editor and the check are held to as well.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSource } from "../src/source/load-source.ts";
import { testFolder } from "./support/folder.ts";

const GOOD = {
  bucket: "my-bucket",
  region: "eu-west-1",
  converter: "converter.json",
  dataType: "event",
  sink: { type: "ndjson", directory: "../out" },
  ledger: "state/ledger.db",
};

async function load(text: string): Promise<{ folder: string; file: string; result: unknown }> {
  const folder = testFolder();
  const file = join(folder, "SOURCE.json");
  writeFileSync(file, text);
  return { folder, file, result: await loadSource(file).catch((error: unknown) => error) };
}

describe("loadSource", () => {
  it("resolves paths against the file and fills in defaults", async () => {
    const { folder, result } = await load(JSON.stringify(GOOD));
    expect(result).toEqual({
      ...GOOD,
      prefix: "",
      strategy: "append_only",
      converter: join(folder, "converter.json"),
      ledger: join(folder, "state/ledger.db"),
      sink: {
        type: "ndjson",
        directory: join(folder, "../out"),
        compression: "none",
        rotateAt: 512 * 1024 * 1024,
        shared: false,
      },
      deduplicate: true,
      limits: {
        maxObjectBytes: 5_000_000_000,
        maxUnpackedBytes: 20 * 1024 ** 3,
        maxRowBytes: 8 * 1024 * 1024,
        maxSetAsideRows: 1_000_000,
        maxSetAsideBytes: 256 * 1024 * 1024,
        objectsAtOnce: 4,
        workers: 1,
        maxAttempts: 5,
        retrySeconds: 86_400,
        maxCrashes: 4,
        requestSeconds: 60,
        leaseSeconds: 60,
        drainSeconds: 25,
        minIdLength: 5,
        maxStringLength: 1024,
      },
      lostTime: "count",
      openTelemetry: false,
      checksums: true,
      newFiles: "group",
      setAside: { action: "skip-row" },
    });
  });

  it("gives profiles the only strategy they have", async () => {
    expect((await load(JSON.stringify({ ...GOOD, dataType: "profiles" }))).result).toMatchObject({
      strategy: "mirror_sync",
    });
  });

  it("names each error with its place, as the check does", async () => {
    const text = JSON.stringify({ ...GOOD, region: 7, limits: { workerz: 2 } }, null, 2);
    const { file, result } = await load(text);
    expect(result).toMatchObject({
      code: "source/invalid",
      scope: "job",
      message: [
        `${file}:3:13: error[source-wrong-value]: \`region\` must be a region, as in "eu-west-1", not \`7\``,
        `${file}:12:5: error[source-unknown-key]: Unknown key \`workerz\` in \`limits\`; did you mean \`workers\`?`,
      ].join("\n"),
    });
  });

  it("tells what is no JSON from what is wrong in it", async () => {
    const { result } = await load(`${JSON.stringify(GOOD, null, 2).slice(0, -2)},\n}`);
    expect(result).toMatchObject({
      code: "source/not-json",
      message: expect.stringMatching(/^\S+:10:\d+: error\[syntax-comma\]: /) as string,
    });
  });

  it("says so when there is no file", async () => {
    await expect(loadSource(join(testFolder(), "none.json"))).rejects.toMatchObject({
      code: "source/unreadable",
      scope: "job",
    });
  });
});
