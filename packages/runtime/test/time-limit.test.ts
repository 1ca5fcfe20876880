// Patterns that take exponential time: one row is set aside, one key ends the job with a clear error, and nothing hangs.
import { createCompiler, parseJson } from "@heddle/compiler";
import { expect, test } from "vitest";
import { keyFilter, mapBatch, type RowBatch } from "../src/index.ts";

function batchOf(lines: readonly string[]): RowBatch {
  return { firstRow: 0, count: lines.length, read: (i) => parseJson(lines[i] ?? ""), raw: (i) => lines[i] ?? "", offset: () => undefined };
}

function converter(body: unknown, filterPattern?: string): string {
  return JSON.stringify({
    converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: body },
    ...(filterPattern !== undefined && { keyValidatorConfig: { filterPattern } }),
  });
}

test("a row on which a pattern never ends is set aside, and the rows around it are mapped", () => {
  const { program, diagnostics } = createCompiler().loadProgram(converter({ event_type: ["replace_with", "(?:a+)+$", "-", "t"], user_id: "u" }));
  expect(diagnostics.map((found) => found.code)).toContain("slow-pattern");
  const hostile = JSON.stringify({ t: `${"a".repeat(60)}!`, u: "user-2" });
  const mapped = mapBatch(program ?? expect.fail("no program"), batchOf(['{"t": "aaa", "u": "user-1"}', hostile, '{"t": "baa", "u": "user-3"}']), 0);
  expect(mapped).toMatchObject([
    { kind: "mapped", event: { event_type: "-", user_id: "user-1" } },
    { kind: "fault", fault: { code: "map/too-slow" } },
    { kind: "mapped", event: { event_type: "b-", user_id: "user-3" } },
  ]);
});

test("a key on which filterPattern never ends is a clear error", () => {
  const { program } = createCompiler().loadProgram(converter({ event_type: "t", user_id: "u" }, "(?:a+)+b"));
  const accepts = keyFilter(program?.settings.filterPattern, "");
  expect(accepts("aaab")).toBe(true);
  expect(() => accepts("a".repeat(60))).toThrow(/filterPattern takes too long/);
});
