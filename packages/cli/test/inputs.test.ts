// FILES and SOURCE, as commands take them: which files they stand for, and what is said where they stand for none.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { run } from "../src/commands/map/run.ts";
import { Misuse } from "../src/failure.ts";
import { type Inputs, openInputs, openSourceInputs, sourceAt } from "../src/inputs.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith } from "./support/heddle.ts";

const s3 = useS3();
afterEach(() => vi.unstubAllEnvs());

async function namesOf(inputs: Inputs): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of inputs.files()) names.push(name);
  await inputs[Symbol.asyncDispose]();
  return names;
}

const open = async (...names: string[]): Promise<string[]> => namesOf(await openInputs(names, captured()));

function useEnvironment(): void {
  vi.stubEnv("AWS_ENDPOINT_URL_S3", s3.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", CREDENTIALS.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", CREDENTIALS.secretAccessKey);
}

describe("local names", () => {
  it("stand for a file, for all below a folder, and for what a glob matches", async () => {
    const files = { "b.json": "{}", "a.csv": "x\n1", _SUCCESS: "1", ".part.crc": "1", "empty.json": "" };
    const folder = folderWith({ ...files, "mine.converter.json": "{}", "source.json": "{}" });
    mkdirSync(join(folder, "deep", "er"), { recursive: true });
    writeFileSync(join(folder, "deep", "er", "c.json"), "{}");
    symlinkSync(folder, join(folder, "deep", "circle"));
    const inFolder = (...names: string[]): string[] => names.map((name) => join(folder, name));
    expect(await open(folder)).toEqual(inFolder("a.csv", "b.json", "deep/er/c.json"));
    expect(await open(join(folder, "**/*.json"))).toEqual(inFolder("b.json", "deep/er/c.json"));
    expect(await open(`${folder}/./{a,b}.*`)).toEqual(inFolder("a.csv", "b.json"));
    // What is named itself counts, whatever its name is.
    expect(await open(...inFolder("_SUCCESS", "source.json"), "-")).toEqual([
      ...inFolder("_SUCCESS", "source.json"),
      "-",
    ]);
  });

  it("that stand for nothing are misuse, before anything is read", async () => {
    const folder = folderWith({});
    await expect(openInputs([join(folder, "gone.json")], captured())).rejects.toThrow("gone.json does not exist");
    await expect(openInputs(["-", "-"], captured())).rejects.toThrow("standard input can be read only once");
    await expect(open(folder)).rejects.toThrow(new Misuse(`there is no file with data under ${folder}`));
    await expect(open(join(folder, "*.csv"))).rejects.toThrow(Misuse);
  });
});

describe("addresses of a bucket", () => {
  it("stand for an object, a prefix or a glob", async () => {
    const bucket = await s3.bucket({ "d/a.json": "{}", "d/a.json.gz": "x", "d/b/c.json": "{}", "d/_SUCCESS": "1" });
    useEnvironment();
    expect(await open(`s3://${bucket}/d/a.json`)).toEqual([`s3://${bucket}/d/a.json`]);
    expect(await open(`s3://${bucket}`)).toEqual(
      ["d/a.json", "d/a.json.gz", "d/b/c.json"].map((key) => `s3://${bucket}/${key}`),
    );
    expect(await open(`s3://${bucket}/d/**/*.json`)).toEqual([`s3://${bucket}/d/a.json`, `s3://${bucket}/d/b/c.json`]);
  });

  it("that stand for nothing say so", async () => {
    const bucket = await s3.bucket({});
    useEnvironment();
    await expect(open(`s3://${bucket}/x`)).rejects.toThrow(
      new Misuse(`there is no file with data under s3://${bucket}/x`),
    );
    await expect(open("s3://")).rejects.toThrow(new Misuse("s3:// is not an address: write s3://bucket/prefix"));
    await expect(open("s3://no-such-bucket/")).rejects.toMatchObject({ code: "s3/no-such-bucket" });
  });
});

const accepting = (filterPattern: string): string =>
  JSON.stringify({ ...(JSON.parse(converter()) as object), keyValidatorConfig: { filterPattern } });

describe("a source", () => {
  const sourceIn = (bucket: string): string =>
    JSON.stringify({
      bucket,
      prefix: "in/",
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "c.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
    });

  it("stands for the objects that its converter accepts; keys for those objects", async () => {
    const bucket = await s3.bucket({ "in/a.json": "{}", "in/a.txt": "x", "in/b.json": "{}", "else.json": "{}" });
    const folder = folderWith({ "s.json": sourceIn(bucket), "c.json": accepting(String.raw`.*\.json`) });
    const source = await sourceAt(join(folder, "s.json"));
    if (source === undefined) throw new Error("the file is a source file");
    const of = async (...keys: string[]): Promise<string[]> => namesOf(await openSourceInputs(source, keys));
    expect(await of()).toEqual([`s3://${bucket}/in/a.json`, `s3://${bucket}/in/b.json`]);
    expect(await of("in/a.txt", "b.json")).toEqual([`s3://${bucket}/in/a.txt`, `s3://${bucket}/in/b.json`]);
    await expect(of("c.json")).rejects.toThrow(new Misuse(`there is no object c.json in s3://${bucket}/in/`));
    expect(await sourceAt(join(folder, "c.json"))).toBeUndefined();
  });

  it("maps one of its objects, and touches no ledger", async () => {
    const row = JSON.stringify({ name: "open", user: "user-1", at: "2026-01-01T00:00:00Z" });
    const bucket = await s3.bucket({ "in/a.json": row });
    const folder = folderWith({ "s.json": sourceIn(bucket), "c.json": converter() });
    const terminal = captured();
    const input = {
      converter: join(folder, "s.json"),
      raw: false,
      strict: false,
      stats: false,
      verify: false,
      dataType: undefined,
      strategy: undefined,
      now: undefined,
      trace: undefined,
      place: undefined,
    };
    expect(await run({ ...input, files: ["a.json"] }, terminal)).toBe(0);
    expect(terminal.written.out).toContain('"event_type":"open"');
    await expect(run({ ...input, files: [] }, terminal)).rejects.toThrow("name the objects to map");
    expect(existsSync(join(folder, "ledger.db"))).toBe(false);
  });
});
