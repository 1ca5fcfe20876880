// The packaged extension: everything that it names is in it, and its server answers from the unpacked archive.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { helpLink } from "@heddle/compiler/language";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

interface Published {
  readonly diagnostics: readonly { readonly code: string; readonly codeDescription?: { readonly href: string } }[];
}

const FOLDER = join(import.meta.dirname, "..");
const unpacked = mkdtempSync(join(tmpdir(), "heddle-vsix-"));
let files: Record<string, Uint8Array> = {};
let first: Uint8Array = new Uint8Array();

const pack = (): Uint8Array => {
  const { status, stderr } = spawnSync(process.execPath, [join(FOLDER, "scripts", "package.ts")], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(join(FOLDER, "dist", "heddle-vscode-0.1.0.vsix"));
};

beforeAll(() => {
  first = pack();
  files = unzipSync(first);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(unpacked, name)), { recursive: true });
    writeFileSync(join(unpacked, name), bytes);
  }
});
afterAll(() => rmSync(unpacked, { recursive: true, force: true }));

const CONTENTS = [
  "[Content_Types].xml",
  "extension.vsixmanifest",
  "extension/LICENSE.txt",
  "extension/changelog.md",
  "extension/dist/extension.cjs",
  "extension/dist/sample.js",
  "extension/dist/sample.mjs",
  "extension/dist/server.mjs",
  "extension/dist/web-server.js",
  "extension/dist/web.js",
  "extension/icon.png",
  "extension/language-configuration.json",
  "extension/package.json",
  "extension/readme.md",
  "extension/syntaxes/heddle.tmLanguage.json",
  "extension/walkthrough/preview.md",
  "extension/walkthrough/sample.md",
  "extension/walkthrough/write.md",
];

test("every file that the manifest names is in the package", () => {
  const manifest = strFromU8(files["extension/package.json"] ?? new Uint8Array());
  const named = [
    ...manifest.matchAll(/"(?:main|browser|path|icon|light|dark|configuration|markdown)": "(?:\.\/)?([^"]+\.\w+)"/g),
  ].map(([, path]) => `extension/${path}`);
  expect(named).toHaveLength(14);
  expect(named.filter((name) => !Object.hasOwn(files, name))).toEqual([]);
  // The dist folder has parts with names that depend on what is in them.
  expect(
    Object.keys(files)
      .filter((name) => !/^extension\/dist\/[\w-]+-[A-Z0-9]{8}\.\w+$/.test(name))
      .toSorted(),
  ).toEqual(CONTENTS);
  expect(strFromU8(files["extension.vsixmanifest"] ?? new Uint8Array())).toMatch(/__web_extension/);
});

test("the README's pictures are described, small, and loaded from the repository", () => {
  const readme = strFromU8(files["extension/readme.md"] ?? new Uint8Array());
  const pictures = [...readme.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
  expect(pictures.length).toBeGreaterThan(2);
  for (const [, description = "", address = ""] of pictures) {
    expect(description).toMatch(/^[A-Z].{20}/);
    const [, path = ""] =
      /^https:\/\/github\.com\/heddle-lang\/heddle\/raw\/HEAD\/packages\/vscode\/(images\/.+\.png)$/.exec(address) ??
      [];
    const picture = readFileSync(join(FOLDER, path));
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    expect(picture.length).toBeLessThan(100_000);
  }
});

test("the same bytes each time", () => {
  expect(Buffer.compare(pack(), first)).toBe(0);
});

test("the manifest says what a marketplace shows, and starts with files of ours alone", () => {
  const manifest = JSON.parse(strFromU8(files["extension/package.json"] ?? new Uint8Array())) as Record<
    string,
    unknown
  >;
  expect(manifest).toMatchObject({
    icon: "icon.png",
    keywords: expect.arrayContaining(["amplitude", "converter"]) as unknown,
    repository: { url: expect.stringContaining("heddle") as unknown },
    capabilities: { untrustedWorkspaces: { supported: "limited" } },
    activationEvents: ["onLanguage:heddle", "onLanguage:heddle-source", "workspaceContains:**/*.converter.json"],
  });
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(["scripts", "devDependencies", "private"]));
});

test("no path of the machine it was made on is in it", () => {
  const root = join(FOLDER, "..", "..");
  expect(
    Object.entries(files)
      .filter(([, bytes]) => Buffer.from(bytes).includes(root))
      .map(([name]) => name),
  ).toEqual([]);
});

test("the commands that the extension registers are those of the manifest", () => {
  const code = strFromU8(files["extension/dist/extension.cjs"] ?? new Uint8Array());
  const { contributes } = JSON.parse(strFromU8(files["extension/package.json"] ?? new Uint8Array())) as {
    contributes: { commands: { command: string }[] };
  };
  expect(contributes.commands.map(({ command }) => code.includes(`"${command}"`))).toEqual([true, true]);
});

test("its server reads a sample and answers a preview", async () => {
  const work = mkdtempSync(join(tmpdir(), "heddle-vsix-work-"));
  const server: ChildProcess = spawn(process.execPath, [join(unpacked, "extension", "dist", "server.mjs"), "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { stdin, stdout } = server;
  if (stdin === null || stdout === null) throw new Error("the server has no streams");
  const connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  try {
    writeFileSync(join(work, "a.sample.csv"), "uid,kind\nuser-1,click\n,click\n");
    const published: Published[] = [];
    const sampled = new Promise<void>((resolve) => {
      connection.onNotification("textDocument/publishDiagnostics", (params: Published) => {
        published.push(params);
        // First without the sample, then with it.
        if (params.diagnostics.some(({ code }) => code === "unread-path")) resolve();
      });
    });
    connection.listen();
    await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    void connection.sendNotification("initialized", {});
    const uri = pathToFileURL(join(work, "a.converter.json")).href;
    const text =
      '{"converterConfig":{"fileType":"csv","compressionType":"none","convertToAmplitudeFunc":{"event_type":"kind","user_id":"uid","city":"town"}}}';
    void connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "heddle", version: 1, text },
    });
    await sampled;
    const [link = ""] = published.at(-1)?.diagnostics.map(({ codeDescription }) => codeDescription?.href ?? "") ?? [];
    expect(link).toBe(helpLink("unread-path"));
    const reply = await connection.sendRequest("workspace/executeCommand", {
      command: "heddle.previewRows",
      arguments: [uri, 5],
    });
    expect(reply).toMatchObject({
      state: "ready",
      sample: "a.sample.csv",
      rowCount: 2,
      rows: [
        { row: 0, kind: "event" },
        { row: 1, kind: "rejected" },
      ],
    });
    await connection.sendRequest("shutdown");
    const ended = new Promise((resolve) => server.once("exit", resolve));
    void connection.sendNotification("exit");
    expect(await ended).toBe(0);
  } finally {
    connection.dispose();
    server.kill();
    rmSync(work, { recursive: true, force: true });
  }
});
