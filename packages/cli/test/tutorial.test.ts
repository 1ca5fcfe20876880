// The tutorial of the README runs as it is printed.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { command, folderWith } from "./support/heddle.ts";

const root = join(import.meta.dirname, "..", "..", "..");

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
  const env = { ...process.env, PATH: `${join(cwd, "bin")}:${process.env["PATH"]}` };
  for (const { command: line, output } of steps) {
    const { stdout, stderr } = spawnSync("sh", ["-c", `${line} 2>&1 </dev/null`], { cwd, env, encoding: "utf8" });
    expect(stdout + stderr, line).toMatch(patternOf(output));
  }
});
