// The packages as users get them: packed by npm, installed by npm into an empty folder, type-checked and run there.
// `node scripts/packages.ts`, which `npm test` runs, checks what is in each.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { converter, folderWith } from "./support/heddle.ts";
import { packInto, publishedFolders } from "./support/packed.ts";
import { openRegistry } from "./support/registry.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const run = promisify(execFile);

it("type-check and run where npm installed them", { tags: ["installs"] }, async () => {
  const folders = publishedFolders().slice(0, campaign("installs").rounds);
  const cwd = folderWith({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2024",
        lib: ["es2024", "dom", "esnext.disposable"],
        module: "nodenext",
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        types: ["node"],
      },
    }),
    "c.converter.json": converter(),
    "rows.json": '{"name":"Buy","user":"user-1"}\n',
  });
  const packed = await packInto(cwd, folders);
  await using registry = await openRegistry(packed, join(root, "node_modules"));
  const options = ["--no-audit", "--no-fund", "--silent", "--cache", join(cwd, "cache"), "--registry", registry.url];
  await run("npm", ["install", ...options, ...packed.keys(), "@types/node"], { cwd });

  const libraries = [...packed.values()].flatMap(({ manifest: { name, exports = {} } }) =>
    Object.keys(exports).map((subpath) => name + subpath.slice(1)),
  );
  // The server for web workers loads a library that is for browsers alone.
  const kind = (entry: string): string => (entry.endsWith("/worker") ? "import type" : "import");
  const loaded = libraries.map((entry, i) => (entry.endsWith("/worker") ? "1" : `Object.keys(entry${i}).length`));
  writeFileSync(
    join(cwd, "program.ts"),
    [
      ...libraries.map((entry, i) => `${kind(entry)} * as entry${i} from ${JSON.stringify(entry)};`),
      ...libraries.map((_, i) => `export type Entry${i} = typeof entry${i};`),
      `console.log([${loaded.join(", ")}].every((count) => count > 0));`,
    ].join("\n"),
  );
  await run(join(root, "node_modules/.bin/tsc"), ["-p", "."], { cwd }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
  expect((await run(process.execPath, ["program.ts"], { cwd })).stdout).toBe("true\n");
  const map = ["map", "c.converter.json", "rows.json", "--raw"];
  expect((await run("node_modules/.bin/heddle", map, { cwd })).stdout).toBe(
    '{"event_type":"Buy","user_id":"user-1","event_properties":{}}\n',
  );
});
