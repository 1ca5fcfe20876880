// In: README files and documents. Out: the same with their generated blocks: below `<!-- example: PATH -->` the text of that file, which
// the tests run, and below `<!-- commands -->` a line for each command.
import { globSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { type GeneratedFile, root } from "./generated.ts";

const EXAMPLE = /^<!-- example: (\S+) -->\n(?:```(?:ts|json)\n[\s\S]*?^```\n)?/gm;
const COMMANDS = /^<!-- commands -->\n(?:```sh\n[\s\S]*?^```\n)?/gm;

export function generateReadmes(commands: readonly string[]): readonly GeneratedFile[] {
  return globSync(["README.md", "docs/*.md", "packages/*/README.md"], { cwd: root })
    .toSorted()
    .map((path) => {
      const shown = (file: string): string => readFileSync(join(root, dirname(path), file), "utf8");
      const text = readFileSync(join(root, path), "utf8")
        .replace(
          EXAMPLE,
          (_, file: string) => `<!-- example: ${file} -->\n\`\`\`${extname(file).slice(1)}\n${shown(file)}\`\`\`\n`,
        )
        .replace(COMMANDS, () => `<!-- commands -->\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`);
      return { path, text };
    });
}
