// The container image that scripts/image.ts builds: its layout, that it is the same each time, and that the command runs in it.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildImage, type Image, type ImageOptions } from "../../../scripts/image.ts";
import { converter } from "./support/heddle.ts";

const run = promisify(execFile);

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Config {
  readonly architecture: string;
  readonly config: Readonly<{
    User: string;
    Entrypoint: readonly string[];
    Env: readonly string[];
    WorkingDir: string;
  }>;
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] };
  readonly history: readonly unknown[];
}

let work = "";
beforeAll(() => void (work = mkdtempSync(join(tmpdir(), "heddle-image-"))));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const json = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const sha256 = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

interface Layout {
  readonly image: Image;
  readonly index: { readonly schemaVersion: number; readonly manifests: readonly Descriptor[] };
  readonly manifest: { readonly config: Descriptor; readonly layers: readonly Descriptor[] };
  readonly config: Config;
  readonly folder: string;
  blob(descriptor: Descriptor): string;
}

/** Builds an image that is not compressed, which would take seconds. */
async function layoutOf(name: string, options: ImageOptions = {}): Promise<Layout> {
  const folder = join(work, name);
  const image = await buildImage(folder, { level: 0, ...options });
  const blob = ({ digest }: Pick<Descriptor, "digest">): string => join(folder, "blobs", digest.replace(":", "/"));
  const index = json(join(folder, "index.json")) as Layout["index"];
  const manifest = json(blob(image)) as Layout["manifest"];
  return { image, index, manifest, config: json(blob(manifest.config)) as Config, folder, blob };
}

describe("the image", () => {
  // A small program in the place of Node.
  const small = (name: string): Promise<Layout> => layoutOf(name, { level: 1, node: "/bin/ls" });

  it("is laid out as OCI says, with every blob under the digest of its bytes", async () => {
    const { image, index, manifest, config, folder, blob } = await small("layout");
    expect(json(join(folder, "oci-layout"))).toEqual({ imageLayoutVersion: "1.0.0" });
    expect([index.schemaVersion, index.manifests[0]?.digest]).toEqual([2, image.digest]);
    const { layers } = manifest;
    const descriptors = [...index.manifests, manifest.config, ...layers];
    expect(readdirSync(join(folder, "blobs", "sha256")).toSorted()).toEqual(
      descriptors.map(({ digest }) => digest.slice(7)).toSorted(),
    );
    for (const each of descriptors) {
      const bytes = readFileSync(blob(each));
      expect([sha256(bytes), bytes.length]).toEqual([each.digest, each.size]);
    }
    expect(descriptors.map(({ mediaType }) => mediaType.replace("application/vnd.oci.image.", ""))).toEqual([
      "manifest.v1+json",
      "config.v1+json",
      "layer.v1.tar+gzip",
      "layer.v1.tar+gzip",
    ]);
    expect(["amd64", "arm64"]).toContain(config.architecture);
    expect(config.rootfs).toEqual({
      type: "layers",
      diff_ids: layers.map((each) => sha256(gunzipSync(readFileSync(blob(each))))),
    });
    expect(config.history).toHaveLength(layers.length);
  });

  it("has the same digest when it is built again", async () => {
    const [first, second] = await Promise.all([small("first"), small("second")]);
    expect(second.image).toEqual(first.image);
  });

  it("refuses a machine without Linux", async () => {
    const { platform } = process;
    Object.defineProperty(process, "platform", { value: "darwin" });
    await expect(buildImage(join(work, "other"))).rejects.toThrow("run this on one");
    Object.defineProperty(process, "platform", { value: platform });
  });
});

it("the command runs in it as nobody's user, checks a converter, and finds the driver of PostgreSQL", async () => {
  const { config, manifest, blob } = await layoutOf("image");
  const rootfs = (...parts: readonly string[]): string => join(work, "rootfs", ...parts);
  mkdirSync(rootfs());
  for (const layer of manifest.layers) execFileSync("tar", ["-xzpf", blob(layer), "-C", rootfs()]);
  const inImage = programIn(rootfs(), config.config);

  const { version } = json(join(import.meta.dirname, "..", "package.json")) as { readonly version: string };
  expect((await inImage("--version")).stdout).toBe(`${version}\n`);
  expect(config.config.User).toBe("65532:65532");
  expect(statSync(rootfs("var", "lib", "heddle"))).toMatchObject(
    process.getuid?.() === 0 ? { uid: 65532, mode: 0o40700 } : { mode: 0o40700 },
  );

  writeFileSync(rootfs("tmp", "c.json"), converter());
  writeFileSync(rootfs("tmp", "rows.json"), '{"name":"Buy","user":"user-1"}\n');
  await inImage("check", "/tmp/c.json");
  expect((await inImage("map", "--raw", "/tmp/c.json", "/tmp/rows.json")).stdout).toBe(
    '{"event_type":"Buy","user_id":"user-1","event_properties":{}}\n',
  );
  const source = {
    bucket: "my-bucket",
    region: "eu-west-1",
    converter: "c.json",
    dataType: "event",
    sink: { type: "s3", bucket: "out-bucket", region: "eu-west-1" },
    ledger: { type: "postgres", url: "postgres://heddle@127.0.0.1:1/none", schema: "acme" },
  };
  writeFileSync(rootfs("tmp", "source.json"), JSON.stringify(source));
  await expect(inImage("status", "/tmp/source.json")).rejects.toMatchObject({
    stderr: expect.stringMatching(/\[ledger\/unreadable\][^]*ECONNREFUSED/) as string,
  });
});

type Inside = (...args: readonly string[]) => Promise<{ readonly stdout: string }>;

/** The program of an unpacked image, with its own root as its own user; or, for those who may not do that, on its libraries. */
function programIn(rootfs: string, { User, Entrypoint, Env }: Config["config"]): Inside {
  const env = Object.fromEntries(Env.map((line) => line.split("=") as [string, string]));
  if (process.getuid?.() === 0)
    return (...args) => run("/usr/sbin/chroot", [`--userspec=${User}`, rootfs, ...Entrypoint, ...args], { env });
  const inRoot = (arg: string): string => (arg.startsWith("/") ? join(rootfs, arg) : arg);
  const paths = readdirSync(rootfs, { recursive: true, encoding: "utf8" });
  const find = (pattern: RegExp): string => join(rootfs, paths.find((path) => pattern.test(path)) ?? "");
  const [loader, ...node] = [
    find(/ld-linux[^/]*$/),
    "--library-path",
    dirname(find(/\/libc\.so\.6$/)),
    join(rootfs, "usr/local/bin/node"),
    join(rootfs, "opt/heddle/bin/heddle.js"),
  ] as const;
  return (...args) => run(loader, [...node, ...args.map(inRoot)], { env });
}
