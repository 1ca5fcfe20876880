#!/usr/bin/env node
// Checks the Node version in syntax that old versions can read, then hands over to the built command.
const needed = [22, 15];
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `heddle needs Node ${needed.join(".")} or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
  process.exitCode = 2;
} else {
  (await import("../dist/compile-cache.js")).keepCompiledCode();
  await import(process.argv[2] === "map" && (await hasFreshBundle()) ? "../dist/main.bundle.js" : "../dist/main.js");
}

/** Whether the command in one file is there, and no package was built again since it was made. */
async function hasFreshBundle() {
  const { statSync } = await import("node:fs");
  const madeAt = (path) => statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const bundled = madeAt("../dist/main.bundle.js");
  const built = ["../dist/.tsbuildinfo", "../../compiler/dist/.tsbuildinfo", "../../runtime/dist/.tsbuildinfo"];
  return bundled > 0 && built.every((path) => madeAt(path) <= bundled);
}
