// The packages of this repository as npm packs them, for a registry on loopback.
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Manifest } from "./registry.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

/** Every package that is published, each after those of this repository that it depends on. */
export function publishedFolders(): readonly string[] {
  const size = (folder: string): number =>
    Object.keys(manifestOf(folder).dependencies ?? {}).filter((name) => name.startsWith("@heddle/")).length;
  return globSync("packages/*", { cwd: root })
    .filter((folder) => manifestOf(folder).private !== true)
    .toSorted((a, b) => size(a) - size(b));
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

/** Packs folders of packages into `destination`: manifests and tarballs by name. */
export async function packInto(
  destination: string,
  folders: readonly string[],
): Promise<ReadonlyMap<string, { readonly manifest: Manifest; readonly tarball: string }>> {
  const paths = folders.map((folder) => `./${folder}`);
  const options = ["pack", "--silent", "--pack-destination", destination];
  const { stdout } = await promisify(execFile)("npm", [...options, ...paths], { cwd: root });
  const tarballs = stdout.match(/^\S+\.tgz$/gm) ?? [];
  return new Map(
    folders.map((folder, i) => {
      const manifest = manifestOf(folder);
      return [manifest.name, { manifest, tarball: join(destination, tarballs[i] ?? "") }];
    }),
  );
}
