// Rows are mapped as bytes in browsers and workers: as far as a page's policy lets them.
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { beforeAll, expect, it } from "vitest";
import { sourceAliases } from "../../../scripts/source-aliases.ts";

let bundle: string;

beforeAll(async () => {
  const built = await build({
    stdin: {
      contents: `
        import { compileModule, createByteMapper } from "@heddle/bytes";
        import { createCompiler } from "@heddle/compiler";
        import { createChecks } from "./checks.ts";
        const checks = createChecks({ dataType: "event", strategy: "append_only" });
        export function map(converter, lines) {
          const module = compileModule();
          if (module === undefined) return "no module";
          const { program } = createCompiler().interpretProgram(converter);
          const mapper = createByteMapper(program, { rules: checks.byteRules(), module, losesTime: false });
          if ("why" in mapper) return mapper.why;
          const out = [];
          const taker = {
            byValues: (i) => void out.push(i + " by values"),
            setAside: (i, { rule }) => void out.push(i + " " + rule),
            note: () => {},
          };
          const bytes = new TextEncoder().encode(lines);
          mapper.map({ kind: "lines", bytes }, { firstRow: 0, insertIdPrefix: "b/k:", now: 0 }, taker, {
            add: (added) => void out.push(new TextDecoder().decode(added)),
          });
          return out.join("\\n");
        }`,
      resolveDir: join(import.meta.dirname, "../src"),
    },
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "heddle",
    target: "es2024",
    logLevel: "silent",
    alias: sourceAliases(),
  });
  bundle = built.outputFiles[0]?.text ?? "";
});

const ROWS = ['{"id":"User-1","name":"Buy"}', "oops", '{"id":"0","name":"Buy"}'].join("\n");
const EVENT = { user_id: "id", event_type: "name" };
const LINE = (type: string): string =>
  `{"user_id":"User-1","event_type":"${type}","$skip_user_properties_sync":true,"insert_id":"b/k:0"}\n`;

/** What a page with a policy makes of the rows. */
function mapped(event: object, policy: { readonly strings: boolean; readonly wasm: boolean }): unknown {
  const context = createContext({ TextEncoder, TextDecoder, atob }, { codeGeneration: policy });
  runInContext(bundle, context);
  const text = JSON.stringify({ converterConfig: { fileType: "json", convertToAmplitudeFunc: event } });
  return runInContext(`heddle.map(${JSON.stringify(text)}, ${JSON.stringify(ROWS)})`, context);
}

it("maps what it finds on a page that forbids code from strings, and says so where JavaScript would compute", () => {
  const policy = { strings: false, wasm: true };
  expect(mapped(EVENT, policy)).toBe(`1 by values\n2 event/no-id\n${LINE("Buy")}`);
  const computed = { ...EVENT, event_type: ["replace_with", "y", "Y", "name"] };
  expect(mapped(computed, policy)).toBe("a policy forbids code from strings, which computes some of its keys");
  expect(mapped(computed, { strings: true, wasm: true })).toBe(`1 by values\n2 event/no-id\n${LINE("BuY")}`);
});

it("has no module on a page that forbids WebAssembly", () => {
  expect(mapped(EVENT, { strings: false, wasm: false })).toBe("no module");
});
