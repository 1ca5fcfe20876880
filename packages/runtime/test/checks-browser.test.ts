// The event rules run in browsers and workers: they bundle without Node, and work where there is nothing but the language.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { sourceAliases } from "../../../scripts/source-aliases.ts";

test("checks events in a realm with nothing but what browsers have, which forbids code from strings", async () => {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, "../src/checks.ts")],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "heddle",
    target: "es2024",
    logLevel: "silent",
    alias: sourceAliases(),
  });
  // As under a Content Security Policy, and in Workers: no code from strings.
  const context = createContext({ TextEncoder }, { codeGeneration: { strings: false, wasm: false } });
  runInContext(bundle.outputFiles[0]?.text ?? "", context);
  const key = "folder/".repeat(200);
  const results = runInContext(
    `(() => {
      const checks = heddle.createChecks({ dataType: "event", strategy: "append_only" });
      for (let i = 0; i < 500; i += 1) checks.check({ event_type: "Buy", user_id: "user-1", n: i }, { bucket: "b", key: "k", row: i });
      const place = { bucket: "acme", key: ${JSON.stringify(key)}, row: 7 };
      return JSON.stringify([
        checks.check({ event_type: "Buy", user_id: "user-1" }, place),
        checks.check({ event_type: "Buy" }, place),
      ]);
    })()`,
    context,
  ) as string;
  const hash = createHash("sha256").update(`acme/${key}`).digest("hex");
  expect(JSON.parse(results)).toMatchObject([
    { kind: "event", event: { user_id: "user-1", insert_id: `${hash}:7` } },
    { kind: "rejected", rule: "event/no-id" },
  ]);
});
