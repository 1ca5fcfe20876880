// The site of the documents, built and opened in a real browser; vitest.config.ts leaves this file out but for `pnpm torture site`.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { campaign } from "../../../../scripts/campaigns.ts";
import { buildSite, sitePages, sitePathOf } from "../../../../scripts/site.ts";
import { CODES, codeLink } from "@heddle/runtime/local";
import { DIAGNOSTIC_CODES, helpLink } from "@heddle/compiler/language";
import { chromiumPath } from "../../../lsp/test/browser/chromium-path.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const paths = Object.values(sitePages())
  .flat()
  .map(({ path }) => (sitePathOf(path) ?? path).replace(/\.md$/, ".html"))
  .slice(0, campaign("site").rounds);
const profile = mkdtempSync(join(tmpdir(), "heddle-site-"));
let folder: string;
let server: Server;
let address: string;
let axe: string;
let browser: BrowserContext;

beforeAll(async () => {
  folder = buildSite();
  axe = readFileSync(join(folder, "..", "node_modules", "axe-core", "axe.min.js"), "utf8");
  server = createServer(({ url = "/" }, response) => {
    const file = join(folder, decodeURIComponent(new URL(url, "http://site").pathname));
    if (!existsSync(file) || statSync(file).isDirectory()) return void response.writeHead(404).end();
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath() ?? "",
    headless: true,
    args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
});

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

it.each(paths)("%s opens without errors and without violations of accessibility", { tags: ["site"] }, async (path) => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) complaints.push(`${request.url()} is not of the site`);
  });
  await page.goto(`${address}/${path}`, { waitUntil: "networkidle" });
  expect(await page.locator("h1").count()).toBe(1);
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const tool = (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe;
    return (await tool.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  });
  expect({ complaints, violations }).toEqual({ complaints: [], violations: [] });
  await page.close();
});

it("has what findings link to", { tags: ["site"] }, async () => {
  const built = (link: string): string =>
    readFileSync(join(folder, new URL(link).pathname.replace("/heddle/", "")), "utf8");
  for (const code of DIAGNOSTIC_CODES) expect(built(helpLink(code))).toContain("<h1");
  for (const code of Object.keys(CODES) as (keyof typeof CODES)[])
    expect(built(codeLink(code))).toContain(`id="${new URL(codeLink(code)).hash.slice(1)}"`);
});

it("finds what is searched for", { tags: ["site"] }, async () => {
  const page = await browser.newPage();
  await page.goto(`${address}/start.html`, { waitUntil: "networkidle" });
  await page.keyboard.press("/");
  await page.locator("#localsearch-input").fill("insert_id");
  await page.locator(".VPLocalSearchBox .result").first().waitFor({ timeout: 20_000 });
  expect(await page.locator(".VPLocalSearchBox .result").count()).toBeGreaterThan(1);
  await page.close();
});

/** What is read of axe's answer. */
interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}
