// The definitions of sinks and of source files: what each of them must say, and what derives from it.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defaultStrategy } from "@heddle/compiler/language";
import type { Setting, Settings } from "@heddle/compiler/settings";
import { describe, expect, it } from "vitest";
import { SINKS } from "../src/7-deliver/sinks.gen.ts";
import { sinkDefinition } from "../src/7-deliver/create-sink.ts";
import { SOURCE, sinkRules } from "../src/source/definition.ts";
import { SECRET_KEYS } from "../src/source/secrets.ts";

describe.each(SINKS)("$type", ({ type, doc, settings, carries }) => {
  it("is in the folder of its name, and has a doc", () => {
    const folders = readdirSync(join(import.meta.dirname, "../src/7-deliver"));
    expect(folders).toContain(type);
    expect(doc).toMatch(/^[A-Z].*\.$/);
    expect(settings).not.toHaveProperty("type");
  });

  it("carries the default strategy of each data type that it carries", () => {
    // A source file need not name its strategy, so no rule about strategies would see this.
    for (const dataType of carries.dataTypes) expect(carries.strategies).toContain(defaultStrategy(dataType));
  });
});

it("says in how many pieces events are delivered", () => {
  const portions = (type: "amplitude" | "ndjson" | "s3", settings: object, events: number, bytes: number): string => {
    const { noun, count } = sinkDefinition({ type }).portions({ type, ...settings }, { events, bytes });
    return `${count} ${noun}`;
  };
  expect(portions("amplitude", { api: "http" }, 2_000, 300_000)).toBe("2 request");
  expect(portions("amplitude", { api: "http" }, 10, 5_000_000)).toBe("6 request");
  expect(portions("amplitude", { api: "batch" }, 10, 5_000_000)).toBe("1 request");
  expect(portions("ndjson", { rotateAt: 1_000 }, 10, 2_500)).toBe("3 file");
  expect(portions("s3", {}, 10, 2_500)).toBe("1 file");
  for (const { type } of SINKS) expect(portions(type, { api: "http", rotateAt: 1 }, 0, 0)).toMatch(/^0 /);
});

it("knows sinks by their names alone", () => {
  expect(sinkDefinition({ type: "s3" }).type).toBe("s3");
  expect(() => sinkDefinition({ type: "constructor" as "s3" })).toThrow(RangeError);
});

it("rules out what a sink cannot carry", () => {
  const all = { dataTypes: ["event", "user_properties", "group_properties", "profiles"] } as const;
  const every = { type: "every", carries: { ...all, strategies: ["append_only", "mirror_sync"] } } as const;
  const some = {
    type: "some",
    carries: { dataTypes: ["event"], strategies: ["append_only"], reason: "Some is not enough." },
  } as const;
  expect(sinkRules([every])).toEqual([]);
  expect(sinkRules([every, some])).toEqual([
    ...["user_properties", "group_properties", "profiles"].map((dataType) => ({
      when: { dataType: [dataType] },
      key: "sink",
      values: ["every"],
      reason: "Some is not enough.",
    })),
    { when: { strategy: ["mirror_sync"] }, key: "sink", values: ["every"], reason: "Some is not enough." },
  ]);
});

it("describes every setting in whole sentences, without the default, which is added", () => {
  const wrong: string[] = [];
  const visit = (name: string, setting: Setting): void => {
    if (!/^[A-Z`].*\.$/.test(setting.doc) || /default:/i.test(setting.doc)) wrong.push(`${name}: ${setting.doc}`);
    if (setting.kind === "string" && (setting.pattern === undefined) !== (setting.form === undefined)) wrong.push(name);
    if (setting.kind === "list") visit(`${name}[]`, setting.items);
    if (setting.kind === "object") visitAll(name, setting.settings);
    if (setting.kind === "variants")
      for (const variant of setting.variants) visitAll(`${name}.${variant.value}`, variant.settings);
    if (setting.kind === "choice")
      for (const { value, doc } of setting.choices)
        if (!/^[A-Z].*\.$/.test(doc)) wrong.push(`${name}.${value}: ${doc}`);
  };
  const visitAll = (name: string, settings: Settings): void => {
    for (const [key, setting] of Object.entries(settings)) visit(`${name}.${key}`, setting);
  };
  visit("", SOURCE);
  expect(wrong).toEqual([]);
});

it("knows the secrets", () => {
  expect(SECRET_KEYS.toSorted()).toEqual(["apiKey", "externalId", "secretAccessKey", "sessionToken", "url", "value"]);
});
