// The compiler runs where there is no Node: bundled for a browser it needs no built-in module, and none of Node's globals.
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "../src/index.ts")],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "heddle",
    target: "es2024",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

const code = bundled();

test("compiles and maps in a realm with nothing but what browsers have", async () => {
  const context = createContext({ TextEncoder, TextDecoder, atob, performance, console });
  runInContext(await code, context);
  const result = runInContext(
    `(() => {
      const text = JSON.stringify({ converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: {
        user_id: ["replace_with", "^u(?=-)", "user", "id"], time: ["parse_time_to_ms", "M/d/yyyy H:mm:ss VV", "at"], event_type: ["sample", "x"] } } });
      const compiler = heddle.createCompiler();
      const broken = compiler.analyse(text).diagnostics.map((found) => found.code);
      const { program } = compiler.loadProgram(text.replace('["sample","x"]', '["value","Seen"]'));
      const row = heddle.parseJson('{"id": "u-1", "at": "1/1/2021 5:06:07 Europe/Paris", "n": 12345678901234567890}');
      return { broken: broken.join(), event: heddle.stringifyJson(program.map(row, { now: 0 })) };
    })()`,
    context,
  ) as { broken: string; event: string };
  expect(result.broken).toContain("unknown-operator");
  expect(JSON.parse(result.event)).toEqual({ user_id: "user-1", time: 1609473967000, event_type: "Seen" });
});

test("says what to use where a policy forbids code from strings, and interprets there", async () => {
  const context = createContext({ TextEncoder }, { codeGeneration: { strings: false, wasm: false } });
  runInContext(await code, context);
  const result = runInContext(
    `(() => {
      const text = JSON.stringify({ converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: {
        user_id: ["concat", ["value", "user-"], "id"], event_type: ["value", "Seen"] } } });
      const compiler = heddle.createCompiler();
      const { program } = compiler.interpretProgram(text);
      let refusal = "";
      try { compiler.loadProgram(text); } catch (error) { refusal = error.name + ": " + error.message; }
      return { refusal, event: JSON.stringify(program.map({ id: 1 }, { now: 0 })) };
    })()`,
    context,
  ) as { refusal: string; event: string };
  expect(result.refusal).toMatch(/^EvalError: a policy forbids code from strings here; use interpretProgram/);
  expect(result.event).toBe('{"user_id":"user-1","event_type":"Seen"}');
});
