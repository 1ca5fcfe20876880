// Packs every package as it is published, and checks what is in it: its manifest, licence, source maps, entry points and types, and its size.
// Sizes are kept in scripts/package-sizes.json, from which they may differ by a fifth; --update writes them anew.
import { execFile } from "node:child_process";
import {
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");
const run = promisify(execFile);
const SIZES = join(root, "scripts", "package-sizes.json");
const TOLERANCE = 0.2;

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: object;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What `npm pack --json` says of a package. */
interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** In bytes, but for the counts. */
interface Sizes {
  readonly tarball: number;
  readonly unpacked: number;
  readonly files: number;
  /** The package with all that it depends on. */
  readonly installed: number;
  readonly packagesInstalled: number;
}

async function main(update: boolean): Promise<void> {
  const target = mkdtempSync(join(tmpdir(), "heddle-packages-"));
  try {
    const folders = new Map(
      globSync("packages/*", { cwd: root })
        .filter((folder) => manifestOf(join(root, folder)).private !== true)
        .map((folder) => [manifestOf(join(root, folder)).name, folder]),
    );
    const packed = await pack([...folders.values()], target);
    const problems = [...folders].flatMap(([name, folder]) => {
      const found = packed.find((one) => one.name === name);
      return found === undefined ? [`${name} was not packed`] : problemsOf(found, join(root, folder));
    });
    const differences = packed.map((one) =>
      differencesOfPnpm(one, join(root, folders.get(one.name) ?? ""), join(target, "pnpm")),
    );
    problems.push(...(await Promise.all(differences)).flat());
    for (const { name, filename } of packed) problems.push(...(await lint(name, join(target, filename), folders)));
    const sizes = Object.fromEntries(
      packed.map((one) => [one.name, sizesOf(one, join(root, folders.get(one.name) ?? ""))]),
    );
    problems.push(...(update ? [] : changedSizes(sizes)));
    if (update) writeFileSync(SIZES, `${JSON.stringify(sizes, undefined, 2)}\n`);
    for (const [name, size] of Object.entries(sizes)) console.log(lineOf(name, size));
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    rmSync(target, { recursive: true });
  }
}

async function pack(folders: readonly string[], target: string): Promise<readonly Packed[]> {
  const args = ["pack", "--json", "--silent", "--pack-destination", target, ...folders.map((folder) => `./${folder}`)];
  const { stdout } = await run("npm", args, { cwd: root, maxBuffer: 1 << 26 });
  // What scripts of the packages print comes before.
  return JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as readonly Packed[];
}

function problemsOf({ name, files }: Packed, folder: string): readonly string[] {
  const paths = files.map(({ path }) => path);
  const missing = ["LICENSE", "README.md"].filter((path) => !paths.includes(path));
  const odd = paths.filter((path) => /\.tsbuildinfo$|^(?:src|test)\/|tsconfig/.test(path));
  const maps = paths.filter((path) => path.endsWith(".map"));
  const bare = maps.filter((path) => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, path), "utf8")) as {
      readonly sources: readonly string[];
      readonly sourcesContent?: readonly string[];
    };
    return sourcesContent?.length !== sources.length;
  });
  return [
    ...missing.map((path) => `${name} has no ${path}`),
    ...odd.map((path) => `${name} ships ${path}`),
    ...bare.map((path) => `${name}: ${path} has no sources; a file of an earlier build goes with the folder dist`),
    ...(readFileSync(join(folder, "package.json"), "utf8").includes('"workspace:')
      ? [`${name} names a package by "workspace:", which npm does not know; run pnpm gen`]
      : []),
  ];
}

/** What `pnpm pack` packs otherwise than `npm pack`: its tarball has the same files, and a manifest that npm understands. */
async function differencesOfPnpm({ name, files }: Packed, folder: string, target: string): Promise<readonly string[]> {
  await run("pnpm", ["pack", "--out", join(target, "%s.tgz")], { cwd: folder });
  const tarball = join(target, `${name.replace("@", "").replace("/", "-")}.tgz`);
  const tar = async (...args: readonly string[]): Promise<string> =>
    (await run("tar", args, { maxBuffer: 1 << 26 })).stdout;
  const own = new Set(
    (await tar("-tzf", tarball))
      .trim()
      .split("\n")
      .map((path) => path.replace(/^package\//, "")),
  );
  const missing = files.filter(({ path }) => !own.has(path));
  const manifest = await tar("-xzOf", tarball, "package/package.json");
  return [
    ...missing.map(({ path }) => `${name}: pnpm pack leaves out ${path}`),
    ...(own.size > files.length ? [`${name}: pnpm pack has ${own.size} files, npm pack ${files.length}`] : []),
    ...(manifest.includes('"workspace:') ? [`${name}: pnpm pack names a package by "workspace:"`] : []),
  ];
}

/** publint, and for libraries the types as every kind of program resolves them. */
async function lint(name: string, tarball: string, folders: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const bin = (program: string): string => join(root, "node_modules", ".bin", program);
  const isLibrary = manifestOf(join(root, folders.get(name) ?? "")).exports !== undefined;
  const checks: readonly (readonly [string, readonly string[]])[] = [
    ["publint", ["--strict", tarball]],
    ...(isLibrary ? ([["attw", [tarball, "--profile", "esm-only", "--no-emoji"]]] as const) : []),
  ];
  const outputs = checks.map(async ([program, args]) => {
    try {
      await run(bin(program), args);
      return [];
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
      return [`${program} of ${name}:\n${stdout ?? ""}${stderr ?? String(error)}`];
    }
  });
  return (await Promise.all(outputs)).flat();
}

function sizesOf({ size, unpackedSize, files }: Packed, folder: string): Sizes {
  const dependencies = [...closureOf(folder)].filter((one) => one !== folder);
  return {
    tarball: size,
    unpacked: unpackedSize,
    files: files.length,
    installed: dependencies.reduce((total, one) => total + bytesIn(one), unpackedSize),
    packagesInstalled: dependencies.length + 1,
  };
}

/** The folders of a package and of all that it depends on. */
function closureOf(folder: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(folder)) return known;
  known.add(folder);
  for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
    // Beside the package in pnpm's store, or below a package of this repository.
    const places = [
      join(folder, "node_modules", name),
      join(folder.split(/node_modules(?!.*node_modules)/)[0] ?? "", "node_modules", name),
    ];
    const found = places.find((place) => statSync(place, { throwIfNoEntry: false }) !== undefined);
    if (found !== undefined) closureOf(realpathSync(found), known);
  }
  return known;
}

/** What a package of this repository ships is in its `dist`. */
function bytesIn(folder: string): number {
  const shipped = folder.includes("node_modules") ? folder : join(folder, "dist");
  return readdirSync(shipped, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function changedSizes(sizes: Readonly<Record<string, Sizes>>): readonly string[] {
  const kept = JSON.parse(readFileSync(SIZES, "utf8")) as Readonly<Record<string, Sizes>>;
  return Object.entries(sizes).flatMap(([name, size]) => {
    const before = kept[name];
    const changed =
      before === undefined ||
      (["tarball", "unpacked", "installed"] as const).some((key) => Math.abs(size[key] / before[key] - 1) > TOLERANCE);
    const was = before === undefined ? "not in scripts/package-sizes.json" : `was ${lineOf("", before).trim()}`;
    return changed ? [`the size of ${name} changed: ${was}. If that is meant: node scripts/packages.ts --update`] : [];
  });
}

function lineOf(name: string, { tarball, unpacked, files, installed, packagesInstalled }: Sizes): string {
  const [packed, own, all] = [tarball, unpacked, installed].map((bytes) => `${(bytes / 1e6).toFixed(2)} MB`);
  return `${name.padEnd(18)} ${packed} packed, ${own} in ${files} files; installed ${all} in ${packagesInstalled} packages`;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

await main(process.argv.includes("--update"));
