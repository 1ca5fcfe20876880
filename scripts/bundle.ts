// The sources of the command to the few files that the package `heddle` ships: it installs without dependencies, and every command
// starts from few modules. What a command alone needs (the AWS SDK, the Parquet reader) stays in files of its own, loaded then.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleFunction } from "./bundle-function.ts";
import { lazyUnicode } from "./lazy-unicode.ts";
import { licencesOf } from "./licences.ts";
import { sourceAliases } from "./source-aliases.ts";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "packages", "cli", "dist");

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
  plugins: [lazyUnicode],
  logLevel: "warning",
  // Libraries in CommonJS ask for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
});
writeFileSync(join(outdir, "licenses.txt"), licencesOf(Object.keys(metafile.inputs)));
await bundleFunction(join(root, "packages", "lambda", "dist", "function"));
