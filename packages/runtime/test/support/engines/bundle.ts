// The digest of the fuzz as one file, for another Node or for a page: there without any module of Node's own.
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { sourceAliases } from "../../../../../scripts/source-aliases.ts";

const folder = import.meta.dirname;

/** What stands in for modules of Node's in a page; of any other nothing is there to be called. */
const STAND_INS: Readonly<Record<string, string>> = {
  buffer: "page-buffer.ts",
  "timers/promises": "page-timers.ts",
  util: "page-util.ts",
  v8: "page-v8.ts",
  vm: "page-vm.ts",
};

const WITHOUT_NODE: Plugin = {
  name: "without-node",
  setup({ onResolve, onLoad }) {
    // The runtime takes it from Node with the first call.
    onResolve({ filter: /\/process\/crypto\.ts$/ }, () => ({ path: join(folder, "page-crypto.ts") }));
    onResolve({ filter: /^node:/ }, ({ path }) => {
      const name = path.slice("node:".length);
      const standIn = STAND_INS[name];
      return standIn === undefined ? { path: name, namespace: "missing" } : { path: join(folder, standIn) };
    });
    // Names of settings are read as the modules load.
    onLoad({ filter: /.*/, namespace: "missing" }, () => ({ contents: "module.exports = { constants: {} };" }));
  },
};

/** A program that prints the digests of the task that it is given as JSON. */
const FOR_NODE =
  'import { digestFuzz } from "./digest.ts"; console.log(JSON.stringify(await digestFuzz(JSON.parse(process.argv[2]))));';

/** A script that leaves `digestFuzz` for the page. */
const FOR_PAGE = 'import { digestFuzz } from "./digest.ts"; Object.assign(globalThis, { digestFuzz });';

export async function bundleDigest(engine: "node" | "page"): Promise<string> {
  const isPage = engine === "page";
  const { outputFiles } = await build({
    stdin: { contents: isPage ? FOR_PAGE : FOR_NODE, resolveDir: folder, loader: "ts" },
    bundle: true,
    write: false,
    format: isPage ? "iife" : "esm",
    target: isPage ? "es2024" : "node22",
    platform: isPage ? "browser" : "node",
    logLevel: "silent",
    alias: sourceAliases(),
    ...(isPage && {
      plugins: [WITHOUT_NODE],
      inject: [join(folder, "page-buffer.ts")],
      define: { "process.env": "{}" },
    }),
  });
  return outputFiles[0]?.text ?? "";
}
