// The examples of the README, run as they are.
import { expect, test } from "vitest";
import { check } from "./examples/check.ts";
import { compileConverter } from "./examples/compile.ts";
import { mapLines } from "./examples/map.ts";
import { listOperators } from "./examples/operators.ts";
import { traceRow } from "./examples/trace.ts";

const converter = JSON.stringify({
  converterConfig: {
    fileType: "json",
    compressionType: "none",
    convertToAmplitudeFunc: { event_type: "name", user_id: ["any", "uid", "user"] },
  },
});

test("check renders findings", () => {
  expect(check("a.converter.json", converter)).toBe("");
  expect(check("a.converter.json", converter.replace('"any"', '"anny"'))).toContain(
    "a.converter.json:1:121: error[unknown-operator]: Unknown operator `anny`; did you mean `any`?",
  );
});

test("map yields an event for each row", () => {
  expect(mapLines(converter, ['{"name":"Buy","user":"user-1"}', '{"name":"Look","uid":12345678901234567890}'])).toEqual(
    ['{"event_type":"Buy","user_id":"user-1"}', '{"event_type":"Look","user_id":12345678901234567890}'],
  );
  expect(() => mapLines("{", [])).toThrow("missing its closing");
});

test("compile writes a module that maps the same", async () => {
  const { module, types } = compileConverter(converter);
  expect(types).toContain("export declare function map");
  const { map } = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {
    readonly map: (row: unknown) => unknown;
  };
  expect(map({ name: "Buy", user: "user-1" })).toEqual({ event_type: "Buy", user_id: "user-1" });
});

test("trace shows every expression with its result", () => {
  expect(traceRow(converter, { name: "Buy", user: "user-1" }).split("\n").at(-1)).toMatch(/"user" {2}-> {2}"user-1"$/);
});

test("the language lists its operators", () => {
  expect(listOperators()).toContain("any(first | next...): The first alternative that has a value");
});
