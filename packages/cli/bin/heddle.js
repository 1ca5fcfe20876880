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
  // The SQLite of Node 22 is called experimental at every start; what Heddle uses of it works as it does in Node 24.
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] !== "ExperimentalWarning" || !String(warning).startsWith("SQLite ")) {
      emitWarning.call(process, warning, ...rest);
    }
  };
  (await import("../dist/compile-cache.js")).keepCompiledCode();
  await import("../dist/main.js");
}
