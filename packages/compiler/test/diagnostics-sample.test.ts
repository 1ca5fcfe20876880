// What a sample of rows says about rows, and what a check makes of it.
import { describe, expect, it } from "vitest";
import { createCompiler, parseJson, rowTypeOf, type Value } from "../src/index.ts";
import { DICT, FRACTION, INTEGER, LIST, NULL, STRING } from "../src/operators/kinds.ts";

const rowsOf = (...lines: readonly string[]): readonly Value[] => lines.map(parseJson);

describe("rowTypeOf", () => {
  it("tells kinds, shares, absence, items and examples of each place", () => {
    const type = rowTypeOf(
      rowsOf(
        '{"id": 1, "tags": ["a", null], "at": {"x": 1.5}}',
        '{"id": 12345678901234567890, "at": {"x": 2, "y": "2024-01-01"}}',
        '{"id": 3, "at": null, "tags": []}',
        '{"id": "x"}',
      ),
    );
    expect([type.kinds, type.none, type.share]).toEqual([DICT, false, 1]);
    const id = type.keys?.get("id");
    expect([id?.kinds, id?.none, id?.share, id?.examples]).toEqual([
      INTEGER | STRING,
      false,
      1,
      [1, 12345678901234567890n, 3],
    ]);
    const tags = type.keys?.get("tags");
    expect([tags?.kinds, tags?.none, tags?.share, tags?.item?.kinds]).toEqual([LIST, true, 0.5, STRING | NULL]);
    const at = type.keys?.get("at");
    expect([
      at?.kinds,
      at?.share,
      at?.keys?.get("x")?.kinds,
      at?.keys?.get("y")?.share,
      at?.keys?.get("y")?.numeric,
    ]).toEqual([DICT | NULL, 0.75, INTEGER | FRACTION, 0.5, false]);
  });

  it("takes any rows: none, no dicts, hostile keys, deep and wide ones", () => {
    expect(rowTypeOf([]).keys).toBeUndefined();
    expect(rowTypeOf(rowsOf("1", "[true]", "null")).kinds).toBe(INTEGER | LIST | NULL);
    expect([...(rowTypeOf(rowsOf('{"__proto__": 1, "constructor": 2}')).keys?.keys() ?? [])]).toEqual([
      "__proto__",
      "constructor",
    ]);
    expect(rowTypeOf(rowsOf(`${'{"a":'.repeat(300)}1${"}".repeat(300)}`)).kinds).toBe(DICT);
    expect(
      rowTypeOf(rowsOf(`{${Array.from({ length: 3_000 }, (_, index) => `"k${index}": 1`).join(",")}}`)).keys,
    ).toBeUndefined();
  });
});

describe("a check with a sample", () => {
  const compiler = createCompiler();
  const codes = (event: string, ...lines: readonly string[]): readonly string[] =>
    compiler
      .analyse(`{"converterConfig":{"fileType":"json","compressionType":"none","convertToAmplitudeFunc":${event}}}`, {
        sample: rowTypeOf(rowsOf(...lines)),
      })
      .diagnostics.map(({ code }) => code);

  it.each([
    ["finds paths that no row has", '{"event_type":"t","user_id":"usr"}', ["unread-path"]],
    ["sees text that is no time", '{"event_type":"t","user_id":"u","time":"at"}', ["event-wrong-kind"]],
    [
      "sees a list where text is read",
      '{"event_type":"t","user_id":"u","time":["iso_time_to_ms","tags"]}',
      ["wrong-kind"],
    ],
    ["does not take what all rows have for certain", '{"event_type":"t","user_id":["any","u","t"]}', []],
    [
      "does not take a missing key for a constant",
      '{"event_type":["ifelse",["equals","gone",["value",1]],"t","u"],"user_id":"u"}',
      ["unread-path"],
    ],
    ["looks into dicts of some rows", '{"event_type":"t","user_id":["path","in","b"]}', ["unread-path"]],
    [
      "is content with what is there",
      '{"event_type":"t","user_id":["path","in","a"],"time":["iso_time_to_ms","at"]}',
      [],
    ],
  ])("%s", (_, event, expected) => {
    expect(
      codes(
        event,
        '{"t":"view","u":"u-10001","at":"2024-01-01","tags":["x"],"in":{"a":"u-10001"}}',
        '{"t":"buy","u":"u-10002","at":"2024-01-02","tags":[],"in":null}',
      ),
    ).toEqual(expected);
  });

  it("compiles the same with and without it", () => {
    const text =
      '{"converterConfig":{"fileType":"csv","compressionType":"none","convertToAmplitudeFunc":{"event_type":"t","user_id":["path","u","x"]}}}';
    expect(compiler.loadProgram(text).program?.map({ t: 1, u: { x: 2 } }, { now: 0 })).toEqual({
      event_type: 1,
      user_id: 2,
    });
  });
});
