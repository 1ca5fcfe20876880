// The service and the worker's server are made for browsers: they bundle without Node, and the service runs where there is nothing but the language.
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { sourceAliases } from "../../../scripts/source-aliases.ts";

const SOURCE = join(import.meta.dirname, "..", "src");

async function bundle(contents: string, format: "esm" | "iife"): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: SOURCE, loader: "ts" },
    bundle: true,
    write: false,
    platform: "browser",
    format,
    globalName: "heddle",
    target: "es2024",
    logLevel: "silent",
    alias: sourceAliases(),
  });
  return outputFiles[0]?.text ?? "";
}

test("the service answers in a context without Node and without a page", async () => {
  const code = await bundle('export { createCompiler } from "@heddle/compiler"; export * from "./index.ts";', "iife");
  const context = createContext({});
  const run = `${code}
    const text = '{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":{"user_id":["anyy","uid"]}}}';
    const document = heddle.openDocument(heddle.createCompiler(), { text, kind: "converter" });
    JSON.stringify([heddle.diagnose(document).map(({ code }) => code), heddle.complete(document, text.indexOf("user_id")).some(({ label }) => label === "event_type")]);`;
  expect(JSON.parse(String(new Script(run).runInContext(context)))).toEqual([
    ["event-missing-key", "unknown-operator"],
    true,
  ]);
});

test("the server for workers bundles without Node", async () => {
  const code = await bundle(
    'import { serveWorker } from "./server/worker.ts"; serveWorker(self, { version: "0" });',
    "esm",
  );
  expect(code).toContain("textDocument/completion");
  // What is imported from outside would be a module of Node.
  expect(code).not.toMatch(/^import .* from "/m);
});
