// The server over its own protocol: random edits never bring it down, and never make it say something else than a fresh analysis of the same text.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createCompiler } from "@heddle/compiler";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { campaign } from "../../../scripts/campaigns.ts";
import { diagnose, openDocument, sampleOf } from "../src/index.ts";
import { toDiagnostic } from "../src/server/convert.ts";
import { type Host, UnreadableSample } from "../src/server/host.ts";
import { createTimeout } from "../../runtime/src/process/timeout.ts";
import { serve } from "../src/server/server.ts";

const root = join(import.meta.dirname, "../../..");
const texts = readdirSync(join(root, "fixtures/demo"))
  .filter((name) => name.endsWith(".converter.json"))
  .map((name) => readFileSync(join(root, "fixtures/demo", name), "utf8"));
const compiler = createCompiler();
const HOST: Host = { version: "0" };
const URI = "file:///folder/a.converter.json";

/** A client and a server in this process, over the bytes of the protocol. */
async function connect(host: Host, capabilities: object = {}): Promise<ProtocolConnection> {
  const up = new PassThrough();
  const down = new PassThrough();
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server, host);
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.onRequest("client/registerCapability", () => null);
  client.listen();
  await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
  return client;
}

interface Published {
  readonly version?: number;
  readonly diagnostics: readonly { readonly code: string }[];
}

/** Resolves with what is published for a version. */
function published(client: ProtocolConnection, test: (params: Published) => boolean): Promise<Published> {
  return new Promise((resolve) => {
    const subscription = client.onNotification("textDocument/publishDiagnostics", (params: Published) => {
      if (!test(params)) return;
      subscription.dispose();
      resolve(params);
    });
  });
}

const open = (client: ProtocolConnection, text: string, uri = URI): Promise<void> =>
  client.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "heddle", version: 1, text } });

const REQUESTS = [
  "completion",
  "hover",
  "signatureHelp",
  "codeAction",
  "formatting",
  "rangeFormatting",
  "semanticTokens/full",
  "documentSymbol",
  "foldingRange",
  "selectionRange",
  "references",
  "documentHighlight",
  "prepareRename",
  "inlayHint",
  "codeLens",
  "diagnostic",
] as const;

describe("random edits", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\n",
    "\r\n",
    "'",
    "\\",
    '"any", ',
    '["path", "a", "b"]',
    '"user_properties": {',
    "//",
    "1e999",
    "\ud800",
    "😀",
    "__proto__",
    "",
  );
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(20), piece });

  const sample = sampleOf("a.sample.json", [
    { event_type: "a", user_id: 7, "Cruise ID": "c", Title: null, user: { id: "u" } },
    { time: "2024-05-01", user_id: "u-2", tags: ["x"] },
  ]);
  const source =
    '{\n  "bucket": "orders", "region": "eu-west-1",\n  "converter": "c.json", "dataType": "event", "ledger": "l",\n  "sink": { "type": "s3", "bucket": "b", "region": "r" },\n  "limits": { "workers": 2 }\n}\n';

  const { rounds, seed } = campaign("sessions");
  test.each([
    { what: "a converter", kind: "converter", languageId: "heddle", host: HOST, starts: texts, known: {} },
    {
      what: "a converter with a sample",
      kind: "converter",
      languageId: "heddle",
      host: { ...HOST, loadSample: () => Promise.resolve({ uri: "file:///folder/a.sample.json", sample }) },
      starts: texts,
      known: { sample },
    },
    {
      what: "a source",
      kind: "source",
      languageId: "heddle-source",
      host: HOST,
      starts: [source],
      known: {},
    },
  ] as const)(
    "of $what: the server says what a fresh analysis says, and answers every request",
    { tags: "sessions" },
    async ({ kind, languageId, host, starts, known }) => {
      const client = await connect(host);
      let refreshed: () => void = () => {};
      client.onNotification("$/heddle/refresh", () => refreshed());
      let ready = Object.keys(known).length === 0;
      const failures: unknown[] = [];
      client.onNotification("window/logMessage", (params: unknown) => {
        failures.push(params);
      });
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...starts),
          fc.array(edit, { minLength: 1, maxLength: 12 }),
          async (start, edits) => {
            const background = ready ? undefined : new Promise<void>((resolve) => (refreshed = resolve));
            await client.sendNotification("textDocument/didOpen", {
              textDocument: { uri: URI, languageId, version: 1, text: start },
            });
            await background;
            let text = start;
            let version = 1;
            for (const { at, cut, piece: added } of edits) {
              const { lines } = openDocument(compiler, { text, kind });
              const from = lines.offset(lines.position(Math.floor(at * text.length)));
              const to = lines.offset(lines.position(Math.min(text.length, from + cut)));
              const range = lines.range({ start: from, end: Math.max(from, to) });
              version += 1;
              void client.sendNotification("textDocument/didChange", {
                textDocument: { uri: URI, version },
                contentChanges: [{ range, text: added }],
              });
              text = text.slice(0, from) + added + text.slice(Math.max(from, to));
            }
            const params = await publishedFor(client, version);
            const fresh = openDocument(compiler, { text, kind, ...known });
            expect(params.diagnostics).toEqual(
              diagnose(fresh).map((finding) => toDiagnostic(fresh, URI, finding, undefined)),
            );
            const position = fresh.lines.position(Math.floor((edits[0]?.at ?? 0) * text.length));
            const about = {
              textDocument: { uri: URI },
              position,
              positions: [position],
              range: { start: position, end: position },
              context: { diagnostics: [], includeDeclaration: true },
              options: { tabSize: 2, insertSpaces: true },
            };
            for (const request of REQUESTS) await client.sendRequest(`textDocument/${request}`, about);
            await client.sendRequest("workspace/executeCommand", {
              command: "heddle.previewRows",
              arguments: [URI, 3],
            });
            await client.sendNotification("textDocument/didClose", { textDocument: { uri: URI } });
          },
        ),
        { numRuns: rounds, seed },
      );
      // A handler that fails is logged.
      expect(failures).toEqual([]);
      client.dispose();
    },
  );

  /** The pulled diagnostics of the newest version; the notifications before them were read in their order. */
  async function publishedFor(client: ProtocolConnection, version: number): Promise<Published> {
    const report: { items: Published["diagnostics"] } = await client.sendRequest("textDocument/diagnostic", {
      textDocument: { uri: URI },
    });
    return { version, diagnostics: report.items };
  }
});

test("a sample arrives in the background, and its failure is no failure of the session", async () => {
  let release: (rows: readonly { readonly uid: string }[] | Error) => void = () => {};
  const rows = new Promise<readonly { readonly uid: string }[]>((resolve, reject) => {
    release = (found) => (found instanceof Error ? reject(found) : resolve(found));
  });
  const client = await connect({
    ...HOST,
    loadSample: async () => ({
      uri: "file:///folder/a.sample.json",
      sample: sampleOf("a.sample.json", [...(await rows)]),
    }),
  });
  const before = published(client, () => true);
  await open(
    client,
    '{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":{"event_type":["value","x"],"user_id":"id"}}}',
  );
  expect((await before).diagnostics).toEqual([]);
  const after = published(client, ({ diagnostics }) => diagnostics.length > 0);
  release([{ uid: "u" }]);
  expect((await after).diagnostics.map(({ code }) => code)).toEqual(["unread-path"]);
  client.dispose();

  const other = await connect({ ...HOST, loadSample: () => Promise.reject(new Error("no such file")) });
  await open(other, texts[0] ?? "");
  expect(await other.sendRequest("textDocument/documentSymbol", { textDocument: { uri: URI } })).not.toEqual([]);
  const preview = (): Promise<unknown> =>
    other.sendRequest("workspace/executeCommand", { command: "heddle.previewRows", arguments: [URI, 5] });
  await expect.poll(preview).toEqual({ state: "failed", rows: [], reason: "the sample cannot be read: no such file" });
  other.dispose();
});

test("requests about files that are not open or not ours get empty answers, and wrong ones an error", async () => {
  const client = await connect(HOST);
  await client.sendNotification("textDocument/didOpen", {
    textDocument: { uri: "file:///folder/package.json", languageId: "json", version: 1, text: '{"name": "x"' },
  });
  const at = (uri: string): object => ({ textDocument: { uri }, position: { line: 0, character: 3 } });
  expect(await client.sendRequest("textDocument/hover", at("file:///folder/package.json"))).toBeNull();
  expect(await client.sendRequest("textDocument/hover", at("file:///nowhere"))).toBeNull();
  await expect(
    client.sendRequest("workspace/executeCommand", { command: "heddle.previewRows", arguments: [7] }),
  ).rejects.toThrow("URI of an open converter");
  await open(client, '{"converterConfig":{"convertToAmplitudeFunc":["any", "a"]}}');
  await expect(client.sendRequest("textDocument/rename", { ...at(URI), newName: "x" })).rejects.toThrow("Only a path");
  // And it still serves.
  expect(await client.sendRequest("textDocument/documentSymbol", { textDocument: { uri: URI } })).toHaveLength(1);
  client.dispose();
});

test("a client that pulls its diagnostics is not sent any", async () => {
  const client = await connect(HOST, { textDocument: { diagnostic: {} } });
  const pushed: unknown[] = [];
  client.onNotification("textDocument/publishDiagnostics", (params: Published) => {
    pushed.push(params);
  });
  await open(client, "{");
  const report: { items: readonly unknown[] } = await client.sendRequest("textDocument/diagnostic", {
    textDocument: { uri: URI },
  });
  expect(report.items.length).toBeGreaterThan(0);
  await client.sendRequest("textDocument/hover", { textDocument: { uri: URI }, position: { line: 0, character: 0 } });
  expect(pushed).toEqual([]);
  client.dispose();
});

test("a sample that changes on disk is read again, however the editor escapes its address, and one that the settings name is watched", async () => {
  const rows = [{ uid: "u" }];
  const registered: unknown[] = [];
  const up = new PassThrough();
  const down = new PassThrough();
  const host: Host = {
    ...HOST,
    loadSample: ({ file = "a+b.sample.json" }) =>
      Promise.resolve({ uri: `file:///folder/${file}`, sample: sampleOf("s", [...rows]) }),
  };
  serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), host);
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.onRequest(
    "client/registerCapability",
    ({ registrations }: { registrations: { registerOptions: unknown }[] }) => {
      registered.push(...registrations.map(({ registerOptions }) => registerOptions));
      return null;
    },
  );
  client.listen();
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } } },
  });
  await client.sendNotification("initialized", {});

  const codes = (...expected: string[]): Promise<Published> =>
    published(client, ({ diagnostics }) => diagnostics.map(({ code }) => code).join() === expected.join());
  const unread = codes("unread-path");
  await open(
    client,
    '{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":{"event_type":["value","x"],"user_id":"id"}}}',
  );
  await unread;
  rows[0] = { id: "u" } as never;
  const mended = codes();
  await client.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: "file:///folder/a%2Bb.sample.json", type: 2 }],
  });
  await mended;

  const refreshed = new Promise((resolve) => client.onNotification("$/heddle/refresh", resolve));
  await client.sendNotification("workspace/didChangeConfiguration", {
    settings: { heddle: { sample: "rows [1].csv" } },
  });
  expect(await refreshed).toEqual({ uri: URI });
  await expect
    .poll(() => registered)
    .toEqual([
      { watchers: [{ globPattern: "**/*.sample.*" }, { globPattern: "**/*.test.json" }] },
      { watchers: [{ globPattern: { baseUri: "file:///folder", pattern: "rows ?1?.csv" } }] },
    ]);
  client.dispose();
});

test("what a list shows on each of its lines is there for clients that show it", async () => {
  const client = await connect(HOST, {
    textDocument: { completion: { completionItem: { labelDetailsSupport: true } } },
  });
  await open(client, '{"converterConfig":{"convertToAmplitudeFunc":{"time": "x", ""}}}');
  const { items }: { items: { label: string; labelDetails?: unknown }[] } = await client.sendRequest(
    "textDocument/completion",
    { textDocument: { uri: URI }, position: { line: 0, character: 59 } },
  );
  expect(items.find(({ label }) => label === "user_id")?.labelDetails).toEqual({ description: "string" });
  client.dispose();
});

test.each([
  ["that can stop it", createTimeout().run],
  ["that cannot", undefined],
])("a pattern that takes exponential time does not hold the server up, on a host %s", async (_, limit) => {
  const sample = sampleOf("a.sample.json", [
    { t: "b", u: "u" },
    { t: `${"a".repeat(40)}!`, u: "u" },
  ]);
  const client = await connect({
    ...HOST,
    ...(limit !== undefined && { limit }),
    loadSample: () => Promise.resolve({ uri: "file:///folder/a.sample.json", sample }),
  });
  const refreshed = new Promise((resolve) => client.onNotification("$/heddle/refresh", resolve));
  await open(
    client,
    '{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":{"event_type":["replace_with","(a+)+$","x","t"],"user_id":"u"}}}',
  );
  await refreshed;
  const started = Date.now();
  const textDocument = { uri: URI };
  const lenses: { command: { title: string } }[] = await client.sendRequest("textDocument/codeLens", { textDocument });
  expect(lenses.map(({ command }) => command.title)).toEqual([
    "Preview",
    "a.sample.json: evaluation took longer than 1 s",
  ]);
  const hover: { contents: { value: string } } = await client.sendRequest("textDocument/hover", {
    textDocument,
    position: { line: 0, character: 115 },
  });
  expect(hover.contents.value).toContain("evaluation took longer than 1 s");
  const hints: { label: string }[] = await client.sendRequest("textDocument/inlayHint", {
    textDocument,
    range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
  });
  expect(hints.map(({ label }) => label)).toContain("evaluation took longer than 1 s");
  const preview: { rows: readonly { reason?: string }[] } = await client.sendRequest("workspace/executeCommand", {
    command: "heddle.previewRows",
    arguments: [URI, 5],
  });
  expect(preview.rows.at(-1)).toMatchObject({ reason: "evaluation took longer than 1 s" });
  // One evaluation runs into the limit, and no other of the same text is begun.
  expect(Date.now() - started).toBeLessThan(8_000);
  client.dispose();
});

test("the tests beside a converter are run for the lens and the command, as the texts are now", async () => {
  const converter = (type: string): string =>
    `{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":{"event_type":${type},"user_id":"u"}}}`;
  const event = { event_type: "t", user_id: "user" };
  let tests: unknown = { cases: [{ name: "one", row: { t: "t", u: "user" }, expect: { event } }] };
  const client = await connect({
    ...HOST,
    loadTests: async () => ({ uri: "file:///folder/a.test.json", text: JSON.stringify(tests) }),
    loadSample: async ({ file }) =>
      file === undefined
        ? undefined
        : { uri: `file:///folder/${file}`, sample: sampleOf(file, [{ t: "t", u: "user" }]) },
    loadValidator: async () => (_flag, purpose) => (mapped) =>
      purpose?.dataType === "profiles"
        ? { kind: "rejected", rule: "profile/no-mutation", message: "m" }
        : { kind: "event", event: mapped, changes: [] },
  });
  const results = (
    uri = URI,
  ): Promise<{ state: string; cases: { name: string; passed: boolean; failures: object[] }[] }> =>
    client.sendRequest("workspace/executeCommand", { command: "heddle.testResults", arguments: [uri] });
  const titles = async (): Promise<readonly (string | undefined)[]> => {
    const lenses: { command: { title: string; command: string } }[] = await client.sendRequest(
      "textDocument/codeLens",
      { textDocument: { uri: URI } },
    );
    return lenses.flatMap(({ command }) => (command.command === "heddle.runTests" ? [command.title] : []));
  };
  const change = (text: string, version: number): Promise<void> =>
    client.sendNotification("textDocument/didChange", {
      textDocument: { uri: URI, version },
      contentChanges: [{ text }],
    });

  await open(client, converter('"t"'));
  expect(await results()).toMatchObject({ state: "ready", cases: [{ name: "one", passed: true, failures: [] }] });
  expect(await titles()).toEqual(["Tests: 1 of 1 pass, 2 of 2 branches and keys reached"]);

  // What is being typed counts.
  const typed = converter('["value", "x"]');
  await change(typed, 2);
  const character = typed.indexOf('"event_type"');
  expect(await results()).toMatchObject({
    cases: [
      {
        passed: false,
        failures: [
          {
            message: '- event_type: "t"\n+ event_type: "x"',
            range: { start: { line: 0, character }, end: { line: 0, character: character + 12 } },
          },
        ],
      },
    ],
  });
  await change(converter('["nope"]'), 3);
  expect(await results()).toMatchObject({ state: "failed", reason: "the converter has errors" });
  expect(await titles()).toEqual(["Tests: the converter has errors"]);

  // So do the tests, once they are saved: rows of a file, and another data type.
  await change(converter('"t"'), 4);
  tests = { dataType: "profiles", cases: [{ file: "rows.jsonl", expect: { noEvent: "profile/no-mutation" } }] };
  await client.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: "file:///folder/a.test.json", type: 2 }],
  });
  expect(await results()).toMatchObject({ state: "ready", cases: [{ name: "case 1", passed: true }] });
  tests = { cases: [{}] };
  await client.sendNotification("textDocument/didSave", { textDocument: { uri: URI } });
  expect(await results()).toMatchObject({ state: "failed", reason: expect.stringMatching(/has errors/) as string });
  await expect(results("file:///folder/none.json")).rejects.toThrow("must be the URI of an open converter");
  client.dispose();
});

test("a sample that could not be read is read again when its file is saved, wherever it is", async () => {
  let isBroken = true;
  const client = await connect({
    ...HOST,
    loadSample: () =>
      isBroken
        ? Promise.reject(new UnreadableSample("file:///samples/rows.json", "not JSON"))
        : Promise.resolve({ uri: "file:///samples/rows.json", sample: sampleOf("rows.json", [{ id: "u" }]) }),
  });
  const refreshed = (): Promise<unknown> =>
    new Promise((resolve) => client.onNotification("$/heddle/refresh", resolve));
  const first = refreshed();
  await open(client, texts[0] ?? "");
  await first;
  const title = async (): Promise<string | undefined> => {
    const lenses: { command: { title: string } }[] = await client.sendRequest("textDocument/codeLens", {
      textDocument: { uri: URI },
    });
    return lenses.at(-1)?.command.title;
  };
  expect(await title()).toBe("The sample cannot be read: not JSON");
  isBroken = false;
  const second = refreshed();
  await client.sendNotification("textDocument/didSave", { textDocument: { uri: "file:///samples/rows.json" } });
  await second;
  expect(await title()).toContain("1 rows become events");
  client.dispose();
});
