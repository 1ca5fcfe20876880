// The fuzz of rows as bytes on the oldest Node and on ours; vitest.config.ts leaves this file out but for `pnpm torture engines`.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { campaign } from "../../../../scripts/campaigns.ts";
import { bundleDigest } from "../support/engines/bundle.ts";
import { digestFuzz } from "../support/engines/digest.ts";
import { testFolder } from "../support/folder.ts";
import { folderOfNode, OLDEST_NODE } from "../support/oldest-node.ts";

const run = promisify(execFile);

it("comes to the same bytes on the oldest Node", { tags: ["engines"] }, async () => {
  const task = campaign("engines");
  const node = join(await folderOfNode(OLDEST_NODE), "node");
  expect((await run(node, ["--version"])).stdout).toBe(`v${OLDEST_NODE}\n`);
  const program = join(testFolder(), "digest.mjs");
  writeFileSync(program, await bundleDigest("node"));
  const { stdout } = await run(node, [program, JSON.stringify(task)]);
  expect(JSON.parse(stdout)).toEqual(await digestFuzz(task));
});
