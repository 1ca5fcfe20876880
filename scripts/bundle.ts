// The built command to a few files that `heddle map` starts from: to load some 250 modules takes twice the time of all else before the first row.
import { globSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "..", "packages", "cli", "dist");
// The other commands stay modules: what they load at run time (threads, pages) lies beside those.
const others = globSync("commands/*/*.js", { cwd: dist }).filter((path) => !path.startsWith("commands/map/"));

for (const name of readdirSync(dist)) if (/^bundle-\w+\.js$/.test(name)) rmSync(join(dist, name));
await build({
  entryPoints: [join(dist, "main.js")],
  entryNames: "main.bundle",
  // What is imported when it is needed, such as the Parquet reader, stays in files of its own.
  chunkNames: "bundle-[hash]",
  splitting: true,
  outdir: dist,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "eof",
  logLevel: "warning",
  external: others.map((path) => join(dist, path)),
});
