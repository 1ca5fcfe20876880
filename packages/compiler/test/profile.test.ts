// Profiles of rows, candidates, and converters inferred from them.
import { describe, expect, it } from "vitest";
import { createCompiler, parseJson, type Value } from "../src/index.ts";
import {
  findCandidates,
  inferConverter,
  type InferOptions,
  pathLabel,
  rowProfiler,
  type RowsProfile,
} from "../src/profile.ts";
import { distinctCount, hashText } from "../src/profile/distinct.ts";
import { timePatternsFor } from "../src/profile/time-patterns.ts";

function profileOf(rows: readonly unknown[]): RowsProfile {
  const profiler = rowProfiler();
  for (const row of rows) profiler.add(row as Value);
  return profiler.profile();
}

const at = (profile: RowsProfile, label: string) => profile.paths.find(({ path }) => pathLabel(path) === label);

/** Rows that differ, with what `make` adds. */
const many = (make: (i: number) => object, count = 30): object[] => Array.from({ length: count }, (_, i) => make(i));

describe("a profile", () => {
  it("counts kinds, gaps, distinct values and lengths at each path", () => {
    const profile = profileOf([
      { a: 1, b: "x", c: { d: null }, e: [{ f: 1 }, { f: "y" }] },
      { a: 2.5, b: "", c: {}, e: [] },
      { a: "12", b: "long text", g: '{"h":true}' },
    ]);
    expect(profile.paths.map(({ path }) => pathLabel(path))).toEqual([
      "a",
      "b",
      "c",
      "c.d",
      "e",
      "e[]",
      "e[].f",
      "g",
      "g:",
      "g:h",
    ]);
    expect(at(profile, "a")).toMatchObject({
      count: 3,
      missing: 0,
      kinds: { number: 2, string: 1 },
      integers: 1,
      distinct: 3,
    });
    expect(at(profile, "a")).toMatchObject({ smallest: 1, largest: 2.5 });
    expect(at(profile, "b")).toMatchObject({ empty: 1, longest: 9, shortest: 1, examples: ["x", "long text"] });
    expect(at(profile, "c")).toMatchObject({ count: 2, missing: 1, kinds: { dict: 2 } });
    expect(at(profile, "c.d")).toMatchObject({ count: 1, missing: 1, kinds: { null: 1 } });
    expect(at(profile, "e[].f")).toMatchObject({ count: 2, kinds: { number: 1, string: 1 } });
    expect(at(profile, "g")).toMatchObject({ texts: { dict: 1 }, missing: 2 });
    expect(at(profile, "g:h")).toMatchObject({ kinds: { bool: 1 } });
  });

  it("keeps large integers, and keys that are data from growing without end", () => {
    const profile = profileOf([parseJson('{"n":12345678901234567890}'), ...many((i) => ({ [`key-${i}`]: 1 }), 900)]);
    expect(at(profile, "n")).toMatchObject({ smallest: 12345678901234567890n });
    expect(profile.paths.length).toBeLessThan(600);
    expect(profile.unfollowed).toBeGreaterThan(300);
    let deep: unknown = 1;
    for (let i = 0; i < 5_000; i += 1) deep = { a: deep };
    expect(profileOf([deep]).paths).toHaveLength(12);
  });

  it.each([0, 1, 1_000, 1_025, 5_000, 40_000])("estimates %i distinct values within 5 %", (count) => {
    const distinct = distinctCount();
    for (let i = 0; i < count; i += 1)
      for (const hash of [hashText(`user-${i}`), hashText(`user-${i}`)]) distinct.add(hash);
    expect(Math.abs(distinct.estimate() - count)).toBeLessThanOrEqual(count * 0.05);
  });
});

it.each([
  ["1/1/2021 5:06:07", "M/d/yyyy H:mm:ss"],
  ["31.12.2025 14:05", "d.M.yyyy H:mm"],
  ["Jun 12 1998", "MMM d yyyy"],
  ["12 June 1998", "d MMMM yyyy"],
  ["Tue, 3 Jun 2008 11:05:30 GMT", "EEE, d MMM yyyy H:mm:ss z"],
  ["10/Oct/2000:13:55:36 -0700", "d/MMM/yyyy:H:mm:ss xx"],
  ["20210131", "yyyyMMdd"],
  ["20210131123000", "yyyyMMddHHmmss"],
  ["3/7/24, 9:15 PM", "M/d/yy, h:mm a"],
  ["2021/03/04 10:11:12.345", "yyyy/M/d H:mm:ss.SSS"],
  ["Sat Mar 7 11:06:39 UTC 2015", "EEE MMM d HH:mm:ss z yyyy"],
  ["+49 170 1234567", undefined],
  ["1.2.3", undefined],
])("finds the pattern of %s", (text, pattern) => {
  expect(timePatternsFor(text)[0]).toBe(pattern);
});

const OPTIONS: InferOptions = { name: "shop", dataType: "event", fileType: "json", compressionType: "none" };

/** The mapping of an inferred converter, which compiles without errors. */
function inferred(rows: readonly unknown[], options: Partial<InferOptions> = {}) {
  const { converter, decisions } = inferConverter(profileOf(rows), { ...OPTIONS, ...options });
  const text = JSON.stringify(converter);
  const { program, diagnostics } = createCompiler().loadProgram(text);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const { converterConfig } = converter as { converterConfig: { convertToAmplitudeFunc: Record<string, unknown> } };
  const doubts = decisions.flatMap(({ key, doubt }) => (doubt === undefined ? [] : [key]));
  return {
    mapping: converterConfig.convertToAmplitudeFunc,
    doubts,
    map: (row: unknown) => program?.map(row as Value, { now: 0 }),
  };
}

describe("an inferred converter", () => {
  it("finds user, device, type, time and id by name and content, and keeps the rest", () => {
    const rows = many((i) => ({
      customer: { id: `customer-${i % 7}` },
      anonymousId: `anon-${i}`,
      action: ["buy", "view"][i % 2],
      createdAt: `2026-01-0${1 + (i % 9)}T10:00:00Z`,
      message_id: `message-${i}`,
      amount_of_light: i / 10,
    }));
    const { mapping, doubts } = inferred(rows);
    expect(mapping).toEqual({
      user_id: ["path", "customer", "id"],
      device_id: "anonymousId",
      event_type: "action",
      time: ["iso_time_to_ms", "createdAt"],
      insert_id: "message_id",
      event_properties: { customer: "customer", amount_of_light: "amount_of_light" },
    });
    expect(doubts).toEqual([]);
  });

  it("reads seconds, microseconds, patterns, and a date beside a time of day", () => {
    expect(inferred(many((i) => ({ ts: 1_700_000_000 + i }))).mapping["time"]).toEqual([
      "multiply",
      "ts",
      ["int", 1000],
    ]);
    expect(inferred(many((i) => ({ ts: `${1_700_000_000_000_000 + i}` }))).mapping["time"]).toEqual([
      "divide",
      "ts",
      ["int", 1000],
    ]);
    expect(inferred(many((i) => ({ day: `${1 + i}/1/2026` }), 12)).doubts).toContain("time");
    expect(inferred(many((i) => ({ day: `${1 + i}/1/2026` }), 20)).mapping["time"]).toEqual([
      "parse_time_to_ms",
      "d/M/yyyy",
      "day",
    ]);
    const { mapping, map } = inferred(many((i) => ({ date: "2026-01-02", time: `9:${10 + i}` })));
    expect(mapping["time"]).toEqual([
      "parse_time_to_ms",
      "yyyy-MM-dd H:mm[:ss]",
      ["concat", "date", ["value", " "], "time"],
    ]);
    expect(map({ date: "2026-01-02", time: "9:10" })).toMatchObject({ time: Date.UTC(2026, 0, 2, 9, 10) });
  });

  it("completes what some rows lack, and takes no null for a time", () => {
    const rows = many((i) => ({
      ...(i % 3 === 0 ? {} : { event: i % 3 === 1 ? "Bought" : null }),
      type: ["track", "page"][i % 2],
      time: i % 2 === 0 ? null : 1_700_000_000 + i,
      received_at: "2026-01-02T00:00:00Z",
    }));
    const { map } = inferred(rows);
    expect(
      map({ event: "Bought", type: "track", time: 1_700_000_000, received_at: "2026-01-02T00:00:00Z" }),
    ).toMatchObject({
      event_type: "Bought",
      time: 1_700_000_000_000,
    });
    expect(map({ event: null, type: "page", time: null, received_at: "2026-01-02T00:00:00Z" })).toMatchObject({
      event_type: "page",
      time: Date.UTC(2026, 0, 2),
    });
  });

  it("opens JSON in texts, and reads what is in it", () => {
    const rows = many((i) => ({ payload: JSON.stringify({ user_id: `user-${i}`, event: "open", at: "2026-01-02" }) }));
    const { mapping } = inferred(rows);
    expect(mapping["user_id"]).toEqual(["path", ["parse_json_element", "payload"], "user_id"]);
    expect(mapping["event_properties"]).toEqual(["parse_json_element", "payload"]);
  });

  it("makes numbers of texts, with a decimal comma too, and leaves codes as they are", () => {
    const rows = many((i) => ({
      revenue: i === 20 ? "1.010,50" : `${10 + i},50`,
      weight: `${i}.5`,
      zip: `0${1000 + i}`,
      phone: `${i}`,
    }));
    const { mapping, map } = inferred(rows, { fileType: "csv" });
    expect(map(rows[20])).toMatchObject({ revenue: 1010.5 });
    expect(map(rows[0])).toMatchObject({
      revenue: 10.5,
      event_properties: { weight: 0.5, zip: "01000", phone: "0" },
    });
    expect(map(rows[1])).toMatchObject({ revenue: 11.5 });
    expect(mapping["event_properties"]).toMatchObject({ zip: "zip", phone: "phone" });
  });

  it("says what is doubtful: short ids, and rows that say nothing", () => {
    const short = inferred(many((i) => ({ user_id: i })));
    expect(short.mapping["user_id"]).toEqual(["concat", ["value", "user-"], "user_id"]);
    expect(short.doubts).toContain("user_id");
    const silent = inferred([{ x: 1 }]);
    expect(silent.mapping).toMatchObject({ user_id: ["value", "user of shop"], event_type: ["value", "shop"] });
    expect(silent.doubts).toEqual(["user_id", "event_type", "time"]);
  });

  it("is for the data type that is asked for", () => {
    const rows = many((i) => ({ user_id: `user-${i}`, tier: "pro" }));
    expect(inferred(rows, { dataType: "user_properties" }).mapping).toEqual({
      user_id: "user_id",
      user_properties: { tier: "tier" },
    });
    expect(inferred(rows, { dataType: "profiles" }).mapping).toEqual({
      user_id: "user_id",
      mutation_type: ["value", "UPDATE"],
      tier: "tier",
    });
    expect(
      inferred(
        many((i) => ({ company_id: `c-${i}`, tier: "pro" })),
        { dataType: "group_properties" },
      ).mapping,
    ).toEqual({
      groups: { shop: "company_id" },
      group_properties: { tier: "tier" },
    });
  });

  it("keeps a wide row whole, without what is used", () => {
    const rows = many((i) =>
      Object.fromEntries([["user_id", `user-${i}`], ...many((n) => ({ n }), 70).map((_, n) => [`c${n}`, n])]),
    );
    expect(inferred(rows).mapping["event_properties"]).toEqual(["exclude_keys", ["path"], "user_id"]);
  });
});

it("ranks candidates, and gives the share of rows that they have", () => {
  const { user_id: users, time } = findCandidates(
    profileOf(many((i) => ({ uid: `u${i}`, email: i % 2 ? "a@b.c" : null, ts: "2026-01-02" }))),
  );
  expect(users.map(({ profile, share }) => [pathLabel(profile.path), share])).toEqual([
    ["uid", 1],
    ["email", 0.5],
  ]);
  expect(time.map(({ readings }) => readings.map(({ name }) => name))).toEqual([["iso_time_to_ms"]]);
});
