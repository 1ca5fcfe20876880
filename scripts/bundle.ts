// The built command to one file that `heddle map` starts from: to load some 250 modules takes twice the time of all else before the first row.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "..", "packages", "cli", "dist");
// The other commands stay modules: what they load at run time (threads, pages) lies beside those.
const others = readdirSync(join(dist, "commands")).filter((name) => name.endsWith(".js") && name !== "map.js");

await build({
  entryPoints: [join(dist, "main.js")],
  outfile: join(dist, "main.bundle.js"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  legalComments: "eof",
  logLevel: "warning",
  external: others.map((name) => `./commands/${name}`),
  // commander is CommonJS, and asks for Node's own modules by `require`.
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
});
