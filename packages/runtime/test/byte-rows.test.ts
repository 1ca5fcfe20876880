// Rows that real files often have: they go as bytes, to what they come to by values.
import { acceptEvent, createCompiler } from "@heddle/compiler";
import { expect, it } from "vitest";
import { cellsBatch } from "../src/4-rows/parquet/cells-batch.ts";
import { dictionaryOf, dictionaryRows, plainRows } from "../src/4-rows/parquet/column-rows.ts";
import { byteMapping } from "../src/5-map/byte-mapping.ts";
import { NO_BYTE_RULES } from "../src/6-check/byte-rules.ts";
import { programMapper } from "../src/job/converter-parts.ts";
import { mapRows } from "../src/job/map-rows.ts";
import { batchOfLines } from "./support/byte-batches.ts";
import { type ByteMode, startMode } from "./support/byte-modes.ts";
import { cellConverter } from "./support/cell-converters.ts";

const PLAIN = { user_id: "user_id", device_id: "device_id", event_type: "type", time: "time" };
const EVENT = { converter: "event" } as const;

interface Case {
  readonly what: string;
  readonly mode: ByteMode;
  readonly event: object;
  readonly settings?: object;
  readonly rows: readonly object[];
}

const CASES: readonly Case[] = [
  {
    what: "events without an id, whatever it was",
    mode: EVENT,
    event: PLAIN,
    rows: [
      { type: "a" },
      { user_id: null, device_id: "", type: "a", time: 1 },
      { user_id: "none", device_id: "abcd", type: "a" },
      { device_id: 12, user_id: "User-1", type: "a" },
      { device_id: 12, type: "a" },
      { device_id: "Device-1", type: "" },
      { user_id: "", type: "" },
    ],
  },
  {
    what: "events without an id, of which JavaScript computes a key",
    mode: EVENT,
    event: { ...PLAIN, user_id: ["replace_with", "-", "", "user_id"], device_id: ["lower", "device_id"] },
    rows: [{ type: "a" }, { user_id: "-", device_id: "UNKNOWN", type: "a" }, { user_id: "User-1", type: "a" }],
  },
  {
    what: "mirrored events without an id",
    mode: { converter: "mirror", strategy: "mirror_sync" },
    event: { ...PLAIN, mutation_type: ["value", "INSERT"] },
    rows: [
      { type: "a" },
      { user_id: "ab", device_id: "d".repeat(1100), type: "a" },
      { device_id: "Device-1", type: "a" },
      { user_id: "ab", type: "a" },
      { user_id: "User-1" },
    ],
  },
  {
    what: "updates without ids, groups or properties",
    mode: { converter: "update", dataType: "user_properties" },
    event: { user_id: "user_id", event_type: ["value", "$identify"], user_properties: "p" },
    rows: [{ p: {} }, { user_id: "User-1" }, { user_id: "User-1", p: { a: 1 } }, {}],
  },
  {
    what: "updates of groups that lack something",
    mode: { converter: "groups", dataType: "group_properties" },
    event: { groups: "g", group_properties: "p" },
    rows: [{ g: { a: "b" } }, { p: { a: 1 } }, { g: { a: "b" }, p: { $set: { a: 1 } } }, { x: 1 }],
  },
  {
    what: "profiles without an id or a mutation",
    mode: { converter: "profile", dataType: "profiles", strategy: "mirror_sync" },
    event: { user_id: "user_id", mutation_type: "m", plan: "p" },
    rows: [{ m: "INSERT" }, { user_id: "0", m: "INSERT" }, { user_id: "User-1" }, { user_id: "User-1", m: "DELETE" }],
  },
  {
    what: "flags that JavaScript computes",
    mode: EVENT,
    event: { $drop: ["replace_with", "^h.*$", "True", "type"], ...PLAIN },
    settings: { ignoreEventFlag: "$drop" },
    rows: [
      { user_id: "User-1", type: "heartbeat" },
      { user_id: "User-1", type: "play" },
      { type: "heat" },
      { type: "x" },
    ],
  },
  {
    what: "flags that are keys like others where no rules apply",
    mode: { converter: "event", isRaw: true },
    event: { user_id: "user_id", $drop: ["equals", "type", ["value", "heartbeat"]], event_type: "type" },
    settings: { ignoreEventFlag: "$drop" },
    rows: [{ user_id: "User-1", type: "heartbeat" }, { type: "play" }],
  },
  {
    what: "operations in properties",
    mode: EVENT,
    event: { ...PLAIN, user_properties: "p", group_properties: "g" },
    rows: [
      { user_id: "User-1", type: "a", p: { $set: { a: { $set: 1 } }, $add: { n: 1 }, $remove: {} }, g: { $unset: {} } },
      { user_id: "User-1", type: "a", p: { $other: 1, a: 2, b: { $add: 3 } }, g: { $: 1 } },
    ],
  },
  {
    what: "texts that are too long",
    mode: EVENT,
    event: {
      ...PLAIN,
      city: "long",
      event_properties: { all: ["exclude_keys", "long", "x"], made: ["concat", "long", ["value", "é"]], p: "p" },
      user_properties: ["merge_dicts", "p", { upper: ["replace_with", "^x", "X", "long"] }],
    },
    rows: ["x".repeat(1024), "x".repeat(1025), `${"x".repeat(1023)}😀`, `"${"\\".repeat(2000)}`, "日".repeat(1100)].map(
      (long) => ({ user_id: "User-1", type: "a", long, p: { ["k".repeat(2000)]: 1, list: [long, "x"], x: { long } } }),
    ),
  },
  {
    what: "operations that the converter makes",
    mode: EVENT,
    event: {
      ...PLAIN,
      user_properties: { $set: "p", $setOnce: ["exclude_keys", "p", "a"], $add: { n: "time" } },
      group_properties: ["merge_dicts", "g", { n: "time" }],
    },
    rows: [
      { user_id: "User-1", type: "a", time: 1.7e12, p: { a: 1, b: 2 }, g: { x: { $set: 1 } } },
      { user_id: "User-1", type: "a", p: { $x: 1 }, g: { $x: 1 } },
    ],
  },
];

it("leaves rows to values on which an operator fails, although a flag or a missing id would end them", () => {
  const event = { $drop: "drop", ...PLAIN, city: ["concat", ["parse_json_element", "n"], ["value", "x"]] };
  const config = { fileType: "json", ignoreEventFlag: "$drop", convertToAmplitudeFunc: event };
  const run = startMode(EVENT, JSON.stringify({ converterConfig: config }));
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  const rows = [
    { drop: true, n: deep },
    { n: deep, type: "a" },
    { drop: true, n: "2" },
    { n: "1", type: "a" },
  ];
  run.compare(batchOfLines(rows.map((row) => Buffer.from(JSON.stringify(row)))), () => "");
  expect(run.byValues).toEqual({ "a computed value breaks a limit": 2 });
});

it("leaves rows to values in which JavaScript would have to write many numbers", () => {
  const config = { fileType: "json", convertToAmplitudeFunc: { ...PLAIN, event_properties: { v: "v" } } };
  const run = startMode(EVENT, JSON.stringify({ converterConfig: config }));
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  const rows = ["1.50,-25.0,", "1e-05,"].map(
    (numbers) => `{"user_id":"User-1","type":"a","v":[${numbers.repeat(100)}0.10]}`,
  );
  run.compare(batchOfLines(rows.map((row) => Buffer.from(row))), () => "");
  expect(run.byValues).toEqual({ "a rule changes a value": 1 });
});

it("maps cells of Parquet that are half a pair of surrogates", () => {
  const run = startMode({ converter: "cells", isRaw: true }, cellConverter("pass", "parquet"));
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  const cells = ["x", "😀\ud83d", "日", "\udc00"];
  const columns = [plainRows(cells)];
  run.compare(cellsBatch({ names: ["city"], columns, count: 4, firstRow: 0, size: 9, hasErrors: false }), () => "");
  expect(run.byValues).toEqual({});
});

it("copies values that stand one behind the other with the keys between them, and nothing else between them", () => {
  const keys = { a: "a", b: "b", c: "c", d: ["any", "d", "a"], e: "o.e", f: "o.f", o: { g: "g", h: "h" }, i: "i" };
  const config = { fileType: "json", convertToAmplitudeFunc: { ...PLAIN, event_properties: keys } };
  const run = startMode(EVENT, JSON.stringify({ converterConfig: config }));
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  const rows = [
    '"a":1,"b":"x","c":[2],"d":true,"o":{"e":1,"f":2},"g":3,"h":4,"i":5',
    '"a":1, "b":"x" ,"c": [2],"d" :true,"o":{ "e":1,"f":2 },"g":3 , "h":4,"i":5',
    '"b":1,"a":"x","x":1,"c":{},"i":4,"h":3,"g":2,"o":{"f":"f","e":"e"},"d":1',
    '"a":null,"b":1.50,"c":"\\u0041","d":null,"o":{"x":1,"f":2},"g":1,"x":2,"h":3',
    `"a":1,"b":"${"x".repeat(300)}","c":"${"日".repeat(400)}","d":"${"y".repeat(1100)}","o":{"e":"\\/"},"g":[1, 2]`,
    '"a":"é","i":{"x":1}',
  ].map((members) => `{"user_id":"User-1","type":"a",${members}}`);
  run.compare(batchOfLines(rows.map((row) => Buffer.from(row))), () => "");
  expect(run.byValues).toEqual({});
});

it("copies nothing that stands between the entries of dictionaries", () => {
  const name = "a".repeat(109);
  const config = { fileType: "parquet", convertToAmplitudeFunc: { k: "k", [name]: name } };
  const run = startMode({ converter: "cells", isRaw: true }, JSON.stringify({ converterConfig: config }));
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  const rowsOf = (entries: readonly string[]) => dictionaryRows(Uint32Array.of(0), dictionaryOf(entries));
  // At some length there are as many bytes between the two texts as a comma and the key of the second take.
  for (let length = 0; length < 40; length += 1) {
    const columns = [rowsOf(["a", "b".repeat(length)]), rowsOf(["z"])];
    const batch = { names: ["k", name], columns, count: 1, firstRow: 0, size: 9, hasErrors: false };
    run.compare(cellsBatch(batch), () => "");
  }
  expect(run.byValues).toEqual({});
});

it("leaves a row to values whose event outgrows the memory for lines, between others", () => {
  const copies = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, "v"]));
  for (const city of ["type", ["replace_with", "a", "b", "type"]]) {
    const config = { fileType: "json", convertToAmplitudeFunc: { ...PLAIN, city, event_properties: copies } };
    const run = startMode(EVENT, JSON.stringify({ converterConfig: config }));
    if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
    const rows = [10, 4_000, 10_000, 1].map(
      (n) => `{"user_id":"User-1","type":"a","v":[${'"12345678",'.repeat(n)}1.0]}`,
    );
    run.compare(batchOfLines(rows.map((row) => Buffer.from(row))), () => "");
    expect(run.byValues).toEqual({ "a large row": 1 });
  }
});

it.each(CASES)("$what", ({ mode, event, settings, rows }) => {
  const text = JSON.stringify({ converterConfig: { fileType: "json", ...settings, convertToAmplitudeFunc: event } });
  const run = startMode(mode, text);
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  run.compare(batchOfLines(rows.map((row) => Buffer.from(JSON.stringify(row)))), () => "");
  expect(run.byValues).toEqual({});
  expect(run.asBytes).toBe(rows.length);
});

it("are tried now and then where none goes as bytes, until one does", () => {
  const text = JSON.stringify({ converterConfig: { fileType: "json", convertToAmplitudeFunc: PLAIN } });
  const { program = expect.fail("no program") } = createCompiler().loadProgram(text);
  const parts = {
    mapper: programMapper(program, ""),
    checks: { check: acceptEvent },
    bytes: byteMapping(program, NO_BYTE_RULES, { losesTime: false }),
  };
  const context = { bucket: "b", key: "k", now: 0, sample: 0, keys: false, form: "lines" } as const;
  const isTried = (line: string): boolean =>
    mapRows(parts, batchOfLines(Array.from({ length: 125 }, () => Buffer.from(line))), context).paths !== undefined;
  const [repeated, plain] = ['{"user_id":"ab","user_id":"abc","type":"a"}', '{"user_id":"abc","type":"a"}'];
  expect(Array.from({ length: 20 }, () => isTried(repeated))).toEqual([
    ...Array.from({ length: 4 }, () => true),
    ...Array.from({ length: 15 }, () => false),
    true,
  ]);
  expect(Array.from({ length: 34 }, () => isTried(plain))).toEqual([
    ...Array.from({ length: 31 }, () => false),
    ...Array.from({ length: 3 }, () => true),
  ]);
  expect(Array.from({ length: 20 }, () => isTried(repeated)).lastIndexOf(true)).toBe(19);
});
