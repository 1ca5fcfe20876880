// Patterns that take exponential time: one row is set aside, one key ends the job with a clear error, and nothing hangs.
import { createCompiler, parseJson, type Program } from "@heddle/compiler";
import { expect, test } from "vitest";
import { keyFilter, mapBatch, type RowBatch } from "../src/index.ts";

function batchOf(lines: readonly string[]): RowBatch {
  return {
    firstRow: 0,
    count: lines.length,
    read: (i) => parseJson(lines[i] ?? ""),
    raw: (i) => lines[i] ?? "",
    offset: () => undefined,
  };
}

function converter(body: unknown, filterPattern?: string): string {
  return JSON.stringify({
    converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: body },
    ...(filterPattern !== undefined && { keyValidatorConfig: { filterPattern } }),
  });
}

test("a row on which a pattern never ends is set aside, and the rows around it are mapped", () => {
  const { program, diagnostics } = createCompiler().loadProgram(
    converter({ event_type: ["replace_with", "(?:a+)+$", "-", "t"], user_id: "u" }),
  );
  expect(diagnostics.map((found) => found.code)).toContain("slow-pattern");
  const hostile = JSON.stringify({ t: `${"a".repeat(60)}!`, u: "user-2" });
  const mapped = mapBatch(
    program ?? expect.fail("no program"),
    batchOf(['{"t": "aaa", "u": "user-1"}', hostile, '{"t": "baa", "u": "user-3"}']),
    0,
  );
  expect(mapped).toMatchObject([
    { kind: "mapped", event: { event_type: "-", user_id: "user-1" } },
    { kind: "rejected", rule: "map/too-slow" },
    { kind: "mapped", event: { event_type: "b-", user_id: "user-3" } },
  ]);
});

test("only rows so large that a pattern could take long are watched over", () => {
  const load = (body: unknown): Program =>
    createCompiler().loadProgram(converter(body)).program ?? expect.fail("no program");
  const event = (event_type: unknown): unknown => ({ event_type, user_id: "u" });
  const quick = (pattern: string, text: unknown): number =>
    load(event(["replace_with", pattern, "", text])).maxUnguardedRowBytes;
  expect(load(event("t")).maxUnguardedRowBytes).toBe(Infinity);
  expect(quick("[^a-z]+", "t")).toBeGreaterThan(1_000_000);
  expect(quick("#.*$", ["any", "t", ["path", "page", "url"], ["value", "none"]])).toBeGreaterThan(1_000);
  expect(quick("#.*$", ["value", "#".repeat(100_000)])).toBe(0);
  expect(quick("#.*$", ["concat", "t", "t"])).toBe(0);
  expect(quick("(?:a+)+$", "t")).toBe(0);

  const program = load(event(["replace_with", "#.*$", "", "t"]));
  const watched: number[] = [];
  const limit = { run: (ms: number, work: () => void) => (watched.push(ms), work(), true) };
  const rows = (texts: readonly string[]): RowBatch => {
    const lines = texts.map((t) => JSON.stringify({ t, u: "user-1" }));
    return { ...batchOf(lines), bytes: (i) => Buffer.from(lines[i] ?? "") };
  };
  expect(mapBatch(program, rows(["a#b", "c"]), 0, () => limit)).toHaveLength(2);
  expect(watched).toEqual([]);
  mapBatch(program, rows(["a#b", "#".repeat(program.maxUnguardedRowBytes)]), 0, () => limit);
  mapBatch(program, batchOf(['{"t": "a#b"}']), 0, () => limit);
  expect(watched).toHaveLength(2);
});

test("a key on which filterPattern never ends is passed over, whatever makes it slow", () => {
  const { program } = createCompiler().loadProgram(converter({ event_type: "t", user_id: "u" }, "(?:a+)+b"));
  const accepts = keyFilter(program?.settings.filterPattern, "");
  expect(accepts("aaab")).toBe(true);
  const slow: string[] = [];
  expect(accepts("a".repeat(60), (key) => slow.push(key))).toBe(false);
  const steep = createCompiler().loadProgram(converter({ event_type: "t", user_id: "u" }, ".*a.*a.*a.*a.*b")).program;
  const isSteep = keyFilter(steep?.settings.filterPattern, "");
  expect(isSteep("a".repeat(1000), (key) => slow.push(key))).toBe(false);
  expect(isSteep("aaaab")).toBe(true);
  expect(slow.map(({ length }) => length)).toEqual([60, 1000]);
});
