// The site of the documents. `pnpm site` copies them beside this folder, as SITE_PAGES says, and builds.
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
  },
  vue: { template: { compilerOptions: { delimiters: ["\u0001", "\u0002"] } } },
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
