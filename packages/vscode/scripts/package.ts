// Bundles the extension with its server and lets vsce pack both into a .vsix, without network; prints where it lies.
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { bundleForNode, bundleForWeb } from "./bundle.ts";

const FOLDER = join(import.meta.dirname, "..");
const DIST = join(FOLDER, "dist");
/** The folder that is packed: what is in it, is in the package. */
const STAGE = join(DIST, "package");

const manifest = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")) as Record<string, unknown> & {
  readonly name: string;
  readonly version: string;
  readonly repository: { readonly url: string; readonly directory: string };
};

rmSync(DIST, { recursive: true, force: true });
mkdirSync(STAGE, { recursive: true });
await bundleForNode(join(STAGE, "dist"), manifest.version);
await bundleForWeb(join(STAGE, "dist"), manifest.version);
const { scripts: _scripts, devDependencies: _development, private: _private, ...shipped } = manifest;
writeFileSync(join(STAGE, "package.json"), JSON.stringify(shipped, undefined, 2));
for (const name of ["README.md", "icon.png", "language-configuration.json", "LICENSE"])
  copyFileSync(join(FOLDER, name), join(STAGE, name));
for (const name of ["syntaxes", "walkthrough"]) cpSync(join(FOLDER, name), join(STAGE, name), { recursive: true });
copyFileSync(join(FOLDER, "..", "..", "CHANGELOG.md"), join(STAGE, "CHANGELOG.md"));
// Everything is in the stage because it is to be packed.
writeFileSync(join(STAGE, ".vscodeignore"), "");

// Pictures of the README stay out of the archive: marketplace and editor load them from the repository, where vsce knows of no folders.
const { url, directory } = manifest.repository;
const repository = url.replace(/^git\+/, "").replace(/\.git$/, "");

const file = join(DIST, `${manifest.name}-${manifest.version}.vsix`);
// The same bytes on every machine: no clock in the archive.
process.env["SOURCE_DATE_EPOCH"] ??= String(Date.UTC(2020, 0, 1) / 1000);
await createVSIX({
  cwd: STAGE,
  packagePath: file,
  dependencies: false,
  baseContentUrl: `${repository}/blob/HEAD/${directory}`,
  baseImagesUrl: `${repository}/raw/HEAD/${directory}`,
});
rmSync(STAGE, { recursive: true });
const archive = readFileSync(file);
console.log(
  `${relative(process.cwd(), file)}: ${(statSync(file).size / 1e6).toFixed(1)} MB, sha256 ${createHash("sha256").update(archive).digest("hex").slice(0, 16)}`,
);
