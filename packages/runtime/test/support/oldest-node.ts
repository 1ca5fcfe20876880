// The oldest Node that Heddle runs on, and where to find one of a version.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { testFolder } from "./folder.ts";

const manifest = join(import.meta.dirname, "..", "..", "package.json");
const { engines } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly engines: { readonly node: string } };

export const OLDEST_NODE = `${/\d+\.\d+/.exec(engines.node)?.[0]}.0`;

/** The folder of a Node, which npm's registry has for each platform. */
export async function folderOfNode(version: string): Promise<string> {
  if (version === process.versions.node) return dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  const cwd = testFolder();
  writeFileSync(join(cwd, "package.json"), "{}");
  await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", "--silent", `${name}@${version}`], { cwd });
  return join(cwd, "node_modules", name, "bin");
}
