// The order of rooms: what may import what, types included, and no circle of files in any package.
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const packages = join(import.meta.dirname, "..", "..");

/** The rooms of the runtime, from low to high: a room imports only rooms of lines above its own, or itself. */
const ROOMS: readonly (readonly string[])[] = [
  ["codes"],
  ["contracts"],
  ["async", "process", "sqlite", "settings"],
  ["aws", "postgres"],
  ["1-discover"],
  ["2-open"],
  ["3-decompress"],
  ["4-rows"],
  ["5-map"],
  ["6-check"],
  ["7-deliver"],
  ["dedup"],
  ["ledger"],
  ["source"],
  ["observe", "inputs"],
  ["job"],
  ["threads", "setup", "inspect"],
  ["compose"],
  // The entry points: index.ts, local.ts, offline.ts and checks.ts.
  ["."],
];

/** Rooms of tools, which import nothing of other rooms. */
const LEAVES = ["async", "process", "sqlite", "settings", "codes"];

/** The packages that a package may import, from anywhere in it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  compiler: [],
  bytes: ["compiler"],
  lsp: ["compiler"],
  runtime: ["bytes", "compiler"],
  lambda: ["runtime"],
  cli: ["compiler", "lsp", "runtime"],
  vscode: ["compiler", "lsp", "runtime"],
};

/** What runs in a browser. */
const BROWSER = ["compiler", "bytes", join("lsp", "service")];

interface SourceFile {
  /** From `src`, without `./`. */
  readonly path: string;
  readonly imports: readonly string[];
}

const IMPORT = /^\s*(?:import|export)\s[^"';]*?from\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;

/** What is loaded with a file: neither types nor `import()`. */
const STATIC_IMPORT = /^(?:import|export) (?!type )[^"';]*?from "([^"]+)"/gm;

function filesOf(name: string): readonly SourceFile[] {
  const src = join(packages, name, "src");
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const text = readFileSync(join(src, path), "utf8");
      return { path, imports: [...text.matchAll(IMPORT)].map((found) => found.slice(1).find(Boolean) ?? "") };
    });
}

const SOURCES = new Map(Object.keys(MAY_IMPORT).map((name) => [name, filesOf(name)]));

/** The files of the same package that a file imports. */
function importedFiles({ path, imports }: SourceFile): readonly string[] {
  return imports.filter((imported) => imported.startsWith(".")).map((imported) => join(dirname(path), imported));
}

function roomOf(path: string): string {
  return dirname(path).split("/")[0] ?? ".";
}

function levelOf(room: string): number {
  return ROOMS.findIndex((rooms) => rooms.includes(room));
}

describe("rooms of the runtime", () => {
  const files = SOURCES.get("runtime") ?? [];
  const crossing = files.flatMap((file) =>
    importedFiles(file)
      .filter((imported) => roomOf(imported) !== roomOf(file.path))
      .map((imported) => ({ from: file.path, to: imported })),
  );

  it("are all in the table", () => {
    expect([...new Set(files.map(({ path }) => roomOf(path)))].toSorted()).toEqual(ROOMS.flat().toSorted());
    expect(crossing.length).toBeGreaterThan(200);
  });

  it("import lower rooms only", () => {
    const wrong = crossing.filter(({ from, to }) => levelOf(roomOf(to)) >= levelOf(roomOf(from)));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("of tools import no other room, and contracts only codes", () => {
    const wrong = crossing.filter(
      ({ from, to }) => LEAVES.includes(roomOf(from)) || (roomOf(from) === "contracts" && roomOf(to) !== "codes"),
    );
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

it.each(["offline.ts", "local.ts", "checks.ts"])("%s loads no library of AWS", (entry) => {
  const src = join(packages, "runtime", "src");
  const seen = new Set<string>();
  const libraries: string[] = [];
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, imported = ""] of readFileSync(join(src, path), "utf8").matchAll(STATIC_IMPORT))
      if (imported.startsWith(".")) visit(join(dirname(path), imported));
      else libraries.push(imported);
  };
  visit(entry);
  expect(libraries).toContain("@heddle/compiler/language");
  expect(libraries.filter((name) => /^@(?:aws-sdk|smithy)\//.test(name))).toEqual([]);
});

describe.each([...SOURCES])("%s", (name, files) => {
  it("has no circle of files", () => {
    expect(circleIn(new Map(files.map((file) => [file.path, importedFiles(file)])))).toEqual([]);
  });

  it("imports no package that it may not", () => {
    const own = new Set(MAY_IMPORT[name]);
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((imported) => imported.startsWith("@heddle/") && !own.has(imported.split("/")[1] ?? ""))
        .map((imported) => `${path} -> ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it("uses nothing of Node where it runs in a browser", () => {
    const builtins = new Set(builtinModules);
    const wrong = files
      .filter(({ path }) => BROWSER.some((part) => join(name, path).startsWith(part)))
      .flatMap(({ path, imports }) =>
        imports
          .filter((imported) => imported.startsWith("node:") || builtins.has(imported.split("/")[0] ?? ""))
          .map((imported) => `${path} -> ${imported}`),
      );
    expect(wrong).toEqual([]);
  });
});

/** The files of some circle, in its order; empty where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const imported of imports.get(file) ?? []) {
      const circle = visit(imported);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

it("finds a circle of files", () => {
  const imports = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(circleIn(imports)).toEqual(["b", "c", "b"]);
});
