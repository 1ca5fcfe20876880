// Modules of this workspace as programs that tests start. They are bundled once a test run, because to compile some hundred modules
// takes ten times as long as to run them.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { STRING_WIDTH, withLazyUnicode } from "../../../../scripts/lazy-unicode.ts";
import { sourceAliases } from "../../../../scripts/source-aliases.ts";

const PACKAGES = new URL("../../../", import.meta.url);
const PROGRAMS = [
  "cli/src/main.ts",
  "cli/test/support/command-server.ts",
  "runtime/test/support/ingest-child.ts",
  "runtime/test/support/ingest-source.ts",
] as const;
/** Modules that programs start as threads. */
const THREADS = ["cli/src/commands/lsp/sample.ts", "runtime/src/threads/thread.ts"] as const;

/** What a module says of its own place stays true in the bundle. */
const ownPlaces: Plugin = {
  name: "own-places",
  setup({ onLoad }) {
    onLoad({ filter: /packages\/\w+\/(?:src|test)\/.*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      return { loader: "ts", contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)) };
    });
  },
};

const lazyUnicode: Plugin = {
  name: "lazy-unicode",
  setup: ({ onLoad }) =>
    onLoad({ filter: STRING_WIDTH }, ({ path }) => ({ contents: withLazyUnicode(path), loader: "js" })),
};

/** The arguments for Node that start a program. */
export async function programArguments(program: (typeof PROGRAMS)[number]): Promise<readonly string[]> {
  const folder = await bundles();
  return ["--disable-warning=ExperimentalWarning", ...threadsIn(folder), bundleOf(folder, program)];
}

/** The arguments for Node with which a process of a test starts threads from their bundles. */
export async function threadArguments(): Promise<readonly string[]> {
  return threadsIn(await bundles());
}

const threadsIn = (folder: string): readonly string[] => ["--import", pathToFileURL(join(folder, "threads.js")).href];
const bundleOf = (folder: string, source: string): string => join(folder, source.replace(/\.ts$/, ".js"));

/** The bundles that this process is making. */
let underWay: Promise<string> | undefined;

/** Makes the bundles, unless this test run has done so before; resolves with their folder. */
async function bundles(): Promise<string> {
  const folder = join(tmpdir(), "programs");
  if (existsSync(folder)) return folder;
  underWay ??= makeBundles(folder).finally(() => (underWay = undefined));
  return underWay;
}

async function makeBundles(folder: string): Promise<string> {
  const own = `${folder}-${process.pid}`;
  await build({
    entryPoints: [...PROGRAMS, ...THREADS].map((path) => fileURLToPath(new URL(path, PACKAGES))),
    outbase: fileURLToPath(PACKAGES),
    outdir: own,
    alias: sourceAliases(),
    plugins: [ownPlaces, lazyUnicode],
    bundle: true,
    // What is imported only when it is needed stays apart, and what several share is compiled once.
    splitting: true,
    platform: "node",
    format: "esm",
    external: ["@opentelemetry/sdk-node"],
    logLevel: "warning",
    // Some packages are CommonJS, and ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
  writeFileSync(join(own, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(own, "threads.js"), startThreads(folder));
  try {
    renameSync(own, folder);
  } catch (error) {
    // A file of tests that runs beside this one was faster.
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}

/** A module that lets Node load a thread's bundle where its source is asked for. */
function startThreads(folder: string): string {
  const bundleOfSource = Object.fromEntries(
    THREADS.map((path) => [new URL(path, PACKAGES).href, pathToFileURL(bundleOf(folder, path)).href]),
  );
  return [
    'import { registerHooks } from "node:module";',
    `const bundles = new Map(Object.entries(${JSON.stringify(bundleOfSource)}));`,
    "registerHooks({ resolve: (specifier, context, next) => next(bundles.get(specifier) ?? specifier, context) });",
    "",
  ].join("\n");
}
