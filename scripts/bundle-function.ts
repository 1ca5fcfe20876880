// The function of @heddle/lambda to one file, with the driver of PostgreSQL, and the file that its threads start from.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "./licences.ts";
import { sourceAliases } from "./source-aliases.ts";

const root = join(import.meta.dirname, "..");

/** Writes a folder that Lambda takes as the code of a function, once a source file is in it. */
export async function bundleFunction(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: {
      index: join(root, "packages/lambda/src/function.ts"),
      thread: join(root, "packages/runtime/src/threads/thread.ts"),
    },
    outdir: folder,
    alias: sourceAliases(),
    bundle: true,
    // The driver takes the first where it is installed; who wants traces of functions has a layer for them.
    external: ["pg-native", "@opentelemetry/sdk-node"],
    platform: "node",
    mainFields: ["module", "main"],
    format: "esm",
    target: "node22",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // Libraries in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(folder, "licenses.txt"), licencesOf(Object.keys(metafile.inputs)));
}
