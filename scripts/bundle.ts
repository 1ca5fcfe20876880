// The sources of the command to the few files that the package `heddle` ships: it installs without dependencies, and every command
// starts from few modules. What a command alone needs (the AWS SDK, the Parquet reader) stays in files of its own, loaded then.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type OutputOptions, type RolldownOutput } from "rolldown";
import { bundleFunction } from "./bundle-function.ts";
import { groupsByLeads } from "./chunks.ts";
import { directImports } from "./direct-imports.ts";
import { GRAMMAR_FILE, GRAMMAR_READER, lazyGrammar } from "./lazy-grammar.ts";
import { STRING_WIDTH, withLazyUnicode } from "./lazy-unicode.ts";
import { licencesOf } from "./licences.ts";
import { plainBuiltins } from "./plain-builtins.ts";
import { sourceAliases } from "./source-aliases.ts";

const root = join(import.meta.dirname, "..");
const packages = join(root, "packages");
const outdir = join(packages, "cli", "dist");
const aliases = sourceAliases();

const shared = {
  platform: "node",
  // Of libraries in both forms the one of which what is not used can be left out.
  resolve: { alias: aliases, mainFields: ["module", "main"] },
  tsconfig: false,
  // The oldest Node that the command starts on: it has no `using`.
  transform: { target: "node22.15" },
  // The list of commands imports each definition on demand, the completion of shells all of them.
  checks: { ineffectiveDynamicImport: false },
} satisfies BuildOptions;
/** Names stay as they are in the sources, for traces that users send. */
const minified = {
  minify: {
    compress: { target: "node22.15", keepNames: { function: true, class: true } },
    mangle: false,
    codegen: { removeWhitespace: true, asciiOnly: true },
  },
  comments: false,
} satisfies OutputOptions;

for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
  if (/\.(?:c?js|txt)$/.test(name)) rmSync(join(outdir, name));
const command = await build({
  ...shared,
  // `compile-cache` is loaded before all else; threads start from files beside the code that starts them.
  input: {
    main: join(packages, "cli/src/main.ts"),
    "compile-cache": join(packages, "cli/src/compile-cache.ts"),
    sample: join(packages, "cli/src/commands/lsp/sample.ts"),
    thread: join(packages, "runtime/src/threads/thread.ts"),
  },
  // Installed beside the command by those who use them.
  external: ["pg", "@opentelemetry/sdk-node"],
  preserveEntrySignatures: "allow-extension",
  plugins: [
    directImports(aliases),
    lazyGrammar,
    { name: "lazy-unicode", load: { filter: { id: STRING_WIDTH }, handler: withLazyUnicode } },
    plainBuiltins,
  ],
  output: {
    ...minified,
    dir: outdir,
    format: "esm",
    chunkFileNames: "part-[hash].js",
    codeSplitting: { groups: [groupsByLeads()] },
  },
});
const grammar = await build({
  ...shared,
  input: join(packages, GRAMMAR_READER),
  output: { ...minified, file: join(outdir, GRAMMAR_FILE), format: "cjs" },
});
writeFileSync(join(outdir, "licenses.txt"), licencesOf([command, grammar].flatMap(sourcesOf)));
await bundleFunction(join(packages, "lambda", "dist", "function"));

function sourcesOf({ output }: RolldownOutput): string[] {
  return output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
}
