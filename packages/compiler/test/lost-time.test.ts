// Which events lost their time: those whose row has a value that no operator of `time` could read.
import { describe, expect, it } from "vitest";
import { createCompiler, type Value } from "../src/index.ts";

const compiler = createCompiler();

function lostTime(event: unknown, row: Value): string | undefined {
  const text = JSON.stringify({
    converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc: event },
  });
  const { program, diagnostics } = compiler.loadProgram(text);
  if (program === undefined) throw new Error(JSON.stringify(diagnostics));
  const interpreted = compiler.interpretProgram(text).program;
  const found = program.lostTime?.(row, { now: 0 });
  expect(interpreted?.lostTime?.(row, { now: 0 })).toBe(found);
  return found;
}

const at = (time: unknown): unknown => ({ event_type: "t", time });

describe("a lost time", () => {
  const iso = ["iso_time_to_ms", "at"];
  const pattern = ["parse_time_to_ms", "M/d/yyyy h:mm a", "at"];
  const cases: readonly (readonly [name: string, event: unknown, row: Value, found: string | undefined])[] = [
    ["a text that is no time", at(iso), { at: "soon" }, `iso_time_to_ms can't read "soon"`],
    ["a pattern that does not fit", at(pattern), { at: "2024-01-02" }, `parse_time_to_ms can't read "2024-01-02"`],
    [
      "am and pm in lower case",
      at(pattern),
      { at: "1/2/2024 5:06 pm" },
      `parse_time_to_ms can't read "1/2/2024 5:06 pm"; AM and PM are read in upper case only`,
    ],
    ["arithmetic on a text", at(["multiply", "at", ["int", 1000]]), { at: "x" }, `multiply can't read "x" and 1000`],
    [
      "deep in an alternative",
      at(["any", iso, ["iso_time_to_ms", "on"]]),
      { at: "x" },
      `iso_time_to_ms can't read "x"`,
    ],
    ["inside another operator", at(["multiply", ["round", "at"], ["int", 1000]]), { at: "x" }, `round can't read "x"`],
    [
      "in a merged dict",
      ["merge_dicts", { event_type: "t" }, { time: iso }],
      { at: "x" },
      `iso_time_to_ms can't read "x"`,
    ],
    [
      "in the branch that was taken",
      ["cond", ["equals", "t", ["value", "a"]], at(iso), ["bool", true], at(pattern)],
      { t: "b", at: "x" },
      `parse_time_to_ms can't read "x"`,
    ],
    ["a list", at(iso), { at: [1] }, "iso_time_to_ms can't read a list"],
    ["a number beyond a double", at(iso), { at: JSON.rawJSON("1e400") }, "iso_time_to_ms can't read 1e400"],
    ["a text that is long", at(iso), { at: "x".repeat(100) }, `iso_time_to_ms can't read "${"x".repeat(60)}..."`],
  ];
  it.each(cases)("%s", (_name, event, row, found) => {
    expect(lostTime(event, row)).toBe(found);
  });
});

describe("no lost time", () => {
  const iso = ["iso_time_to_ms", "at"];
  const cases: readonly (readonly [name: string, event: unknown, row: Value])[] = [
    ["the row lacks the key", at(iso), {}],
    ["a null", at(iso), { at: null }],
    ["an empty text", at(iso), { at: "" }],
    ["a path into nothing", at(["path", "a", "b"]), { a: {} }],
    ["a test that chose no branch", at(["cond", ["equals", "t", ["value", "a"]], iso]), { t: "b", at: "2024-01-01" }],
    ["another alternative could be read", at(["any", iso, ["iso_time_to_ms", "on"]]), { at: "x", on: "2024-01-01" }],
    [
      "a branch without a time",
      ["cond", ["equals", "t", ["value", "a"]], at(iso), ["bool", true], { event_type: "t" }],
      { t: "b", at: "x" },
    ],
    ["the converter maps no time", { event_type: "t" }, { at: "x" }],
    ["a failure of another key", { event_type: "t", city: iso, time: "on" }, { at: "x" }],
  ];
  it.each(cases)("%s", (_name, event, row) => {
    expect(lostTime(event, row)).toBeUndefined();
  });
});
