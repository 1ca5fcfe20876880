// The documents: the site has every page that is listed, each at a place of its own, and the examples do what the recipes say.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DIAGNOSTIC_CODES, DOCUMENTS, helpLink } from "@heddle/compiler/language";
import { CODES, codeLink } from "@heddle/runtime/local";
import { describe, expect, it } from "vitest";
import { forSite, sitePages, sitePathOf } from "../../../scripts/site.ts";
import { run as runCheck } from "../src/commands/check/run.ts";
import { run as runTest } from "../src/commands/test/run.ts";
import { captured } from "./support/captured.ts";
import { checkInput } from "./support/check-input.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const pages = Object.values(sitePages()).flat();

describe("the site", () => {
  it("has every document, and every page of the reference", () => {
    const listed = pages.map(({ path }) => path);
    expect(listed.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(
      [...globSync(["docs/*.md", "grammar/*.md"], { cwd: root })].filter((path) => !listed.includes(path)),
    ).toEqual([]);
  });

  it("gives each page a place of its own, however file systems fold case", () => {
    const places = pages.map(({ path }) => sitePathOf(path)?.toLowerCase());
    expect(new Set(places).size).toBe(pages.length);
    expect(places).not.toContain(undefined);
  });

  it("links pages where it has them, and everything else in the repository", () => {
    expect(forSite("docs/index.md", "[a](../grammar/codes.md#s3) `x`")).toBe("[a](reference/codes.md#s3) `x`");
    expect(forSite("grammar/diagnostics/bad-pattern.md", "[a](../../README.md)")).toBe("[a](../../start.md)");
    expect(forSite("README.md", "[a](LICENSE) [b](https://a.b/c.md)")).toBe(
      "[a](https://github.com/heddle-lang/heddle/blob/main/LICENSE) [b](https://a.b/c.md)",
    );
    const code = "```md\n[a](../README.md)\n```";
    expect(forSite("docs/index.md", code)).toBe(code);
  });

  it("has a page, or a section of one, for each code, where findings link to it", () => {
    const placeOf = (link: string): string => link.slice(DOCUMENTS.length).replace(".html", ".md");
    const places = globSync("grammar/**/*.md", { cwd: root }).map(sitePathOf);
    expect(DIAGNOSTIC_CODES.filter((code) => !places.includes(placeOf(helpLink(code))))).toEqual([]);
    // As the site makes them of headings.
    const anchors = [...read("grammar/codes.md").matchAll(/^### (.+)$/gm)].map(
      ([, title = ""]) => `reference/codes.md#${title.replaceAll(/[^a-z0-9]+/g, "-")}`,
    );
    const codes = Object.keys(CODES) as (keyof typeof CODES)[];
    expect(codes.filter((code) => !anchors.includes(placeOf(codeLink(code))))).toEqual([]);
  });

  it("is where the packages say", () => {
    for (const path of globSync("{,packages/*/}package.json", { cwd: root })) {
      const { homepage } = JSON.parse(read(path)) as { homepage?: string };
      expect({ path, homepage }).toEqual({ path, homepage: DOCUMENTS });
    }
  });

  it("has no text that its generator takes for code", () => {
    const prose = (path: string): string => read(path).replace(/^```[\s\S]*?^```$|`[^`\n]*`/gm, "");
    expect(pages.filter(({ path }) => prose(path).includes("{{")).map(({ path }) => path)).toEqual([]);
  });
});

describe("examples", () => {
  const files = globSync("examples/*.converter.json", { cwd: root }).map((path) => join(root, path));

  it("are all in the recipes", () => {
    const shown = files.filter((path) => !read("docs/recipes.md").includes(read(path.slice(root.length + 1))));
    expect([files.length > 3, shown]).toEqual([true, []]);
  });

  it.each(files)("%s has no warnings against its sample, and passes its cases", async (path) => {
    const rows = path.replace(".converter.json", ".sample.jsonl");
    const terminal = captured();
    expect(await runCheck(checkInput([path], { rows, denyWarnings: true }), terminal), terminal.written.out).toBe(0);
    const tests = {
      files: [path],
      update: false,
      create: undefined,
      dataType: undefined,
      format: "text",
      watch: false,
    } as const;
    expect(await runTest(tests, terminal), terminal.written.out).toBe(0);
  });
});
