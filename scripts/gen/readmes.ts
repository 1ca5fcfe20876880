// In: README files and documents. Out: the same with their generated blocks: below `<!-- example: PATH -->` the text of that file, which
// the tests run, below `<!-- commands -->` a line for each command, and below `<!-- instruments -->` a row for each thing that is measured.
import { globSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { INSTRUMENT_LIST, prometheusName } from "../../packages/runtime/src/observe/instruments.ts";
import { type GeneratedFile, root } from "./generated.ts";

const EXAMPLE = /^<!-- example: (\S+) -->\n(?:```(?:ts|json)\n[\s\S]*?^```\n)?/gm;
const COMMANDS = /^<!-- commands -->\n(?:```sh\n[\s\S]*?^```\n)?/gm;
const INSTRUMENTS = /^<!-- instruments -->\n(?:\|.*\n)*/gm;

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
        .replace(COMMANDS, () => `<!-- commands -->\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`)
        .replace(INSTRUMENTS, () => `<!-- instruments -->\n${instrumentsTable()}`);
      return { path, text };
    });
}

function instrumentsTable(): string {
  const rows = INSTRUMENT_LIST.map(([, definition]) => {
    const { name, kind, unit, doc, labels } = definition;
    const unitText = unit.startsWith("{") ? "" : `, \`${unit}\``;
    const labelText = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${prometheusName(definition)}\` | \`${name}\` | ${kind}${unitText} | ${labelText} | ${doc} |\n`;
  });
  return `| Prometheus | OpenTelemetry | kind | labels | |\n|---|---|---|---|---|\n${rows.join("")}`;
}
