// A site on this machine: the page and the worker of the README, bundled, with the compiler for the page to use.
import { createServer, type Server } from "node:http";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundleForWeb } from "../../../vscode/scripts/bundle.ts";
import { sourceAliases } from "../../../../scripts/source-aliases.ts";

const PACKAGE = join(import.meta.dirname, "..", "..");

/** What pages come with, by the first part of their address. */
const HEADERS = {
  open: {},
  /** Nothing but files of the site itself: no eval, no inline scripts, no blobs. */
  strict: {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'",
  },
  /** Alone in its process, so that it may have shared memory. */
  isolated: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Policy = keyof typeof HEADERS;

/** The README's code blocks whose first line is a comment with a file's name. */
function readmeFile(name: string): string {
  const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
  const block = readme.split(/^```/m).find((piece) => piece.startsWith(`ts\n// ${name}\n`));
  if (block === undefined) throw new Error(`the README has no ${name}`);
  return block.slice("ts\n".length);
}

/** Lets `readme:NAME` stand for a file in the README. */
const README: Plugin = {
  name: "readme",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^readme:/ }, ({ path }) => ({ path: path.slice("readme:".length), namespace: "readme" }));
    onLoad({ filter: /.*/, namespace: "readme" }, ({ path }) => ({
      contents: readmeFile(path),
      loader: "ts",
      resolveDir: PACKAGE,
    }));
  },
};

/** The extension for browsers, by the names that it has in its package. */
async function extensionFiles(): Promise<Record<string, readonly [type: string, text: string]>> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-web-"));
  try {
    await bundleForWeb(folder, "0.1.0");
    return Object.fromEntries(
      ["web.js", "web-server.js"].map((name) => [
        `extension/dist/${name}`,
        ["text/javascript", readFileSync(join(folder, name), "utf8")] as const,
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: PACKAGE, loader: "ts" },
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    target: "es2024",
    logLevel: "silent",
    plugins: [README],
    alias: sourceAliases(),
    // The client's half of the protocol is a dependency of the server's.
    nodePaths: [join(realpathSync(join(PACKAGE, "node_modules", "vscode-languageserver")), "..")],
  });
  return outputFiles[0]?.text ?? "";
}

const HTML =
  '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Heddle</title><pre id="findings"></pre><script type="module" src="page.js"></script></html>';

export interface Site {
  readonly address: string;
  close(): void;
}

/** Serves the files on a free port of this machine, below the name of each policy. */
export async function serveSite(): Promise<Site> {
  const [extension, host, worker, page] = await Promise.all([
    extensionFiles(),
    bundle(readFileSync(join(import.meta.dirname, "extension-host.ts"), "utf8")),
    bundle('import "readme:worker.ts";'),
    bundle(
      'import * as compiler from "@heddle/compiler"; import * as readme from "readme:page.ts"; Object.assign(globalThis, { heddle: { ...compiler, ...readme } });',
    ),
  ]);
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    "index.html": ["text/html", HTML],
    "page.js": ["text/javascript", page],
    "worker.js": ["text/javascript", worker],
    "host.js": ["text/javascript", host],
    ...extension,
  };
  const server: Server = createServer(({ url = "/" }, response) => {
    const [, policy = "", name = ""] = /^\/(\w+)\/(.*)$/.exec(url) ?? [];
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    if (file === undefined || !Object.hasOwn(HEADERS, policy)) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        "Content-Type": `${file[0]}; charset=utf-8`,
        ...HEADERS[policy as Policy],
      })
      .end(file[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}
