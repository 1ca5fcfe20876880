// The documents to a static site, in .site/dist: `pnpm site`. Copies each page to where the site has it, its links with it, and builds.
// The generator is installed on demand, because nothing else needs it.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const site = join(root, ".site");
const REPOSITORY = "https://github.com/heddle-lang/heddle/blob/main/";

export interface SitePage {
  /** From the root of the repository. */
  readonly path: string;
  readonly title: string;
  readonly summary: string;
}

/** The pages of the site in groups, in the order of its sidebar. */
export function sitePages(): Readonly<Record<string, readonly SitePage[]>> {
  return JSON.parse(readFileSync(join(root, "docs", "pages.json"), "utf8")) as Record<string, readonly SitePage[]>;
}

/** Where the site has a file of the repository: `grammar/operators.md` is `reference/operators.md`. */
export function sitePathOf(path: string): string | undefined {
  if (path.startsWith("docs/")) return path.slice("docs/".length);
  if (path.startsWith("grammar/") && path.endsWith(".md")) return path.replace("grammar/", "reference/");
  if (!Object.values(sitePages()).some((pages) => pages.some((page) => page.path === path))) return undefined;
  const own = { "README.md": "start.md", "SECURITY.md": "security-policy.md" }[path];
  return own ?? path.replace(/^packages\/(\w+)\/README\.md$/, "$1.md").toLowerCase();
}

/** A page's text with its relative links as the site has them; what the site does not have is linked in the repository. */
export function forSite(path: string, text: string): string {
  const from = dirname(sitePathOf(path) ?? "");
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) =>
      part.startsWith("```")
        ? part
        : part.replace(/\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (_, target: string, anchor = "") => {
            const file = posix.join(dirname(path), target);
            const place = sitePathOf(file);
            return `](${place === undefined ? REPOSITORY + file : posix.relative(from, place)}${anchor})`;
          }),
    )
    .join("");
}

/** Builds the site; returns the folder of its files. `base` is its path on the server. */
export function buildSite(base = "/"): string {
  rmSync(site, { recursive: true, force: true });
  const groups = sitePages();
  const listed = Object.values(groups).flatMap((pages) => pages.map(({ path }) => path));
  for (const path of [...listed, ...globSync("grammar/diagnostics/*.md", { cwd: root })]) {
    const target = join(site, sitePathOf(path) ?? path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, forSite(path, readFileSync(join(root, path), "utf8")));
  }
  cpSync(join(root, "docs", ".vitepress"), join(site, ".vitepress"), { recursive: true });
  for (const name of ["package.json", "pnpm-lock.yaml"]) cpSync(join(root, "docs", name), join(site, name));
  cpSync(join(root, "llms.txt"), join(site, "public", "llms.txt"));
  run(["pnpm", "install", "--ignore-workspace", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts"]);
  const pages = Object.entries(groups).map(([group, items]) => [
    group,
    items.map(({ path, title }) => ({ title, link: `/${(sitePathOf(path) ?? "").replace(/(?:index)?\.md$/, "")}` })),
  ]);
  run([join(site, "node_modules", ".bin", "vitepress"), "build", "--outDir", "dist"], {
    SITE: JSON.stringify({ pages: Object.fromEntries(pages) as unknown, base }),
  });
  return join(site, "dist");
}

function run([program = "", ...args]: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: site,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}${error?.message ?? ""}`);
}

if (import.meta.main) {
  const folder = buildSite(process.argv[2]);
  const pages = globSync("**/*.html", { cwd: folder }).length;
  console.log(`${pages} pages in ${relative(process.cwd(), folder)}`);
}
