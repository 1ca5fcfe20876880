// The site of the documents. `pnpm site` copies them beside this folder, as docs/pages.json says, and builds.
import { defineConfig } from "vitepress";

const { pages, base } = JSON.parse(process.env.SITE ?? '{ "pages": {}, "base": "/" }');

export default defineConfig({
  title: "Heddle",
  description: "Compiler, ingest runtime and language server for the converter language of Amplitude's S3 Import",
  lang: "en-GB",
  base,
  // Angle brackets of the pages are text.
  markdown: {
    html: false,
    attrs: { disable: true },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (markdown) => markdown.core.ruler.push("empty-headers", emptyHeaders),
  },
  themeConfig: {
    search: { provider: "local" },
    sidebar: Object.entries(pages).map(([group, items]) => ({
      text: group[0].toUpperCase() + group.slice(1),
      items: items.map(({ title, link }) => ({ text: title, link })),
    })),
    socialLinks: [{ icon: "github", link: "https://github.com/heddle-lang/heddle" }],
    outline: { level: [2, 3] },
  },
});

/** A column without a name has no header cell, which would announce nothing. */
function emptyHeaders({ tokens }) {
  for (const [i, token] of tokens.entries()) {
    if (token.type !== "th_open" || tokens[i + 1]?.content !== "") continue;
    token.tag = "td";
    tokens[i + 2].tag = "td";
  }
}
