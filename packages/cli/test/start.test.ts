// What the installed command loads before it works: little that it does not need, in few files.
import { isAscii } from "node:buffer";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const cli = fileURLToPath(new URL("../", import.meta.url));
const orders = fileURLToPath(new URL("../../../examples/orders/", import.meta.url));
const dist = join(cli, "dist");

/** Names that stay in the bundle, each of code that is large. */
const PARTS = {
  grammar: "EmbeddedActionsParser",
  emitter: "emitFunction",
  aws: "ListObjectsV2Command",
  webAssembly: "createByteMapper",
  editor: "createConnection",
} as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "heddle-start-"));
  writeFileSync(join(folder, "broken.json"), '{"converterConfig": {}} // mine');
  writeFileSync(join(folder, "empty.jsonl"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Loaded {
  /** The files of the bundle. */
  readonly files: string[];
  /** Modules of Node, each named after a space. */
  readonly builtins: string;
  readonly out: string;
}

/** What a command loads. */
async function loadedBy(...args: readonly string[]): Promise<Loaded> {
  const hook =
    'import{registerHooks}from"node:module";registerHooks({load(url,context,next){console.error(url);return next(url,context)}});' +
    'process.on("exit",()=>console.error("builtins:"+process.moduleLoadList.join()));';
  const flags = [`--import=data:text/javascript,${hook}`, join(cli, "bin", "heddle.js")];
  const options = { cwd: folder, env: { ...process.env, XDG_CACHE_HOME: folder } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, ...args], options).catch(
    (error: unknown) => error as { readonly stdout: string; readonly stderr: string },
  );
  return {
    files: stderr.match(/(?<=\/cli\/dist\/)\S+$/gm) ?? [],
    builtins: /^builtins:.*/m.exec(stderr)?.[0] ?? expect.fail(stderr),
    out: stdout,
  };
}

const partsIn = (files: readonly string[]): readonly string[] => {
  const text = files.map((file) => readFileSync(join(dist, file), "utf8")).join("\n");
  return Object.entries(PARTS).flatMap(([part, name]) => (text.includes(name) ? [part] : []));
};

it("has all of its parts in the bundle, under the names that these tests look for", () => {
  expect(partsIn(readdirSync(dist).filter((name) => /\.c?js$/.test(name)))).toEqual(Object.keys(PARTS));
});

it("has no syntax that the oldest Node lacks", () => {
  const files = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const declared = files.filter((name) =>
    /(?:^|[;{}])(?:await )?using [\w$]+=/m.test(readFileSync(join(dist, name), "utf8")),
  );
  expect(declared).toEqual([]);
});

it("imports no module of Node, of which all names would be read", () => {
  const files = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const text = files.map((name) => readFileSync(join(dist, name), "utf8")).join("\n");
  expect(text).toContain("process.getBuiltinModule(`node:http`)");
  expect(text.match(/(?:from|\bimport\()\s*["'`]node:[\w/]+/g)).toBeNull();
});

it("is ASCII, which Node reads without decoding, and keeps as a byte a character", () => {
  const bundle = readdirSync(dist).filter((name) => /\.c?js$/.test(name));
  expect(bundle.filter((name) => !isAscii(readFileSync(join(dist, name))))).toEqual([]);
});

it.each([
  ["--help", [], 6],
  ["status", [], 12],
  ["map", ["emitter", "webAssembly"], 14],
])("loads for heddle %s, of the large parts, %j, from at most %i files", async (command, parts, most) => {
  const args = {
    status: [join(orders, "orders.source.json")],
    map: [join(orders, "orders.converter.json"), "empty.jsonl"],
  };
  const { files, builtins } = await loadedBy(command, ...(args[command as keyof typeof args] ?? []));
  expect(files).toContain("main.js");
  expect(partsIn(files)).toEqual(parts);
  expect(files.length).toBeLessThanOrEqual(most);
  // Each takes milliseconds; Node starts with `fs`.
  expect(builtins).toContain(" fs,");
  expect(builtins.match(/ (?:crypto|zlib|worker_threads|http|child_process)(?=,|$)/g)).toBeNull();
});

it("loads the grammar for a text that only the grammar reads", async () => {
  const { files, out } = await loadedBy("check", "broken.json");
  expect(partsIn(files)).toContain("grammar");
  expect(out).toContain("error[syntax-comment]: JSON has no comments.");
});
