// In: README files of packages. Out: the same, where a line `<!-- example: PATH -->` is followed by the text of that file, which the tests run.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type GeneratedFile, root } from "./generated.ts";

const EXAMPLE = /^<!-- example: (\S+) -->\n(?:```ts\n[\s\S]*?^```\n)?/gm;

export function generateExamples(): readonly GeneratedFile[] {
  return globSync(["README.md", "packages/*/README.md"], { cwd: root })
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const shown = (file: string): string => readFileSync(join(root, dirname(path), file), "utf8");
      return {
        path,
        text: text.replace(EXAMPLE, (_, file: string) => `<!-- example: ${file} -->\n\`\`\`ts\n${shown(file)}\`\`\`\n`),
      };
    });
}
