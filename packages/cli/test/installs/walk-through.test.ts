// A new user's first steps with npm alone, on the oldest Node and on ours; vitest.config.ts leaves this file out but for `pnpm torture installs`.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { campaign } from "../../../../scripts/campaigns.ts";
import { CREDENTIALS, REGION } from "../../../runtime/test/support/credentials.ts";
import { folderOfNode, OLDEST_NODE } from "../../../runtime/test/support/oldest-node.ts";
import { useS3 } from "../../../runtime/test/support/s3.ts";
import { folderWith } from "../support/heddle.ts";
import { packInto, publishedFolders } from "../support/packed.ts";
import { openRegistry } from "../support/registry.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const QUIET = ["--no-audit", "--no-fund", "--silent"];
const s3 = useS3();
const run = promisify(execFile);

beforeAll(async () => {
  await s3.bucket({ "exports/orders.csv": readFileSync(join(root, "fixtures/tutorial/orders.csv")) }, "acme-orders");
});

it.each([OLDEST_NODE, process.versions.node])("on Node %s", { tags: ["installs"] }, async (version) => {
  const cwd = folderWith({});
  const env = {
    ...process.env,
    PATH: `${await folderOfNode(version)}${delimiter}${process.env["PATH"] ?? ""}`,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  const step = async (program: string, ...args: string[]): Promise<string> => {
    const { stdout, stderr } = await run(program, args, { cwd, env });
    return stdout + stderr;
  };
  const heddle = (...args: string[]): Promise<string> => step("npx", "--no-install", "heddle", ...args);
  expect(await step("node", "--version")).toBe(`v${version}\n`);

  const packed = await packInto(folderWith({}), publishedFolders().slice(0, campaign("installs").rounds));
  await using registry = await openRegistry(packed, join(root, "node_modules"));
  mkdirSync(join(cwd, "cache"));
  const from = ["--cache", join(cwd, "cache"), "--registry", registry.url];
  await step("npm", "install", ...QUIET, ...from, "heddle");
  expect(await heddle("init", "s3://acme-orders/exports/", "-o", "shop.converter.json", "--source")).toMatch(
    /^wrote shop\.converter\.json and shop\.source\.json$/m,
  );
  expect(await heddle("check", "shop.converter.json")).toMatch(/^1 file checked: 0 errors/m);
  expect(await heddle("run", "shop.source.json", "--once")).toMatch(/^rows 60 = events 60 \+ ignored 0 /m);
  expect(await heddle("status", "shop.source.json")).toMatch(/\bdone 1\b/);
  expect(readdirSync(join(cwd, "events"), { recursive: true })).not.toEqual([]);
});
