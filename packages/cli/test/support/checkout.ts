// Copies this checkout, with its built packages and installed dependencies, so that a test can change files and run its tools.
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

export const checkout = join(import.meta.dirname, "..", "..", "..", "..");

/** Left out of the copy. `node_modules` is linked, entry by entry. */
const LEFT_OUT = new Set(["node_modules", ".git", ".heddle", ".demo"]);

/** The folder of a copy; remove it when done. */
export function copyCheckout(): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "heddle-checkout-")));
  copyFolder(checkout, copy);
  for (const name of ["", ...readdirSync(join(checkout, "packages")).map((each) => join("packages", each))])
    linkModules(join(checkout, name, "node_modules"), join(copy, name, "node_modules"));
  return copy;
}

export function removeCheckout(copy: string): void {
  rmSync(copy, { recursive: true, force: true });
}

/** Keeps the times of files, by which builds know what is up to date. */
function copyFolder(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => !LEFT_OUT.has(relative(from, path).split("/").at(-1) ?? ""),
  });
}

/** Links installed packages to where they are, and packages of the workspace to their copies. */
function linkModules(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (name.startsWith("@") && lstatSync(path).isDirectory()) linkModules(path, join(to, name));
    else symlinkSync(isOfWorkspace(path) ? readlinkSync(path) : path, join(to, name));
  }
}

function isOfWorkspace(path: string): boolean {
  if (!lstatSync(path).isSymbolicLink()) return false;
  const target = resolve(path, "..", readlinkSync(path));
  return /^[a-z]+$/.test(relative(join(checkout, "packages"), target));
}
