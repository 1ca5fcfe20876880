// In: packages/bytes/assembly. Out: its constants for TypeScript, and the module that AssemblyScript makes of it, as text.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GeneratedFile, root } from "./generated.ts";

const folder = join(root, "packages", "bytes");
const OPTIONS = ["-O3", "--enable", "simd", "--runtime", "stub", "--importMemory", "--noExportMemory", "--converge"];

/** A module: its file, what it is for, and the options by which it differs. */
const MODULES = [
  { path: "packages/bytes/src/module.gen.ts", options: ["--noAssert"], doc: "The module" },
  { path: "packages/bytes/test/checked-module.gen.ts", options: [], doc: "The module with its bounds checked" },
] as const;

export function generateBytes(): GeneratedFile[] {
  return [generateLayout(), ...MODULES.map(generateModule)];
}

/** The constants of layout.ts, without their types. */
function generateLayout(): GeneratedFile {
  const text = readFileSync(join(folder, "assembly", "layout.ts"), "utf8");
  const constants = [...text.matchAll(/^export const (\w+): \w+ = (\w+);$/gm)];
  const lines = constants.map(([, name, value]) => `export const ${name} = ${value};`);
  return {
    path: "packages/bytes/src/layout.gen.ts",
    text: `// Generated from assembly/layout.ts by \`pnpm gen\`.\n${lines.join("\n")}\n`,
  };
}

/** Compiles only where the sources or the options are others than those of the file that is there. */
function generateModule({ path, options, doc }: (typeof MODULES)[number]): GeneratedFile {
  const before = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
  const hash = hashOf(options);
  if (before.includes(hash)) return { path, text: before };
  const lines = [
    `// Generated from assembly by \`pnpm gen\`. SHA-256 of the sources and options:`,
    `// ${hash}`,
    "",
    `/** ${doc}, as base64. */`,
    `export const MODULE =`,
    `  "${compile(options).toString("base64")}";`,
    "",
  ];
  return { path, text: lines.join("\n") };
}

function hashOf(options: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([OPTIONS, options, version()]));
  for (const name of globSync("assembly/**/*.ts", { cwd: folder }).toSorted())
    hash.update(`\n${name}\n`).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

function version(): string {
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { devDependencies: Record<string, string> }).devDependencies["assemblyscript"] ?? "";
}

function compile(options: readonly string[]): Buffer {
  const output = mkdtempSync(join(tmpdir(), "heddle-bytes-"));
  try {
    const file = join(output, "module.wasm");
    const compiler = join(folder, "node_modules", "assemblyscript", "bin", "asc.js");
    const args = [compiler, join("assembly", "index.ts"), ...OPTIONS, ...options, "-o", file];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`packages/bytes/assembly does not compile:\n${stderr}`);
    return readFileSync(file);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
