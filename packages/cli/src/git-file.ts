// A file as a git revision has it, named like `HEAD~1:folder/x.converter.json`.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { promisify } from "node:util";
import { type DecodedText, decodeText } from "@heddle/compiler";
import { readText } from "./named-file.ts";
import { Misuse } from "./failure.ts";

const MAX_BYTES = 64 * 1024 * 1024;

/** Reads a file, or that of a revision where no file has the name. @throws Misuse when neither can be read. */
export async function readTextOrRevision(name: string): Promise<DecodedText> {
  const colon = name.indexOf(":");
  // A name of one letter before the colon is a drive.
  if (colon < 2 || (await exists(name))) return readText(name);
  const [revision, path] = [name.slice(0, colon), name.slice(colon + 1)];
  if (revision.startsWith("-")) throw new Misuse(`${name} does not exist`);
  // Paths of git begin at the top of the repository; those of a user, where the user is.
  const object = `${revision}:${isAbsolute(path) || path.startsWith("./") || path.startsWith("../") ? path : `./${path}`}`;
  try {
    const options = { encoding: "buffer", maxBuffer: MAX_BYTES } as const;
    const { stdout } = await promisify(execFile)("git", ["cat-file", "blob", object], options);
    return decodeText(stdout);
  } catch (error) {
    throw new Misuse(`${name} cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: Buffer; message: string };
  if (code === "ENOENT") return "git is not installed";
  const said = stderr?.toString().trim().split("\n")[0] ?? "";
  return said === "" ? message : said;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
