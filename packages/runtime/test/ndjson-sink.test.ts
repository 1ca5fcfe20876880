// The sink of files beside the contract of sinks: names that no key can choose, compression, and where another file begins.
import { parseJson, stringifyJson, type Dict } from "@heddle/compiler";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ObjectInfo } from "../src/contracts/object-info.ts";
import { outputName } from "../src/7-deliver/names.ts";
import { ndjsonSink, type NdjsonSinkOptions, sinkFailure } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import type { Delivery, RejectedRow } from "../src/contracts/sink.ts";
import { HOSTILE_KEYS } from "./contracts/sink-contract.ts";
import { readOutput, testFolder } from "./support/folder.ts";

const object = (key: string, etag = '"e"'): ObjectInfo => ({ bucket: "b", key, etag, size: 1, lastModified: 0 });

const deliveries = (texts: readonly string[]): Delivery[] =>
  texts.map((json, row) => ({ row, event: parseJson(json) as Dict, json: stringifyJson(parseJson(json)) }));

const reject: RejectedRow = {
  bucket: "b",
  key: "k",
  row: 3,
  offset: 17,
  rule: "row/not-json",
  message: "no",
  raw: "{\u2028\n",
};

async function deliver(
  options: NdjsonSinkOptions,
  key: string,
  texts: readonly string[],
  rejects: readonly RejectedRow[] = [],
) {
  const writer = await ndjsonSink(options).open(object(key));
  await writer.write(deliveries(texts));
  if (rejects.length > 0) await writer.reject(rejects);
  return writer.commit();
}

/** Every file below a folder, as paths within it. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

describe("ndjsonSink", () => {
  it("writes a folder for each object, and names its files with the commit", async () => {
    const directory = join(testFolder(), "out");
    const writer = await ndjsonSink({ directory }).open(object("a/b.json"));
    await writer.write(deliveries(['{"n":1}', '{"n":12345678901234567890}']));
    await writer.reject([reject]);
    expect(readOutput(directory, "events")).toEqual([]);
    const delivered = await writer.commit();
    const name = outputName(object("a/b.json"));
    expect(filesOf(directory)).toEqual([`${name}/events-00000.ndjson`, `${name}/set-aside.ndjson`]);
    expect(delivered).toEqual({
      events: 2,
      rejected: 1,
      bytes: 132,
      files: filesOf(directory).map((file) => join(directory, file)),
    });
    expect(readFileSync(delivered.files[0] ?? "", "utf8")).toBe('{"n":1}\n{"n":12345678901234567890}\n');
    expect(readOutput(directory, "set-aside")).toEqual([{ ...reject }]);
  });

  it("refuses the commit of an attempt that another has replaced", async () => {
    const directory = join(testFolder(), "out");
    const crashed = await ndjsonSink({ directory }).open(object("a"));
    await crashed.write(deliveries(['{"n":7}']));
    await deliver({ directory }, "a", ['{"n":3}']);
    expect(readOutput(directory, "events")).toEqual([{ n: 3 }]);
    expect(readOutput(directory, "set-aside")).toEqual([]);
    await expect(crashed.commit()).rejects.toMatchObject({ code: "sink/not-written" });
    await crashed.abort();
    expect(readOutput(directory, "events")).toEqual([{ n: 3 }]);
    expect(readdirSync(join(directory, ".partial"))).toEqual([]);
  });

  it.each([
    ["gzip", gunzipSync, ".gz"],
    ["zstd", zstdDecompressSync, ".zst"],
  ] as const)("compresses with %s, the same bytes each time", async (compression, unpack, suffix) => {
    const directory = join(testFolder(), "out");
    const texts = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: `row ${n * 7919}` }));
    const path = (await deliver({ directory, compression }, "a", texts)).files[0] ?? "";
    expect(path.endsWith(`events-00000.ndjson${suffix}`)).toBe(true);
    const bytes = readFileSync(path);
    expect(unpack(bytes).toString()).toBe(`${texts.join("\n")}\n`);
    await deliver({ directory, compression }, "a", texts);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("begins another file where one has grown too large, and shows them together", async () => {
    const directory = join(testFolder(), "out");
    const texts = Array.from({ length: 10 }, (_, n) => `{"n":${n}}`);
    const { files, events } = await deliver({ directory, rotateAt: 30 }, "a", texts);
    expect([files.length, events]).toEqual([3, 10]);
    expect(files.map((file) => readFileSync(file, "utf8")).join("")).toBe(`${texts.join("\n")}\n`);
  });

  it("begins another file where one has been written to for too long", async () => {
    const directory = join(testFolder(), "out");
    let now = 0;
    const writer = await ndjsonSink({ directory, rotateAfterMs: 1000, clock: () => now }).open(object("a"));
    for (const at of [0, 999, 1000, 1500, 2000]) {
      now = at;
      await writer.write(deliveries([`{"at":${at}}`]));
    }
    const { files } = await writer.commit();
    expect(files.map((file) => readFileSync(file, "utf8"))).toEqual([
      '{"at":0}\n{"at":999}\n',
      '{"at":1000}\n{"at":1500}\n',
      '{"at":2000}\n',
    ]);
  });

  it("blames a directory that cannot be made on the job", async () => {
    // Node says ENOENT, as it does on a read-only file system.
    await expect(ndjsonSink({ directory: "/proc/heddle/out" }).open(object("a"))).rejects.toMatchObject({
      code: "sink/not-written",
      scope: "job",
      hint: "make the directory, mount its file system, or use another directory",
    });
  });

  it("blames a full disk on the object, since others may be smaller", () => {
    const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    expect(sinkFailure(full, "out")).toMatchObject({
      code: "sink/not-written",
      scope: "object",
      retryable: true,
      hint: "free some disk space; the next run tries again",
    });
  });

  it("says how to fix a directory that is none", async () => {
    const file = join(testFolder(), "file");
    writeFileSync(file, "x");
    await expect(ndjsonSink({ directory: join(file, "out") }).open(object("a"))).rejects.toMatchObject({
      code: "sink/not-written",
      scope: "job",
      hint: "use a directory, not a file",
    });
  });
});

describe("outputName", () => {
  it.each(HOSTILE_KEYS)("keeps %j inside the directory", async (key) => {
    const folder = testFolder();
    const directory = join(folder, "in/out");
    mkdirSync(directory, { recursive: true });
    const name = outputName(object(key));
    expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._=-]*$/);
    expect(name).not.toContain("..");
    expect(name.length).toBeLessThanOrEqual(110);
    expect(dirname(resolve(directory, name))).toBe(directory);
    await deliver({ directory }, key, ['{"n":1}']);
    expect(filesOf(folder)).toEqual([`in/out/${name}/events-00000.ndjson`]);
    expect(existsSync(join(directory, name))).toBe(true);
  });

  it("differs by bucket, key and version, also where case is folded", () => {
    const names = [
      object("a"),
      object("A"),
      object("a", '"f"'),
      { ...object("a"), bucket: "c" },
      object("b/a"),
      object("b_a"),
    ].map((one) => outputName(one).toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(outputName(object("a"))).toBe(outputName(object("a")));
  });
});
