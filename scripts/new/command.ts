// pnpm new command NAME: a command that works, and its test.
import type { ScaffoldKind } from "./kind.ts";

export const kind: ScaffoldKind = {
  doc: "a command of heddle",
  name: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  exampleName: "word-count",
  scaffold: (name) => ({
    files: {
      [`packages/cli/src/commands/${name}/command.ts`]: definition(name),
      [`packages/cli/src/commands/${name}/run.ts`]: work(name),
      [`packages/cli/test/${name}-command.test.ts`]: test(name),
    },
    tests: [`packages/cli/test/${name}-command.test.ts`, "packages/cli/test/commands.test.ts"],
    next: [
      "packages/cli/src/command/define-command.ts explains every part of a definition.",
      "The examples run in packages/cli/test/readme.test.ts: use its files, or add to them.",
    ],
  }),
};

function definition(name: string): string {
  return `import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "${name}",
  group: "converters",
  summary: "FILL IN: what it does, as an imperative",
  arguments: [{ name: "files", variadic: true, doc: "FILL IN: what the files are" }],
  options: { json: { doc: "FILL IN: what is printed as JSON" } },
  examples: [
    { command: "heddle ${name} movies.converter.json", doc: "FILL IN: what this shows" },
    { command: "heddle ${name} --json movies.converter.json", doc: "FILL IN: what this shows" },
  ],
  exitCodes: { 0: "FILL IN: when it succeeds" },
});
`;
}

function work(name: string): string {
  return `// heddle ${name}: FILL IN what it does.
import type { InputOf } from "../../command/define-command.ts";
import { readText } from "../../named-file.ts";
import { plural } from "../../report/format.ts";
import type { Terminal } from "../../terminal.ts";
import type { command } from "./command.ts";

/** @throws Misuse when a file cannot be read. */
export async function run({ files, json }: InputOf<typeof command>, { out }: Terminal): Promise<number> {
  const lengths: { readonly file: string; readonly characters: number }[] = [];
  for (const file of files) lengths.push({ file, characters: (await readText(file)).text.length });
  if (json) await out.write(\`\${JSON.stringify(lengths, undefined, 2)}\\n\`);
  else for (const { file, characters } of lengths) await out.write(\`\${file}: \${plural(characters, "character")}\\n\`);
  return 0;
}
`;
}

function test(name: string): string {
  return `// heddle ${name} as a process: output and exit codes.
import { describe, expect, it } from "vitest";
import { folderWith, heddle } from "./support/heddle.ts";

describe("heddle ${name}", () => {
  it("FILL IN: what it shows", async () => {
    const cwd = folderWith({ "c.json": "{}" });
    expect(await heddle(["${name}", "c.json"], { cwd })).toEqual({ code: 0, out: "c.json: 2 characters\\n", err: "" });
    const { out } = await heddle(["${name}", "--json", "c.json"], { cwd });
    expect(JSON.parse(out)).toEqual([{ file: "c.json", characters: 2 }]);
  });

  it("names a file that does not exist, and exits with 2", async () => {
    const { code, err } = await heddle(["${name}", "nope.json"], { cwd: folderWith({}) });
    expect(code).toBe(2);
    expect(err).toContain("heddle ${name}: nope.json does not exist");
  });
});
`;
}
