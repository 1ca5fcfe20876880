// What files are, by their first bytes, and what is wrong with them; patterns for their keys.
import { gzipSync } from "node:zlib";
import { pathLabel } from "@heddle/compiler/profile";
import { describe, expect, it } from "vitest";
import { fileFacts } from "../src/inspect/file-facts.ts";
import { inspectFiles, type InspectOptions } from "../src/inspect/inspect-files.ts";
import { keyPattern } from "../src/inspect/key-pattern.ts";
import type { InputFile } from "../src/inputs/input-file.ts";

function fileOf(key: string, content: string | Uint8Array): InputFile {
  const bytes = Buffer.from(content);
  const read = async (start: number, end: number): Promise<Uint8Array> => bytes.subarray(start, end);
  const stream = async function* () {
    yield bytes;
  };
  return {
    name: key,
    key,
    bucket: "file",
    size: bytes.length,
    open: async () => ({
      head: (length) => read(0, length),
      stream,
      object: { size: bytes.length, stream, read },
      async [Symbol.asyncDispose]() {},
    }),
  };
}

const factsOf = async (key: string, content: string | Uint8Array) => {
  const file = fileOf(key, content);
  return fileFacts(file, await file.open());
};

const inspect = (files: readonly InputFile[], options?: InspectOptions) =>
  inspectFiles(
    (async function* () {
      yield* files;
    })(),
    options,
  );

describe("the facts of a file", () => {
  it.each([
    ["a.csv", "a,b\n1,2\n3,4\n", { columns: 2, hasHeader: true, settings: {} }],
    ["a.csv", 'a;b\n"x;y";2\n3;4\n', { columns: 2, hasHeader: true, settings: { delimiter: ";" } }],
    ["a.tsv", "a\tb\n1\t2,5\n", { columns: 2, hasHeader: true, settings: { delimiter: "\t" } }],
    ["a.txt", "id|name\n1|x\n2|y\n", { columns: 2, hasHeader: true, settings: { delimiter: "|" } }],
    ["a.csv", "1,x\n2,y\n", { columns: 2, hasHeader: false, settings: { columns: ["column_1", "column_2"] } }],
    ["a.csv", "a,b\n'x,1','y'\n'z','w'\n'p','q'\n", { columns: 2, hasHeader: true, settings: { quote: "'" } }],
    ["a.csv", 'a,b\n"say \\"x\\", then",2\n', { columns: 2, hasHeader: true, settings: { escape: "\\" } }],
    ["a.csv", "sep=;\na;b,c\n1;2,5\n", { columns: 2, hasHeader: true, settings: { delimiter: ";" } }],
    ["a.csv", "name\nx\ny\n", { columns: 1, hasHeader: true, settings: {} }],
    [
      "a",
      "x,2026-01-02\ny,2026-01-03\n",
      { columns: 2, hasHeader: false, settings: { columns: ["column_1", "column_2"] } },
    ],
  ])("%s with %j", async (key, content, csv) => {
    expect(await factsOf(key, content)).toMatchObject({ fileType: "csv", compressionType: "none", csv });
    expect(await factsOf(`${key}.gz`, gzipSync(content))).toMatchObject({
      fileType: "csv",
      compressionType: "gzip",
      csv,
    });
  });

  it("go by content before the name", async () => {
    expect(await factsOf("a.csv", '{"a":1}\n')).toMatchObject({ fileType: "json" });
    expect(await factsOf("a.json", "a;b\n1;2\n")).toMatchObject({ fileType: "csv" });
    expect(await factsOf("a.json", '[\n  {"a": 1}\n]\n')).toMatchObject({ fileType: "json", shape: { name: "list" } });
    expect(await factsOf("a.bin", Buffer.from("PAR1\u0015\u0004\u0015\u0000"))).toMatchObject({ fileType: "parquet" });
    expect(await factsOf("a.json", "")).toMatchObject({ fileType: "json" });
  });
});

describe("an inspection", () => {
  it("takes its rows from all files, and says whether there are more", async () => {
    const rows = (key: string): string => Array.from({ length: 50 }, (_, i) => `{"${key}":${i}}\n`).join("");
    const files = [fileOf("a.json", rows("a")), fileOf("b.json", rows("b"))];
    const some = await inspect(files, { rows: 20 });
    expect(some).toMatchObject({ isComplete: false, profile: { rows: 20 }, problems: [] });
    expect(some.profile.paths.map(({ path, count }) => [pathLabel(path), count])).toEqual([
      ["a", 10],
      ["b", 10],
    ]);
    expect(await inspect(files)).toMatchObject({ isComplete: true, profile: { rows: 100 }, hasMore: false });
    const many = Array.from({ length: 1_001 }, (_, i) => fileOf(`${i}.json`, `{"n":${i}}\n`));
    const { files: opened, keys, hasMore, profile } = await inspect(many);
    expect([opened[0]?.name, opened.at(-1)?.name, opened.length]).toEqual(["0.json", "999.json", 20]);
    expect([keys.length, hasMore, profile.rows]).toEqual([1_000, true, 20]);
  });

  it("looks into JSON documents, and names the command that fixes them", async () => {
    const documents = [
      '[\n {"a": 1},\n {"a": 2}\n]',
      '{\n "rows": [\n  {"a": 1},\n  {"a": 2}\n ]\n}',
      '[{"a":1},{"a":2}]',
    ];
    for (const document of documents) {
      const { profile, problems, sample } = await inspect([fileOf("a.json", document)]);
      expect(profile).toMatchObject({ rows: 2, dicts: 2 });
      expect(sample).toEqual([{ a: 1 }, { a: 2 }]);
      expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining("jq -c") })]);
    }
  });

  it("names each kind of bad row once, and files that cannot be read", async () => {
    const { problems, profile } = await inspect([
      fileOf("a.json", '{"a":1}\noops\n{"a":2}\nno\n'),
      fileOf("b.json.gz", gzipSync("{}\n".repeat(9_000)).subarray(0, 60)),
    ]);
    expect(profile.dicts).toBeGreaterThanOrEqual(2);
    expect(problems).toEqual([
      expect.objectContaining({ file: "a.json", code: "row/not-json", row: 1, rows: 2 }),
      expect.objectContaining({ file: "b.json.gz", code: "rows/truncated" }),
    ]);
  });
});

it.each([
  [["2026/01/part-0001.json.gz", "2026/02/part-0002.json.gz"], String.raw`part-\d+\.json\.gz`],
  [["events_2026-01-02.csv"], String.raw`events_\d+-\d+-\d+\.csv`],
  [["orders.csv"], String.raw`.*\.csv`],
  [["x/a.parquet", "x/b.parquet"], String.raw`.*\.parquet`],
  [
    ["16ba5ff0-1f6a-4a3a-9a1c-0123456789ab.json", "26ba5ff0-1f6a-4a3a-9a1c-0123456789ab.json"],
    String.raw`[0-9A-Fa-f-]+\.json`,
  ],
  [["a.json", "b.csv"], undefined],
])("makes of the keys %j the pattern %j", (keys, pattern) => {
  expect(keyPattern(keys)).toBe(pattern);
  if (pattern !== undefined)
    for (const key of keys) expect(key.slice(key.lastIndexOf("/") + 1)).toMatch(new RegExp(`^(?:${pattern})$`));
});
