// Bad input at each step of `heddle run`: one clear message with its place, and the other files are ingested all the same.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { startSigningFront } from "../../runtime/test/support/signing-front.ts";
import { converter, folderWith, heddle } from "./support/heddle.ts";

const samples = join(import.meta.dirname, "../../../fixtures/formats");

const s3 = useS3();

function source(settings: Readonly<Record<string, unknown>>, converterText: string): string {
  const cwd = folderWith({ "c.json": converterText });
  const base = {
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "c.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out" },
    ledger: "ledger.db",
  };
  writeFileSync(join(cwd, "source.json"), JSON.stringify({ ...base, ...settings }));
  mkdirSync(join(cwd, "out"));
  return cwd;
}

function lines(cwd: string, name: RegExp): string[] {
  return readdirSync(join(cwd, "out"), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .flatMap((file) =>
      readFileSync(join(cwd, "out", file), "utf8")
        .trimEnd()
        .split("\n"),
    );
}

it("refused credentials are one error that names the bucket and the fix", async () => {
  const front = await startSigningFront(s3.endpoint, { [CREDENTIALS.accessKeyId]: CREDENTIALS.secretAccessKey });
  await s3.bucket({ "a.json": '{"name":"Buy","user":"user-1","at":"2026-01-31"}\n' }, "bad-keys");
  for (const [accessKeyId, secretAccessKey] of [
    ["AKIAUNKNOWN", "secret-of-nobody"],
    [CREDENTIALS.accessKeyId, "secret-of-another"],
  ]) {
    const cwd = source(
      { bucket: "bad-keys", endpoint: front.endpoint, credentials: { accessKeyId, secretAccessKey } },
      converter(),
    );
    const { code, err, out } = await heddle(["run", "source.json", "--once"], { cwd });
    expect(code).toBe(1);
    expect(err.match(/error\[/g)).toHaveLength(1);
    expect(err).toMatch(/error\[s3\/[a-z-]+\]: \S/);
    expect(err).toContain("at: s3://bad-keys/");
    expect(err).toContain("help: ");
    expect(`${err}${out}`).not.toContain(secretAccessKey);
  }
  const cwd = source({ bucket: "bad-keys", endpoint: front.endpoint }, converter());
  expect((await heddle(["run", "source.json", "--once"], { cwd })).code).toBe(0);
});

it("half a Parquet file fails with its key, and the whole ones are ingested", async () => {
  const name =
    readdirSync(samples, { recursive: true, encoding: "utf8" }).find((file) => file.endsWith(".parquet")) ??
    expect.fail("no Parquet sample");
  const whole = readFileSync(join(samples, name));
  const bucket = await s3.bucket({
    "good.parquet": whole,
    "half.parquet": whole.subarray(0, whole.length / 2),
    "text.parquet": "this is no Parquet file at all, but some text\n",
  });
  const cwd = source(
    { bucket },
    converter({ fileType: "parquet" }, { event_type: ["value", "Row"], user_id: ["value", "user-1"] }),
  );
  const { code, out, err } = await heddle(["run", "source.json", "--once"], { cwd });
  expect(code).toBe(1);
  expect(out).toMatch(/│ good\.parquet +│ done /);
  expect(out).toMatch(/failed half\.parquet: \[rows\/[a-z-]+\] \S/);
  expect(out).toMatch(/failed text\.parquet: \[rows\/[a-z-]+\] \S/);
  expect(err).toContain("half.parquet  [rows/");
  expect(lines(cwd, /(?:^|\/)events[^/]*$/).length).toBeGreaterThan(0);
});

it("a line that is not JSON is set aside with bucket, key, row, byte and the raw line", async () => {
  const bucket = await s3.bucket({
    "a.json": '{"name":"Buy","user":"user-1","at":"2026-01-31"}\n{"name": "Buy",\n{"name":"Sell","user":"user-2"}\n',
  });
  const cwd = source({ bucket }, converter());
  const { code } = await heddle(["run", "source.json", "--once"], { cwd });
  expect(code).toBe(0);
  expect(lines(cwd, /(?:^|\/)events[^/]*$/)).toHaveLength(2);
  const aside = lines(cwd, /set-aside/).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(aside).toMatchObject([
    { bucket, key: "a.json", row: 1, offset: 49, rule: "row/not-json", raw: '{"name": "Buy",' },
  ]);
});
