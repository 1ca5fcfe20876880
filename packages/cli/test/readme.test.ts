// What the documentation shows is true: its commands run, its examples give what they say, its scripts and files are there.
import { parseJson } from "@heddle/compiler";
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CREDENTIALS } from "../../runtime/test/support/credentials.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { renderHelp } from "../src/command/help.ts";
import { COMMANDS } from "../src/commands/index.gen.ts";
import { painter } from "../src/report/style.ts";
import { command, folderWith } from "./support/heddle.ts";
import { type LineOptions, runInShell, runLine } from "./support/shell-line.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, body = ""]) =>
    name === language ? [body] : [],
  );
const [converter = "", source = ""] = blocks(readme, "json");
const run = promisify(execFile);

const ROWS = [
  { uid: "user-1", kind: "v", at: "2026-11-01T10:00:00Z", order: { price: 12.5 } },
  { user: { id: "user-2" }, kind: "Buy", at: "2026-11-01T10:00:01Z" },
  { uid: "user-3", kind: "v", at: "2026-11-01T10:00:02Z" },
  { uid: "user-4", kind: "Leave", at: "2026-11-01T10:00:03Z" },
];
const EVENTS = [
  { user_id: "user-1", event_type: "View", time: 1_793_527_200_000, event_properties: { price: 12.5 } },
  { user_id: "user-2", event_type: "Buy", time: 1_793_527_201_000, event_properties: {} },
  { user_id: "user-3", event_type: "View", time: 1_793_527_202_000, event_properties: {} },
  { user_id: "user-4", event_type: "Leave", time: 1_793_527_203_000, event_properties: {} },
];
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

const s3 = useS3();

const PROCESSES: ReadonlySet<string> = new Set(["lsp", "mcp"]);
const STARTED_MOST: ReadonlySet<string> = new Set(["check", "init", "map", "map-keys", "preview", "run", "status"]);

/** The converter and the source of the README, with a server of ours for Amazon's, and files to map. */
async function readmeFolder(): Promise<string> {
  const settings = JSON.parse(source) as { bucket: string; prefix: string };
  await s3.bucket({ [`${settings.prefix}1.json.gz`]: gzipSync(lines(ROWS)) }, settings.bucket);
  const queueUrl = await s3.queue();
  const folder = folderWith({
    "movies.converter.json": converter,
    "source.json": JSON.stringify({
      ...settings,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      notifications: { queueUrl, endpoint: s3.endpoint },
    }),
    "sample.jsonl": lines(ROWS),
    "keys.txt": `s3://${settings.bucket}/${settings.prefix}1.json.gz\n`,
    "part-0.json": lines(ROWS),
    "part-1.json": lines(ROWS.slice(0, 1)),
  });
  mkdirSync(join(folder, "bin"));
  const [program, ...args] = (await command()).map((part) => `'${part}'`);
  writeFileSync(join(folder, "bin", "heddle"), `#!/bin/sh\nexec ${program} ${args.join(" ")} "$@"\n`, { mode: 0o755 });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

describe("README.md", () => {
  it("and the help show commands that run, and a library and a module that map", { timeout: 300_000 }, async () => {
    const cwd = await readmeFolder();
    const options: LineOptions = {
      cwd,
      env: {
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
      bin: join(cwd, "bin"),
    };
    const definitions = await Promise.all(COMMANDS.map((command) => command.definition()));
    for (const { name, examples } of definitions)
      for (const [i, { command: line }] of examples.entries()) {
        // What people start most, as processes of their own; the servers of editors and agents take the streams of theirs.
        const isProcess = PROCESSES.has(name) || (i === 0 && STARTED_MOST.has(name));
        const { code, out, err } = await (isProcess ? runInShell(line, options) : runLine(line, options));
        // An editor that hangs up without a word is the one thing that may go wrong here.
        expect(code, `${line}\n${err}`).toBe(name === "lsp" ? 1 : 0);
        if (line.startsWith("heddle map --raw"))
          expect(
            out
              .trimEnd()
              .split("\n")
              .map((event) => JSON.parse(event) as unknown),
          ).toEqual(EVENTS);
      }
    expect(readFileSync(join(cwd, "events.ndjson"), "utf8").trimEnd().split("\n")).toHaveLength(5);

    const [library = "", module = ""] = blocks(readme, "js");
    const line = JSON.stringify(JSON.stringify(ROWS[0]));
    writeFileSync(
      join(cwd, "library.mjs"),
      `${library}console.log(diagnostics.length, stringifyJson(event));\n`.replace(
        "\n\n",
        `\n\nconst converterText = ${JSON.stringify(converter)};\nconst line = ${line};\n`,
      ),
    );
    writeFileSync(join(cwd, "module.mjs"), module.replace("\n\n", `\n\nconst line = ${line};\n`));
    const said = async (file: string): Promise<string> =>
      (await run(process.execPath, [file], { cwd })).stdout.trimEnd();
    const [findings, ...event] = (await said("library.mjs")).split(" ");
    expect([findings, parseJson(event.join(" "))]).toEqual(["0", EVENTS[0]]);
    expect(parseJson(await said("module.mjs"))).toEqual(EVENTS[0]);
  });
});

const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "scripts/bench/README.md",
  ...globSync(["packages/*/README.md", "examples/*/README.md"], { cwd: root }),
];

describe.each(documents)("%s", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  const scriptsOf = (at: string): readonly string[] =>
    Object.keys((JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as { scripts?: object }).scripts ?? {});
  const inline = [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  const shown = [
    ...inline,
    ...blocks(text, "sh").flatMap((block) => block.split("\n").map((line) => line.replace(/ # .*/, ""))),
  ];
  // Commands of pnpm and npm itself need no script.
  const builtIn = new Set(["install", "vitest"]);

  it("names scripts and programs that are there", () => {
    for (const line of shown) {
      const [, at = ".", name] = /^(?:pnpm(?: --dir (\S+))?(?: run)?|npm run) (?!-)([\w:]+)/.exec(line) ?? [];
      if (name !== undefined && !builtIn.has(name)) expect(scriptsOf(join(root, at)), line).toContain(name);
      const [, program] = /^node (?:-\S+ )*((?:packages|scripts|node_modules)\/\S+)/.exec(line) ?? [];
      if (program !== undefined) expect(existsSync(join(root, program)), line).toBe(true);
    }
  });

  it("names commands of heddle that there are, with options that they have", async () => {
    const help = new Map<string, string>();
    for (const line of shown) {
      const [, name] = /^heddle ([a-z][\w-]*)/.exec(line) ?? [];
      if (name === undefined) continue;
      const named = COMMANDS.find((one) => one.name === name) ?? expect.fail(`there is no command ${name}`);
      if (!help.has(name)) help.set(name, renderHelp(await named.definition(), painter(false)));
      expect(help.get(name), line).toContain(`heddle ${name} `);
      for (const [, option = ""] of line.matchAll(/ (--[a-z-]+)/g))
        expect(`${help.get(name)}--help`, line).toContain(option);
    }
  });
});
