// A package registry on loopback: tarballs that a test packed, and the packages that are installed in this checkout.
import { spawn } from "node:child_process";
import { createReadStream, globSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";

export interface Registry extends AsyncDisposable {
  readonly url: string;
}

/** What is read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: object;
  readonly dependencies?: object;
}

/** `packed` are tarballs by the names of their packages; `installed` is a `node_modules` that pnpm made. */
export async function openRegistry(
  packed: ReadonlyMap<string, { readonly manifest: Manifest; readonly tarball: string }>,
  installed: string,
): Promise<Registry> {
  const server = createServer((request, response) => {
    // npm asks for `@scope%2fname`.
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const [, name = path, version] = /^(.+)\/-\/(.+)\.tgz$/.exec(path) ?? [];
    const own = packed.get(name);
    if (version === undefined) {
      const manifests = own === undefined ? foldersOf(installed, name).map(manifestIn) : [own.manifest];
      return sendVersions(response, name, manifests, `http://${request.headers.host}`);
    }
    if (own !== undefined) return void createReadStream(own.tarball).pipe(response);
    const folder = foldersOf(installed, name).find((candidate) => manifestIn(candidate).version === version);
    if (folder === undefined) return void response.writeHead(404).end();
    // npm leaves out the first folder of each path, whatever its name, and links: pnpm makes equal files one.
    spawn("tar", ["-c", "--hard-dereference", "-C", dirname(folder), basename(folder)]).stdout.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every version of a package that pnpm has in its store of this checkout. */
function foldersOf(installed: string, name: string): readonly string[] {
  return globSync(`.pnpm/${name.replace("/", "+")}@*/node_modules/${name}`, { cwd: installed }).map((path) =>
    join(installed, path),
  );
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function sendVersions(response: ServerResponse, name: string, manifests: readonly Manifest[], url: string): void {
  const latest = manifests.at(-1)?.version;
  if (latest === undefined) return void response.writeHead(404).end();
  const versions = Object.fromEntries(
    manifests.map((manifest) => [
      manifest.version,
      { ...manifest, dist: { tarball: `${url}/${name}/-/${manifest.version}.tgz` } },
    ]),
  );
  response
    .writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify({ name, "dist-tags": { latest }, versions }));
}
