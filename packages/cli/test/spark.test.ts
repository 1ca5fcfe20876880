// The recipes of docs/spark.md, run as they are written by a stand-in for Spark's `pipe`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CREDENTIALS } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { converter, folderWith } from "./support/heddle.ts";
import { rddPipe } from "./support/rdd-pipe.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "spark.md"), "utf8");
const recipes = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
const [keysIn = "", linesIn = ""] = recipes.map((code) => /\.pipe\(\s*"([^"]+)"/.exec(code)?.[1] ?? "");

const s3 = useS3();
const row = (i: number): string => JSON.stringify({ id: `row-${i}`, name: "Buy", user: `user-${i}` });
const rows = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `${row(from + i)}\n`).join("");
const idsOf = (lines: readonly string[]): string[] =>
  lines.map((line) => (JSON.parse(line) as { insert_id: string }).insert_id);

/** The converters of the recipes, the command of one with their paths, and an environment that reaches S3. */
function executor(command: string): { readonly command: string; readonly env: Readonly<Record<string, string>> } {
  const mapping = { event_type: "name", user_id: "user" };
  const cwd = folderWith({});
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
  write("orders.converter.json", converter({ compressionType: "gzip" }, mapping));
  write("orders-with-ids.converter.json", converter({}, { ...mapping, insert_id: "id" }));
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = CREDENTIALS;
  return {
    command: command.replace("/opt/heddle", cwd),
    env: { AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY },
  };
}

it("the page has two recipes, and both check the exit code", () => {
  expect(recipes).toHaveLength(2);
  for (const code of recipes) expect(code).toMatch(/\.pipe\([^)]*, checkCode=True\s*\)/);
  expect([keysIn.slice(0, 16), linesIn.slice(0, 11)]).toEqual(["heddle map-keys ", "heddle map "]);
});

describe("keys in", () => {
  it("gives every event once, with the id of its place, however keys are spread and tasks repeated", async () => {
    const bucket = await s3.bucket({
      "a.gz": gzipSync(rows(0, 3)),
      "b.gz": gzipSync(rows(3, 2)),
      "c.gz": gzipSync(rows(5, 1)),
    });
    const keys = ["a.gz", "b.gz", "c.gz"].map((key) => `s3://${bucket}/${key}`);
    const { command, env } = executor(keysIn);
    const options = { env, checkCode: true };
    const [[first = [], second = []], [again = []]] = await Promise.all([
      rddPipe(command, [keys.slice(0, 2), keys.slice(2)], options),
      rddPipe(command, [keys.slice(0, 2)], options),
    ]);
    expect([...idsOf(first), ...idsOf(second)]).toEqual([
      ...[0, 1, 2].map((i) => `${bucket}/a.gz:${i}`),
      ...[0, 1].map((i) => `${bucket}/b.gz:${i}`),
      `${bucket}/c.gz:0`,
    ]);
    expect(again).toEqual(first);
  });

  it("fails the partition of a mapper that is killed, which goes unseen without checkCode", async () => {
    const bucket = await s3.bucket({ "large.gz": gzipSync(rows(0, 20_000)) });
    const { command, env } = executor(keysIn);
    const partitions = [[`s3://${bucket}/large.gz`]];
    const killed = (checkCode: boolean): ReturnType<typeof rddPipe> =>
      rddPipe(command, partitions, { env, checkCode, atFirstLine: (child) => child.kill("SIGKILL") });
    const [[torn = []]] = await Promise.all([
      killed(false),
      expect(killed(true)).rejects.toThrow("exited with error code SIGKILL"),
    ]);
    expect(torn.length).toBeGreaterThan(0);
    expect(torn.length).toBeLessThan(20_000);
  });

  it("fails the partition of an object that is gone, and of one with a row that is set aside", async () => {
    const bucket = await s3.bucket({ "odd.gz": gzipSync(`${rows(0, 1)}oops\n`) });
    const { command, env } = executor(keysIn);
    for (const key of ["gone.gz", "odd.gz"])
      await expect(rddPipe(command, [[`s3://${bucket}/${key}`]], { env, checkCode: true })).rejects.toThrow(
        "exited with error code 1",
      );
  });
});

describe("lines in", () => {
  it("gives the same events with the ids of their rows, however the lines are cut", async () => {
    const lines = rows(0, 5).trimEnd().split("\n");
    const { command, env } = executor(linesIn);
    const options = { env, checkCode: true };
    const [one, other] = await Promise.all([
      rddPipe(command, [lines.slice(0, 2), lines.slice(2)], options),
      rddPipe(command, [lines.slice(3), [], lines.slice(0, 3)], options),
    ]);
    expect(idsOf(one.flat())).toEqual([0, 1, 2, 3, 4].map((i) => `row-${i}`));
    expect(other.flat().toSorted()).toEqual(one.flat().toSorted());
  });

  it("makes up no ids for lines that bring none", async () => {
    const { command, env } = executor(linesIn.replace("orders-with-ids", "orders"));
    const lines = rows(0, 2).trimEnd().split("\n");
    const partitions = await rddPipe(command, [lines.slice(0, 1), lines.slice(1)], { env, checkCode: true });
    expect(idsOf(partitions.flat())).toEqual([undefined, undefined]);
  });
});
