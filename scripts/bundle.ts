// The sources of the command to the few files that the package `heddle` ships: it installs without dependencies, and every command
// starts from few modules. What a command alone needs (the AWS SDK, the Parquet reader) stays in files of its own, loaded then.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
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
writeFileSync(join(outdir, "licenses.txt"), licences(Object.keys(metafile.inputs)));

/** The licences of the libraries that are in the bundle, each text once. In: its source files, from the working directory. */
function licences(inputs: readonly string[]): string {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
  const namesOfText = Map.groupBy([...new Set(folders)].map(licenceOf), ({ text }) => text);
  const sections = [...namesOfText].map(([text, all]) => {
    const names = all.map(({ name }) => name).toSorted();
    return `${names.join("\n")}\n${text === "" ? "" : `\n${text}\n`}`;
  });
  return `This program contains these libraries.\n\n${sections.toSorted().join("\n----\n\n")}`;
}

function licenceOf(folder: string): { readonly name: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:[.-]|$)/i.test(entry));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
  return { name: `${name} ${version} (${license})`, text };
}
