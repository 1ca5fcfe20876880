// The worker's server and the compiler in a page of a real browser; vitest.config.ts leaves this file out where there is no Chromium.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyEdits } from "../../src/index.ts";
import { bundleDigest } from "../../../runtime/test/support/engines/bundle.ts";
import { digestFuzz, type FormDigest } from "../../../runtime/test/support/engines/digest.ts";
import { campaign, CAMPAIGNS } from "../../../../scripts/campaigns.ts";
import { chromiumPath } from "./chromium-path.ts";
import { type Policy, serveSite, type Site } from "./site.ts";

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const POLLING = { timeout: 20_000, interval: 20 };
const URI = "file:///orders.converter.json";
const TEXT = `{
  "converterConfig": {
    "fileType": "json",
    "compressionType": "none",
    "convertToAmplitudeFunc": {
      "event_type": ["valeu", "order"], "user_id": "customer",
      "event_properties": { "city": "town" }
    }
  }
}
`;
const MENDED = TEXT.replace("valeu", "value");

let site: Site;
let browser: BrowserContext;
const profile = mkdtempSync(join(tmpdir(), "heddle-chromium-"));

beforeAll(async () => {
  site = await serveSite();
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath() ?? "",
    headless: true,
    args: FLAGS,
  });
});
afterAll(async () => {
  await browser.close();
  site.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

/** A page whose script has run, and what it complains of. */
async function open(policy: Policy): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium asks every site for an icon.
    if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) complaints.push(message.text());
  });
  await page.goto(`${site.address}/${policy}/index.html`);
  // The driver's own waiting inside the page would need eval.
  await expect.poll(() => page.evaluate("globalThis.heddle !== undefined"), POLLING).toBe(true);
  return { page, complaints };
}

/** Sends a request to the server in the worker. */
function ask<Reply>(page: Page, method: string, params: object): Promise<Reply> {
  return page.evaluate(`heddle.server.sendRequest(${JSON.stringify(method)}, ${JSON.stringify(params)})`);
}

const tell = (page: Page, method: string, params: object): Promise<unknown> =>
  page.evaluate(`heddle.server.sendNotification(${JSON.stringify(method)}, ${JSON.stringify(params)})`);

/** Waits until the page shows such findings. */
const shows = (page: Page, test: (text: string) => boolean): Promise<unknown> =>
  expect
    .poll(async () => test(String(await page.evaluate('document.querySelector("#findings").textContent'))), POLLING)
    .toBe(true);

const replaceAll = (page: Page, version: number, text: string): Promise<unknown> =>
  tell(page, "textDocument/didChange", { textDocument: { uri: URI, version }, contentChanges: [{ text }] });

interface LspEdit {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly newText: string;
}

function edited(text: string, edits: readonly LspEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = ({ line, character }: LspEdit["range"]["start"]): number => (starts[line] ?? text.length) + character;
  return applyEdits(
    text,
    edits.map(({ range, newText }) => ({
      span: { start: offset(range.start), end: offset(range.end) },
      text: newText,
    })),
  );
}

describe.each(["open", "strict"] as const)("the server in a worker of a page with the policy %s", (policy) => {
  test("finds, completes, hovers, fixes and formats, with a sample of the page's", async () => {
    const { page, complaints } = await open(policy);
    const textDocument = { uri: URI };
    await tell(page, "textDocument/didOpen", {
      textDocument: { ...textDocument, languageId: "heddle", version: 1, text: TEXT },
    });
    await shows(page, (text) => text.includes("Unknown operator `valeu`") && text.includes("town"));

    const { items } = await ask<{ items: { label: string; detail: string }[] }>(page, "textDocument/completion", {
      textDocument,
      position: { line: 5, character: 51 },
    });
    expect(items.find(({ label }) => label === "order_id")?.detail).toBe("string, 100%");

    const found = await ask<{ contents: { value: string } }>(page, "textDocument/hover", {
      textDocument,
      position: { line: 5, character: 52 },
    });
    expect(found.contents.value).toContain('For example `"c-10001"`');

    const caret = { line: 5, character: 25 };
    const [fix] = await ask<{ title: string; edit: { changes: Record<string, LspEdit[]> } }[]>(
      page,
      "textDocument/codeAction",
      { textDocument, range: { start: caret, end: caret }, context: { diagnostics: [], only: ["quickfix"] } },
    );
    expect(fix?.title).toBe('Replace with "value"');
    expect(edited(TEXT, fix?.edit.changes[URI] ?? [])).toBe(MENDED);
    await replaceAll(page, 2, MENDED);
    await shows(page, (text) => !text.includes("valeu") && text.includes("town"));

    const edits = await ask<LspEdit[]>(page, "textDocument/formatting", {
      textDocument,
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edited(MENDED, edits)).toBe(MENDED.replace('"order"], ', '"order"],\n      '));

    const preview = await ask(page, "workspace/executeCommand", { command: "heddle.previewRows", arguments: [URI, 5] });
    expect(preview).toMatchObject({
      state: "ready",
      sample: "orders.sample.json",
      rowCount: 1,
      rows: [{ kind: "event" }],
    });

    // The sample gets the missing column.
    await page.evaluate(
      'heddle.sample.rows.push(\'{"customer": "c-10002", "town": "Graz", "total": 12345678901234567890}\')',
    );
    await tell(page, "workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///orders.sample.json", type: 2 }] });
    await shows(page, (text) => text === "");
    const again = await ask<{ rows: { source: string }[] }>(page, "workspace/executeCommand", {
      command: "heddle.previewRows",
      arguments: [URI, 5],
    });
    expect(again.rows[1]?.source).toContain("12345678901234567890");

    const report = await ask<{ items: object[] }>(page, "textDocument/diagnostic", { textDocument });
    expect(report.items).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("finds faults in source files, with links to the documents on the web", async () => {
    const { page, complaints } = await open(policy);
    const uri = "file:///job.source.json";
    await tell(page, "textDocument/didOpen", {
      textDocument: { uri, languageId: "json", version: 1, text: '{ "bucket": "B" }' },
    });
    await shows(page, (text) => text.includes("Missing key") && text.includes("bucket"));
    const { items } = await ask<{ items: { code: string; codeDescription: { href: string } }[] }>(
      page,
      "textDocument/diagnostic",
      {
        textDocument: { uri },
      },
    );
    expect(items.map(({ code }) => code)).toContain("source-wrong-value");
    expect(
      new Set(items.map(({ codeDescription }) => new URL(codeDescription.href).pathname.split("/", 4).join("/"))),
    ).toEqual(new Set(["/heddle/reference/diagnostics"]));
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test("the extension for editors in browsers runs in a worker, starts its server in another, and reads a sample of the workspace", async () => {
  const { page } = await open("open");
  await page.evaluate(`
    globalThis.said = [];
    globalThis.host = new Worker("host.js", { type: "module" });
    host.onmessage = ({ data }) => said.push(data);
    host.onerror = ({ message }) => said.push(message);
  `);
  const said = async (): Promise<string> => JSON.stringify(await page.evaluate("said"));
  await expect.poll(said, POLLING).toContain("active");
  await expect.poll(said, POLLING).toContain("Unknown operator `valeu`");
  await expect.poll(said, POLLING).toContain("No row of the sample has a value at `town`");
  await page.close();
});

const ROW = '{"customer":"c-1","town":"Graz","id":12345678901234567890}';
const EVENT = '{"event_type":"order","user_id":"c-1","event_properties":{"city":"Graz"}}';

test("the compiler runs in a page, and so do the modules that it emits", async () => {
  const { page, complaints } = await open("open");
  const mapped = await page.evaluate(`(async () => {
    const { createCompiler, parseJson, stringifyJson } = heddle;
    const text = ${JSON.stringify(MENDED)};
    const row = ${JSON.stringify(ROW)};
    const compiler = createCompiler();
    const url = URL.createObjectURL(new Blob([compiler.compileModule(text).output.module], { type: "text/javascript" }));
    const module = await import(url);
    return [
      stringifyJson(compiler.loadProgram(text).program.map(parseJson(row), { now: 0 })),
      stringifyJson(compiler.interpretProgram(text).program.map(parseJson(row), { now: 0 })),
      module.stringifyJson(module.map(module.parseJson(row), { now: 0 })),
    ];
  })()`);
  expect(mapped).toEqual([EVENT, EVENT, EVENT]);
  expect(complaints).toEqual([]);
  await page.close();
});

test("where a page forbids eval, the interpreter maps, and compiling in the process is refused by the browser", async () => {
  const { page } = await open("strict");
  // The policy does not hold for what the driver's own call runs at once.
  const seen = await page.evaluate(`(async () => {
    const { createCompiler, parseJson, stringifyJson } = heddle;
    await new Promise((resolve) => setTimeout(resolve, 0));
    const text = ${JSON.stringify(MENDED)};
    const compiler = createCompiler();
    let refused = "";
    try { compiler.loadProgram(text); } catch (error) { refused = error.name; }
    return [stringifyJson(compiler.interpretProgram(text).program.map(parseJson(${JSON.stringify(ROW)}), { now: 0 })), refused, compiler.compileModule(text).output.module.length > 0];
  })()`);
  expect(seen).toEqual([EVENT, "EvalError", true]);
  await page.close();
});

test(
  "rows as bytes come to the same bytes in a page as in this Node, for the same seeds",
  { tags: ["engines"] },
  async () => {
    const task = campaign("engines");
    const isLong = task.rounds > CAMPAIGNS.engines.short;
    // Random converters take long to make; of the others a round is less than a file.
    const short = { ...task, rounds: 10 * task.rounds, forms: ["lines", "records", "columns"] as const };
    const wanted = isLong ? task : short;
    const { page, complaints } = await open("isolated");
    await page.addScriptTag({ content: await bundleDigest("page") });
    const inPage = await page.evaluate<FormDigest[]>(`digestFuzz(${JSON.stringify(wanted)})`);
    expect(inPage).toEqual(await digestFuzz(wanted));
    expect(inPage.length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
