// pnpm new KIND NAME: writes the files of a new operator, command and so on, which work as they are, and says what to fill in.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./gen/generated.ts";
import { MARKER, type Scaffold, type ScaffoldKind } from "./new/kind.ts";

const kinds = await loadKinds();
process.exitCode = main(process.argv.slice(2));

/** Takes any number of pairs of a kind and a name; gives the exit code. */
function main(args: readonly string[]): number {
  const pairs = Array.from({ length: Math.max(1, Math.ceil(args.length / 2)) }, (_, i) => args.slice(2 * i, 2 * i + 2));
  for (const [kind = "", name = ""] of pairs) {
    const problem = problemOf(kind, name);
    if (problem === undefined) continue;
    console.error(problem);
    return 2;
  }
  for (const [kind = "", name = ""] of pairs) {
    const scaffold = kinds[kind]?.scaffold(name);
    if (scaffold === undefined || !write(name, scaffold)) return 1;
  }
  console.log("");
  return spawnSync(process.execPath, [join(root, "scripts/gen/all.ts")], { stdio: "inherit" }).status ?? 1;
}

async function loadKinds(): Promise<Readonly<Record<string, ScaffoldKind>>> {
  const files = readdirSync(join(import.meta.dirname, "new")).filter((file) => file !== "kind.ts");
  const entries = files.map(async (file) => {
    const { kind } = (await import(`./new/${file}`)) as { readonly kind: ScaffoldKind };
    return [file.replace(/\.ts$/, ""), kind] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function problemOf(kind: string, name: string): string | undefined {
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (known?.name.test(name) === true) return undefined;
  if (known !== undefined)
    return `pnpm new ${kind}: ${JSON.stringify(name)} cannot be its name; ${known.exampleName} can`;
  const width = Math.max(...Object.keys(kinds).map((each) => each.length));
  const lines = Object.entries(kinds).map(([each, { doc }]) => `  ${each.padEnd(width)}  ${doc}`);
  return ["usage: pnpm new KIND NAME", "", ...lines].join("\n");
}

/** Writes a scaffold and says what is left to do; false where something is in its way, and nothing was written. */
function write(name: string, { files, edits = {}, tests, next = [] }: Scaffold): boolean {
  const taken = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (taken !== undefined) {
    console.error(`${taken} exists already; nothing was written`);
    return false;
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, edit] of Object.entries(edits))
    writeFileSync(join(root, path), edit(readFileSync(join(root, path), "utf8")));
  const written = [...Object.keys(files), ...Object.keys(edits)];
  // Where a line breaks depends on the name.
  spawnSync(join(root, "node_modules/.bin/oxfmt"), written, { cwd: root });
  console.log(
    [
      "Fill in:",
      ...written.flatMap(markedLines),
      "Then:",
      ...next.map((line) => `  ${line}`),
      `  Test it: pnpm vitest run ${tests.join(" ")} -t ${name}`,
    ].join("\n"),
  );
  return true;
}

function markedLines(path: string): readonly string[] {
  return readFileSync(join(root, path), "utf8")
    .split("\n")
    .flatMap((line, i) => (line.includes(MARKER) ? [`  ${path}:${i + 1}: ${line.trim().slice(0, 100)}`] : []));
}
