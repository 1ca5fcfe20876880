// heddle map-keys: keys in, the events of their objects out, and an exit code that says whether they are all there.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { run } from "../src/commands/map-keys/run.ts";
import { captured } from "./support/captured.ts";
import { converter, folderWith, start } from "./support/heddle.ts";

const s3 = useS3();
afterEach(() => vi.unstubAllEnvs());

const row = (user: string): string => `{"name":"Buy","user":"${user}","at":"1970-01-01T00:00:01Z"}\n`;

function environment(): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
}

interface Ended {
  readonly code: number;
  readonly err: string;
  readonly ids: readonly string[];
}

/** Runs the command in this process. */
async function mapKeys(
  path: string,
  keys: AsyncIterable<Uint8Array> | string,
  options: { readonly bucket?: string; readonly strict?: boolean } = {},
): Promise<Ended> {
  for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  const bytes = async function* () {
    yield Buffer.from(keys as string);
  };
  const terminal = { ...captured(), input: typeof keys === "string" ? bytes() : keys };
  const { bucket, strict = false } = options;
  const settings = { bucket, strict, dataType: undefined, strategy: undefined, now: undefined };
  const code = await run({ converter: path, ...settings }, terminal);
  const { out, err } = terminal.written;
  const events = out.split("\n").filter(Boolean);
  return { code, err, ids: events.map((line) => (JSON.parse(line) as { insert_id: string }).insert_id) };
}

const converterFile = (settings = {}): string => join(folderWith({ "c.json": converter(settings) }), "c.json");

describe("heddle map-keys", () => {
  it("maps whole objects in the order of their keys, with the ids of their places", async () => {
    const path = converterFile({ compressionType: "auto" });
    const one = await s3.bucket({
      "in/a b+c.json": row("user-1") + row("user-2"),
      "z.json.gz": gzipSync(row("user-3")),
    });
    const two = await s3.bucket({ "ä.json": row("user-4"), empty: "" });
    const keys = [
      `s3://${one}/z.json.gz\r`,
      "",
      `s3a://${one}/in/a b+c.json`,
      `s3n://${two}/ä.json`,
      `s3://${two}/empty`,
    ];
    const { code, ids, err } = await mapKeys(path, keys.join("\n"));
    expect({ code, ids }).toEqual({
      code: 0,
      ids: [`${one}/z.json.gz:0`, `${one}/in/a b+c.json:0`, `${one}/in/a b+c.json:1`, `${two}/ä.json:0`],
    });
    expect(err).toContain("objects 4\nrows 4 = events 4 + ignored 0 + dropped 0 + set aside 0\n");
    const bare = await mapKeys(path, "z.json.gz\nin/a b+c.json\n", { bucket: one });
    expect(bare).toMatchObject({ code: 0, ids: ids.slice(0, 3) });
  });

  it("ends with 1 at the first object that cannot be read, and reads no keys beyond the next", async () => {
    const bucket = await s3.bucket({ "a.json": row("user-1"), "b.json": row("user-2") });
    let read = 0;
    const keys = async function* () {
      for (const key of ["a.json", "gone.json", "b.json", "a.json", "b.json"]) {
        read += 1;
        yield Buffer.from(`${key}\n`);
      }
    };
    const { code, ids, err } = await mapKeys(converterFile(), keys(), { bucket });
    expect({ code, ids, read }).toEqual({ code: 1, ids: [`${bucket}/a.json:0`], read: 3 });
    expect(err).toContain(`s3://${bucket}/gone.json: error[s3/object-gone]`);
    const damaged = await s3.bucket({ "cut.json.gz": gzipSync(row("user-1")).subarray(0, 30) });
    const cut = await mapKeys(converterFile({ compressionType: "gzip" }), "cut.json.gz", { bucket: damaged });
    expect(cut).toMatchObject({ code: 1, err: expect.stringContaining(`s3://${damaged}/cut.json.gz: `) as string });
  });

  it("fails for a row set aside with --strict alone", async () => {
    const bucket = await s3.bucket({ "a.json": `${row("user-1")}oops\n`, "b.json": row("user-2") });
    const path = converterFile();
    const lenient = await mapKeys(path, "a.json\nb.json\n", { bucket });
    expect(lenient).toMatchObject({ code: 0, ids: [`${bucket}/a.json:0`, `${bucket}/b.json:0`] });
    const strict = await mapKeys(path, "a.json\nb.json\n", { bucket, strict: true });
    expect(strict).toMatchObject({ code: 1, ids: [`${bucket}/a.json:0`] });
    expect(strict.err).toContain(`s3://${bucket}/a.json: row 1 (byte ${row("user-1").length}): [row/not-json]`);
  });

  it("takes bucket and access from a source file, and no key of another bucket", async () => {
    const bucket = await s3.bucket({ "in/a.json": row("user-1"), "else.json": row("user-2") });
    const cwd = folderWith({ "c.json": converter() });
    const path = join(cwd, "source.json");
    const places = { bucket, prefix: "in/", region: REGION, endpoint: s3.endpoint, credentials: CREDENTIALS };
    const job = { converter: "c.json", dataType: "event", sink: { type: "ndjson", directory: "out" }, ledger: "l.db" };
    writeFileSync(path, JSON.stringify({ ...places, ...job }));
    const { code, ids } = await mapKeys(path, `in/a.json\ns3://${bucket}/else.json\n`);
    expect({ code, ids }).toEqual({ code: 0, ids: [`${bucket}/in/a.json:0`, `${bucket}/else.json:0`] });
    await expect(mapKeys(path, "s3://other/in/a.json")).rejects.toThrow(
      `line 1 of standard input is in bucket other; that of the source is ${bucket}`,
    );
    await expect(mapKeys(path, "", { bucket })).rejects.toThrow("a source file names its own bucket");
  });

  it.each([
    ["a key without a bucket", "\nin/a.json\n", "line 2 of standard input names no bucket: write s3://bucket/key"],
    ["half an address", "s3://bucket", "line 1 of standard input names no bucket: write s3://bucket/key"],
    ["a line without an end", "x".repeat(5000), "line 1 of standard input is too long for a key"],
  ])("says in which line there is %s", async (_, keys, message) => {
    await expect(mapKeys(converterFile(), keys)).rejects.toThrow(message);
  });

  it("refuses keys that are not UTF-8", async () => {
    const keys = async function* () {
      yield Buffer.from([0x61, 0xff, 0x0a]);
    };
    await expect(mapKeys(converterFile(), keys())).rejects.toThrow(
      "line 1 of standard input, or one after it, is not UTF-8",
    );
  });

  it("maps nothing with a converter that has errors", async () => {
    const path = join(folderWith({ "c.json": converter().replace("iso_time_to_ms", "iso") }), "c.json");
    expect(await mapKeys(path, "s3://no-bucket/a.json")).toMatchObject({ code: 1, ids: [] });
  });

  it("ends where it fails, though its standard input stays open", async () => {
    const bucket = await s3.bucket();
    const child = await start(["map-keys", converterFile(), "--bucket", bucket], { env: environment() });
    child.stdin?.on("error", () => {}).write("gone.json\n");
    expect(await once(child, "close")).toEqual([1, null]);
  });
});
