// heddle completion: the scripts know every command and option, and bash completes with its own.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completionScript, SHELLS } from "../src/command/completion.ts";
import { readInput } from "../src/command/read-input.ts";
import { command } from "../src/commands/completion/command.ts";
import { DEFINITIONS } from "../src/commands/completion/definitions.gen.ts";
import { run } from "../src/commands/completion/run.ts";
import { COMMANDS } from "../src/commands/index.gen.ts";
import { captured } from "./support/captured.ts";
import { folderWith } from "./support/heddle.ts";

/** What bash offers for the last of the words. */
function completed(cwd: string, ...words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `source heddle.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _heddle; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { cwd, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

/** Without what quotes and escapes a text in one shell or the other. */
const plain = (text: string): string => text.replaceAll(/['\\]/g, "");

describe("heddle completion", () => {
  it.each(SHELLS)("prints a script for %s that names each command, option and value", async (shell) => {
    const terminal = captured();
    expect(await run({ shell }, terminal)).toBe(0);
    const { out } = terminal.written;
    expect(DEFINITIONS.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    const dashes = shell === "fish" ? "-l " : "--";
    for (const { name, options, summary } of DEFINITIONS) {
      expect(out).toContain(name);
      if (shell !== "bash") expect(plain(out)).toContain(plain(summary));
      for (const key of Object.keys(options))
        expect(out).toContain(`${dashes}${key.replaceAll(/[A-Z]/g, (l) => `-${l.toLowerCase()}`)}`);
    }
    await expect(readInput(command, ["tcsh"])).rejects.toThrow("<shell> takes bash, zsh or fish");
  });

  it("completes commands, options, values and files in bash", () => {
    const folder = folderWith({ "orders.csv": "", "heddle.bash": completionScript("bash", DEFINITIONS) });
    expect(completed(folder, "heddle", "ins")).toEqual(["inspect"]);
    expect(completed(folder, "heddle", "help", "expl")).toEqual(["explain"]);
    expect(completed(folder, "heddle", "map", "--data")).toEqual(["--data-type"]);
    expect(completed(folder, "heddle", "map", "--data-type", "us")).toEqual(["user_properties"]);
    expect(completed(folder, "heddle", "notifications", "e")).toEqual(["enable"]);
    expect(completed(join(folder), "heddle", "inspect", "ord")).toEqual(["orders.csv"]);
  });
});
