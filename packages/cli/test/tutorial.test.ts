// The tutorial of the README runs as it is printed.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { command, folderWith } from "./support/heddle.ts";
import { type LineOptions, runLine } from "./support/shell-line.ts";

const root = join(import.meta.dirname, "..", "..", "..");

const s3 = useS3();

interface Step {
  readonly command: string;
  /** The lines that it prints; `...` stands for any number of them. */
  readonly output: readonly string[];
}

function stepsOf(text: string): readonly Step[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, body = ""]) => body);
  return blocks.flatMap((block) =>
    block.split(/^\$ /m).flatMap((part) => {
      const [line = "", ...output] = part.trimEnd().split("\n");
      return line === "" ? [] : [{ command: line, output }];
    }),
  );
}

function patternOf(output: readonly string[]): RegExp {
  const lines = output.map((line) =>
    line === "..." ? "(?:.*\n)*?" : `${line.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)}\n`,
  );
  return new RegExp(`^${lines.join("")}$`);
}

it("shows commands and what they print", { timeout: 300_000 }, async () => {
  const steps = stepsOf(readFileSync(join(root, "README.md"), "utf8"));
  expect(steps.length).toBeGreaterThan(8);
  const cwd = folderWith({});
  cpSync(join(root, "fixtures", "tutorial"), cwd, { recursive: true });
  mkdirSync(join(cwd, "bin"));
  const parts = (await command()).map((part) => `'${part}'`);
  writeFileSync(join(cwd, "bin", "heddle"), `#!/bin/sh\nexec ${parts.join(" ")} "$@"\n`, { mode: 0o755 });
  await s3.bucket({ "exports/orders.csv": readFileSync(join(cwd, "orders.csv")) }, "acme-orders");
  const options: LineOptions = {
    cwd,
    env: {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    bin: join(cwd, "bin"),
  };
  for (const { command: line, output } of steps) {
    const { out, err } = await runLine(line, options);
    expect(out + err, line).toMatch(patternOf(output));
  }
});
