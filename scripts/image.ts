// The built command, and the Node that is pinned, to a container image in the layout of OCI: without a daemon, a network or a base image.
// In: packages/cli/dist (`pnpm build`), node_modules, and the C libraries and certificates of this machine. The same input, the same digest.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";

const root = join(import.meta.dirname, "..");
/** Who the command runs as: an id that no user of a machine has. */
const USER = 65_532;
const HOME = "/var/lib/heddle";
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const COMMAND = "/opt/heddle";

/** A file of the image, by its absolute path there. */
interface Entry {
  readonly path: string;
  readonly mode: number;
  /** Where its bytes are, or these; absent: a folder. */
  readonly from?: string | Buffer;
  readonly owner?: number;
}

export interface Image {
  /** The digest of its manifest, by which registries know it. */
  readonly digest: string;
  /** Compressed. */
  readonly bytes: number;
}

export interface ImageOptions {
  /** Of gzip, from 1 to 9 (default). */
  readonly level?: number;
  /** The program to take for Node (default: the Node that is pinned). */
  readonly node?: string;
}

const PINNED_NODE = join(root, "node_modules", "node", "bin", "node");

/** Writes the image for this machine's processor; a folder that is there is replaced. @throws where this machine has no Linux. */
export async function buildImage(folder: string, { level = 9, node = PINNED_NODE }: ImageOptions = {}): Promise<Image> {
  if (process.platform !== "linux") throw new Error("an image is made of the libraries of a Linux: run this on one");
  const blobs = join(folder, "blobs", "sha256");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(blobs, { recursive: true });
  const { version, license } = manifestOf(join(root, "packages", "cli"));
  const layers = [
    await writeLayer(nodeEntries(realpathSync(node)), blobs, level),
    await writeLayer(commandEntries(), blobs, level),
  ];
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const config = writeBlob(blobs, {
    created: new Date(0).toISOString(),
    architecture,
    os: "linux",
    config: {
      User: `${USER}:${USER}`,
      Env: ["PATH=/usr/local/bin", `SSL_CERT_FILE=${CERTIFICATES}`],
      Entrypoint: ["/usr/local/bin/heddle"],
      Cmd: ["run", "/etc/heddle/source.json"],
      WorkingDir: HOME,
      StopSignal: "SIGTERM",
      Labels: {
        "org.opencontainers.image.title": "heddle",
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.licenses": license,
        "org.opencontainers.image.source": "https://github.com/heddle-lang/heddle",
      },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: ["Node, its libraries and certificates", "heddle and the driver of PostgreSQL"].map((comment) => ({
      created: new Date(0).toISOString(),
      created_by: "scripts/image.ts",
      comment,
    })),
  });
  const manifest = writeBlob(blobs, {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: layers.map(({ digest, size }) => ({
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest,
      size,
    })),
  });
  const index = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      {
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        ...manifest,
        platform: { architecture, os: "linux" },
        annotations: { "org.opencontainers.image.ref.name": version },
      },
    ],
  };
  writeFileSync(join(folder, "index.json"), JSON.stringify(index));
  writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  return { digest: manifest.digest, bytes: layers.reduce((sum, { size }) => sum + size, config.size + manifest.size) };
}

/** Node, what the dynamic linker finds for it on this machine, and what programs expect of a system. */
function nodeEntries(node: string): readonly Entry[] {
  const libraries = execFileSync("ldd", [node], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
  return [
    { path: "/usr/local/bin/node", mode: 0o755, from: node },
    ...libraries.map((path) => ({ path, mode: 0o755, from: realpathSync(path) })),
    ...licencesOf(libraries),
    { path: CERTIFICATES, mode: 0o644, from: CERTIFICATES },
    text("/etc/passwd", "root:x:0:0:root:/:/sbin/nologin", `heddle:x:${USER}:${USER}:heddle:${HOME}:/sbin/nologin`),
    text("/etc/group", "root:x:0:", `heddle:x:${USER}:`),
    text("/etc/nsswitch.conf", "hosts: files dns"),
    { path: "/tmp", mode: 0o1777 },
    { path: HOME, mode: 0o700, owner: USER },
  ];
}

function text(path: string, ...lines: readonly string[]): Entry & { readonly from: Buffer } {
  return { path, mode: 0o644, from: Buffer.from(lines.map((line) => `${line}\n`).join("")) };
}

/** The copyright files that Debian keeps of the packages of these libraries, where this is a Debian. */
function licencesOf(libraries: readonly string[]): readonly Entry[] {
  const packages = ["libc6", ...libraries.map((path) => basename(path))].flatMap((name) =>
    globSync(`/usr/share/doc/${name.replace(/\.so\.(\d+)$/, "$1").replace("_", "-")}/copyright`),
  );
  return [...new Set(packages)].map((path) => ({ path, mode: 0o644, from: realpathSync(path) }));
}

/** The package `heddle` as it is published, and the driver of PostgreSQL with all that it depends on. */
function commandEntries(): readonly Entry[] {
  const cli = join(root, "packages", "cli");
  const { files = [] } = manifestOf(cli);
  if (!existsSync(join(cli, "dist", "main.js")))
    throw new Error("packages/cli/dist is missing: run `pnpm build` first");
  const own = ["package.json", "LICENSE", ...globSync([...files], { cwd: cli }).flatMap((path) => filesIn(cli, path))];
  const driver = packagesOf(join(root, "packages", "runtime"), "pg");
  return [
    // There is no `env`, which the package's own program asks for Node.
    { ...text("/usr/local/bin/heddle", "#!/usr/local/bin/node", `import "${COMMAND}/bin/heddle.js";`), mode: 0o755 },
    ...own.map((path) => fileOf(join(COMMAND, path), join(cli, path))),
    ...[...driver].flatMap(([name, folder]) =>
      filesIn(folder, ".").map((path) => fileOf(join(COMMAND, "node_modules", name, path), join(folder, path))),
    ),
  ];
}

function fileOf(path: string, from: string): Entry {
  return { path, from, mode: (statSync(from).mode & 0o100) === 0 ? 0o644 : 0o755 };
}

/** The files at or below a path, without packages below it. */
function filesIn(folder: string, path: string): readonly string[] {
  const at = join(folder, path);
  if (!statSync(at).isDirectory()) return [path];
  return globSync("**", { cwd: at, exclude: (name) => name === "node_modules" })
    .filter((each) => statSync(join(at, each)).isFile())
    .map((each) => join(path, each));
}

/** A package and those that it depends on, each with its folder. */
function packagesOf(from: string, name: string, known = new Map<string, string>()): ReadonlyMap<string, string> {
  if (known.has(name)) return known;
  const require = createRequire(join(realpathSync(from), "package.json"));
  const folder = (require.resolve.paths(name) ?? [])
    .map((modules) => join(modules, name))
    .find((each) => existsSync(join(each, "package.json")));
  if (folder === undefined) throw new Error(`${name} is not installed`);
  known.set(name, realpathSync(folder));
  for (const each of Object.keys(manifestOf(folder).dependencies ?? {})) packagesOf(folder, each, known);
  return known;
}

interface Layer {
  readonly digest: string;
  readonly size: number;
  /** Of the layer before it was compressed. */
  readonly diffId: string;
}

async function writeLayer(entries: readonly Entry[], blobs: string, level: number): Promise<Layer> {
  const plain = createHash("sha256");
  const compressed = createHash("sha256");
  const file = join(blobs, "new");
  const tee = (hash: typeof plain) => new PassThrough().on("data", (chunk: Buffer) => hash.update(chunk));
  await pipeline(tarOf(entries), tee(plain), createGzip({ level }), tee(compressed), createWriteStream(file));
  const digest = compressed.digest("hex");
  renameSync(file, join(blobs, digest));
  return {
    digest: `sha256:${digest}`,
    size: statSync(join(blobs, digest)).size,
    diffId: `sha256:${plain.digest("hex")}`,
  };
}

/** In the order of their paths, each after the folders that it is in, and of no time. */
function tarOf(entries: readonly Entry[]): Readable {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path } of entries)
    for (let folder = dirname(path); folder !== "/"; folder = dirname(folder))
      if (!byPath.has(folder)) byPath.set(folder, { path: folder, mode: 0o755 });
  const tar = pack();
  const write = async (): Promise<void> => {
    for (const { path, mode, from, owner = 0 } of [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
      const header = { name: relative("/", path), mode, uid: owner, gid: owner, mtime: new Date(0) };
      if (from === undefined) tar.entry({ ...header, type: "directory" });
      else if (typeof from !== "string") tar.entry(header, from);
      else await pipeline(createReadStream(from), tar.entry({ ...header, size: statSync(from).size }));
    }
    tar.finalize();
  };
  write().catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  return tar as unknown as Readable;
}

function writeBlob(blobs: string, value: object): Pick<Layer, "digest" | "size"> {
  const bytes = Buffer.from(JSON.stringify(value));
  const digest = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(join(blobs, digest), bytes);
  return { digest: `sha256:${digest}`, size: bytes.length };
}

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(root, ".image");
  const { digest, bytes } = await buildImage(folder);
  console.log(`${digest} (${(bytes / 1e6).toFixed(1)} MB) in ${relative(process.cwd(), folder)}`);
}
