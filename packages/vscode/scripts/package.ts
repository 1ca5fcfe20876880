// Bundles the extension with its server and packs both into a .vsix, without network; prints where it lies.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";

const FOLDER = join(import.meta.dirname, "..");
const ROOT = join(FOLDER, "..", "..");
const DIST = join(FOLDER, "dist");

interface Manifest {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly publisher: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
}

const manifest = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")) as Manifest;

/** Libraries in CommonJS ask for `require` inside an ES module. */
const REQUIRE =
  'import { createRequire as heddleCreateRequire } from "node:module"; const require = heddleCreateRequire(import.meta.url);';

async function bundle(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  const common = {
    bundle: true,
    platform: "node",
    target: "node22",
    minify: true,
    legalComments: "external",
    logLevel: "warning",
  } as const;
  await build({
    ...common,
    entryPoints: [join(FOLDER, "src", "extension.ts")],
    outfile: join(DIST, "extension.cjs"),
    format: "cjs",
    external: ["vscode"],
  });
  const entries = join(DIST, "entries");
  mkdirSync(entries, { recursive: true });
  const command = JSON.stringify(join(ROOT, "packages", "cli", "src", "commands", "lsp", "host.ts"));
  writeFileSync(
    join(entries, "server.ts"),
    `import { lspCommand } from ${command};\nvoid lspCommand(${JSON.stringify(manifest.version)}, new URL("../reference/", import.meta.url).href);\n`,
  );
  // What the server needs only for samples and sources stays in files of its own, which are loaded then.
  await build({
    ...common,
    format: "esm",
    splitting: true,
    outdir: DIST,
    outExtension: { ".js": ".mjs" },
    banner: { js: REQUIRE },
    entryPoints: {
      server: join(entries, "server.ts"),
      sample: join(ROOT, "packages", "cli", "src", "commands", "lsp", "sample.ts"),
    },
  });
  rmSync(entries, { recursive: true });
  // The server looks for its worker under the name that it has in the command line tool.
  writeFileSync(join(DIST, "sample.js"), 'import "./sample.mjs";\n');
}

/** Every file of the package, by its path in the archive. */
function contents(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  const add = (path: string): void => {
    files[`extension/${relative(FOLDER, path).replaceAll("\\", "/")}`] = readFileSync(path);
  };
  for (const name of ["package.json", "README.md", "icon.png", "language-configuration.json"]) add(join(FOLDER, name));
  for (const folder of ["dist", "syntaxes", "walkthrough"]) {
    for (const name of readdirSync(join(FOLDER, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (/\.[a-z]+$/i.test(name) && !name.endsWith(".vsix")) add(join(FOLDER, folder, name));
    }
  }
  // The pages that findings link to.
  for (const name of readdirSync(join(ROOT, "grammar"), { recursive: true, encoding: "utf8" }).sort()) {
    if (name.endsWith(".md"))
      files[`extension/reference/${name.replaceAll("\\", "/")}`] = readFileSync(join(ROOT, "grammar", name));
  }
  files["extension/LICENSE.txt"] = readFileSync(join(ROOT, "LICENSE"));
  files["extension.vsixmanifest"] = Buffer.from(vsixManifest());
  files["[Content_Types].xml"] = Buffer.from(contentTypes(Object.keys(files)));
  return files;
}

function vsixManifest(): string {
  const { name, version, publisher, displayName, description, categories, keywords, engines } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${xml(name)}" Version="${xml(version)}" Publisher="${xml(publisher)}"/>
    <DisplayName>${xml(displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(description)}</Description>
    <Categories>${categories.map(xml).join(",")}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${xml(engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
    <Tags>${keywords.map(xml).join(",")}</Tags>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/icon.png</Icon>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Icons.Default" Path="extension/icon.png" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

function contentTypes(paths: readonly string[]): string {
  const types: Readonly<Record<string, string>> = {
    json: "application/json",
    md: "text/markdown",
    png: "image/png",
    txt: "text/plain",
    vsixmanifest: "text/xml",
    js: "application/javascript",
    mjs: "application/javascript",
    cjs: "application/javascript",
  };
  const endings = [...new Set(paths.map((path) => path.slice(path.lastIndexOf(".") + 1)))].sort();
  const lines = endings.map(
    (ending) => `<Default Extension=".${xml(ending)}" ContentType="${types[ending] ?? "application/octet-stream"}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${lines.join("")}</Types>\n`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

await bundle();
// The same bytes on every machine: no clock in the archive.
const archive = zipSync(contents(), { level: 9, mtime: "2020-01-01T00:00:00" });
const file = join(DIST, `${manifest.name}-${manifest.version}.vsix`);
writeFileSync(file, archive);
console.log(
  `${relative(process.cwd(), file)}: ${(archive.length / 1e6).toFixed(1)} MB, sha256 ${createHash("sha256").update(archive).digest("hex").slice(0, 16)}`,
);
