// The sources of the command to the few files that the package `heddle` ships: it installs without dependencies, and every command
// starts from few modules. What a command alone needs (the AWS SDK, the Parquet reader) stays in files of its own, loaded then.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundleFunction } from "./bundle-function.ts";
import { licencesOf } from "./licences.ts";
import { sourceAliases } from "./source-aliases.ts";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "packages", "cli", "dist");

/** A segmenter takes 15 ms to load, which most commands never use: a library that makes one as it loads makes it when it is first used. */
const lazySegmenter: Plugin = {
  name: "lazy-segmenter",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]string-width[\\/]index\.js$/ }, ({ path }) => {
      const made = "= new Intl.Segmenter();";
      const text = readFileSync(path, "utf8");
      if (!text.includes(made)) throw new Error(`${path} no longer has ${made}`);
      const lazy = "= { segment(text) { return (this.own ??= new Intl.Segmenter()).segment(text); } };";
      return { contents: text.replace(made, lazy), loader: "js" };
    }),
};

for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
  if (/\.(?:js|txt)$/.test(name)) rmSync(join(outdir, name));
const { metafile } = await build({
  // `compile-cache` is loaded before all else; threads start from files beside the code that starts them.
  entryPoints: {
    main: join(root, "packages/cli/src/main.ts"),
    "compile-cache": join(root, "packages/cli/src/compile-cache.ts"),
    sample: join(root, "packages/cli/src/commands/lsp/sample.ts"),
    thread: join(root, "packages/runtime/src/threads/thread.ts"),
  },
  outdir,
  alias: sourceAliases(),
  bundle: true,
  // Installed beside the command by those who use them.
  external: ["pg", "@opentelemetry/sdk-node"],
  splitting: true,
  chunkNames: "part-[hash]",
  platform: "node",
  // Of libraries in both forms the one of which what is not used can be left out.
  mainFields: ["module", "main"],
  format: "esm",
  target: "node22",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  metafile: true,
  plugins: [lazySegmenter],
  logLevel: "warning",
  // Libraries in CommonJS ask for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
});
writeFileSync(join(outdir, "licenses.txt"), licencesOf(Object.keys(metafile.inputs)));
await bundleFunction(join(root, "packages", "lambda", "dist", "function"));
