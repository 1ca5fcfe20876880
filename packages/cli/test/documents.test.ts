// The documents name only what exists: files, folders, links and packages.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const pages = globSync(
  [
    "*.md",
    "docs/*.md",
    "deploy/*.md",
    "grammar/**/*.md",
    "packages/*/*.md",
    "packages/vscode/walkthrough/*.md",
    "examples/*/*.md",
    "scripts/*/*.md",
  ],
  {
    cwd: root,
  },
);
const withoutBlocks = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, "");
/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

describe("links", () => {
  it("are found", () => expect(pages.length).toBeGreaterThan(50));

  it.each(pages)("of %s lead to files and headings", (page) => {
    const targets = [...withoutBlocks(read(page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
      ([, target = ""]) => target,
    );
    const broken = targets.filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      const headings = [...(anchor === undefined ? "" : read(file)).matchAll(/^#+ (.*)$/gm)];
      return anchor !== undefined && !headings.some(([, heading = ""]) => anchorOf(heading) === anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe.each(["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"])("%s", (page) => {
  const inline = [...withoutBlocks(read(page)).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);

  it("names files and folders that exist", () => {
    const tops = readdirSync(root);
    const missing = inline.filter((code) => {
      // A place in this checkout, whole or as a pattern; NAME is whatever something is called.
      if (!/^[\w.@*-]+(?:\/[\w.@*-]+)*\/?$/.test(code) || !tops.includes(code.split("/")[0] ?? "")) return false;
      const pattern = code.replace(/\bNAME\b/g, "*").replace(/\/$/, "");
      return globSync(pattern, { cwd: root }).length === 0;
    });
    expect(missing).toEqual([]);
  });

  it("names no file without saying where it is", () => {
    const bases = inline
      .filter((code) => /^packages\//.test(code) && existsSync(join(root, code)))
      .map((code) => dirname(code));
    const lost = inline.filter((code) => {
      if (!/^[\w-]+\.(?:ts|mjs)$/.test(code)) return false;
      // A file beside one that is named in full, or of the folder `scripts`.
      return ![...bases, "scripts"].some((base) => existsSync(join(root, base, code)));
    });
    expect(lost).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  const [, picture = ""] = /```text\n([\s\S]*?)```/.exec(read("ARCHITECTURE.md")) ?? [];

  it("shows every room of every package, and no other", () => {
    const rooms = globSync("packages/{cli,compiler,lsp,runtime}/src/*/", { cwd: root }).map((path) =>
      path.split("/").at(-1),
    );
    const shown = [...picture.matchAll(/([\w-]+)\//g)].map(([, room = ""]) => room);
    expect(rooms.filter((room) => !shown.includes(room ?? ""))).toEqual([]);
    expect(shown.filter((room) => globSync(`packages/*/src/**/${room}`, { cwd: root }).length === 0)).toEqual([]);
  });

  const ALLOWED: Readonly<Record<string, readonly string[]>> = {
    cli: ["compiler", "lsp", "runtime"],
    lambda: ["runtime"],
    lsp: ["compiler"],
    bytes: ["compiler"],
    runtime: ["bytes", "compiler"],
    compiler: [],
  };

  it.each(Object.entries(ALLOWED))("lets %s import %j alone", (name, allowed) => {
    const texts = globSync(`packages/${name}/src/**/*.ts`, { cwd: root }).map(read);
    const imported = texts.flatMap((text) =>
      [...text.matchAll(/(?:from|import\() ?"@heddle\/([a-z]+)/g)].map(([, other]) => other),
    );
    expect(imported.filter((other = "") => !allowed.includes(other))).toEqual([]);
    const outside = texts.flatMap((text) => [...text.matchAll(/(?:from|import\() ?"((?:\.\.\/)+[a-z]+\/src\/)/g)]);
    expect(outside).toEqual([]);
  });

  it("is right about what runs in a browser", () => {
    const files = globSync(["packages/{bytes,compiler}/src/**/*.ts", "packages/lsp/src/service/**/*.ts"], {
      cwd: root,
    });
    expect(files.filter((path) => /from "node:/.test(read(path)))).toEqual([]);
  });
});
