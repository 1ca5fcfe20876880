// In: the root's package.json, and those of the packages. Out: the latter with all that packages have in common, and the licence beside each.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type GeneratedFile, root } from "./generated.ts";

interface Manifest {
  readonly [key: string]: unknown;
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

const DEPENDENCIES = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

export function generateManifests(): readonly GeneratedFile[] {
  const shared = read("package.json");
  const paths = globSync("packages/*/package.json", { cwd: root }).toSorted();
  const own = new Set(paths.map((path) => read(path).name));
  const workspace = { ...shared, ...dependenciesOf(shared, own, shared.version) };
  const packages = paths.flatMap((path) => {
    const folder = dirname(path);
    const { name, private: isPrivate, ...rest } = read(path);
    const manifest = {
      name,
      ...rest,
      version: shared.version,
      license: shared["license"],
      homepage: shared["homepage"],
      bugs: shared["bugs"],
      repository: { ...(shared["repository"] as object), directory: folder },
      // The extension is published in a registry of its own.
      ...(isPrivate === true ? { private: true } : { publishConfig: { access: "public", provenance: true } }),
      ...dependenciesOf(rest, own, shared.version),
    };
    return [
      { path, text: textOf(manifest) },
      { path: join(folder, "LICENSE"), text: readFileSync(join(root, "LICENSE"), "utf8") },
    ];
  });
  return [{ path: "package.json", text: textOf(workspace) }, ...packages];
}

/** Packages of this repository by the version that they have: `npm pack` ships what is written here. */
function dependenciesOf(
  manifest: Readonly<Record<string, unknown>>,
  own: ReadonlySet<string>,
  version: string,
): Readonly<Record<string, unknown>> {
  const kinds = DEPENDENCIES.filter((kind) => kind in manifest);
  return Object.fromEntries(
    kinds.map((kind) => {
      const ranges = Object.entries(manifest[kind] as Readonly<Record<string, string>>);
      return [kind, Object.fromEntries(ranges.map(([name, range]) => [name, own.has(name) ? version : range]))];
    }),
  );
}

function textOf(manifest: object): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function read(path: string): Manifest {
  return JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
}
