// The sources of the extension and of its server to the files that the package has: for desktops and servers, and for browsers.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

const FOLDER = join(import.meta.dirname, "..");
const ROOT = join(FOLDER, "..", "..");

/** Libraries in CommonJS ask for `require` inside an ES module. */
const REQUIRE =
  'import { createRequire as heddleCreateRequire } from "node:module"; const require = heddleCreateRequire(import.meta.url);';

const COMMON = {
  bundle: true,
  minify: true,
  legalComments: "external",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** What an editor on a desktop or a server runs: the extension, and the server as a process. */
export async function bundleForNode(outdir: string, version: string): Promise<void> {
  const common = { ...COMMON, platform: "node", target: "node22" } as const;
  await build({
    ...common,
    entryPoints: [join(FOLDER, "src", "extension.ts")],
    outfile: join(outdir, "extension.cjs"),
    format: "cjs",
    external: ["vscode"],
  });
  const entries = join(outdir, "entries");
  mkdirSync(entries, { recursive: true });
  const command = JSON.stringify(join(ROOT, "packages", "cli", "src", "commands", "lsp", "host.ts"));
  writeFileSync(
    join(entries, "server.ts"),
    `import { lspCommand } from ${command};\nvoid lspCommand(${JSON.stringify(version)});\n`,
  );
  // What the server needs only for samples and sources stays in files of its own, which are loaded then.
  await build({
    ...common,
    format: "esm",
    splitting: true,
    outdir,
    outExtension: { ".js": ".mjs" },
    banner: { js: REQUIRE },
    entryPoints: {
      server: join(entries, "server.ts"),
      sample: join(ROOT, "packages", "cli", "src", "commands", "lsp", "sample.ts"),
    },
  });
  rmSync(entries, { recursive: true });
  // The server looks for its worker under the name that it has in the command line tool.
  writeFileSync(join(outdir, "sample.js"), 'import "./sample.mjs";\n');
}

/** What an editor in a browser runs: the extension, which such an editor loads as CommonJS, and the server as the script of a worker. */
export async function bundleForWeb(outdir: string, version: string): Promise<void> {
  const common = { ...COMMON, platform: "browser", target: "es2023" } as const;
  await build({
    ...common,
    entryPoints: [join(FOLDER, "src", "web.ts")],
    outfile: join(outdir, "web.js"),
    format: "cjs",
    external: ["vscode"],
  });
  await build({
    ...common,
    entryPoints: [join(FOLDER, "src", "web-server.ts")],
    outfile: join(outdir, "web-server.js"),
    format: "iife",
    define: { HEDDLE_VERSION: JSON.stringify(version) },
  });
}
