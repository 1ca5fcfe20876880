// In: the list of the site's pages. Out: llms.txt, the same for language models (https://llmstxt.org).
import { sitePages } from "../site.ts";
import type { GeneratedFile } from "./generated.ts";

export function generateLlms(): GeneratedFile {
  const groups = Object.entries(sitePages()).flatMap(([group, pages]) => [
    `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
    "",
    ...pages.map(({ path, title, summary }) => `- [${title}](${path}): ${summary}`),
    "",
  ]);
  const lines = [
    "# Heddle",
    "",
    "> Compiler, ingest runtime and language server for the converter language of Amplitude's S3 Import: JSON that describes how rows of files become events.",
    "",
    "`heddle check` finds mistakes, `heddle explain CODE` says what a code means, `heddle map` and `heddle preview` show what a converter makes of rows, `heddle test` runs its cases, and `heddle mcp` offers these as tools.",
    "",
    ...groups,
  ];
  return { path: "llms.txt", text: `${lines.join("\n").trimEnd()}\n` };
}
