// ISO and INT96 texts against known answers, and against an oracle made of one regular expression and Date.UTC.
import { describe, expect, test } from "vitest";
import { int96Base64ToMs } from "../src/values/int96.ts";
import { formatIsoTime, parseIsoTime } from "../src/values/iso-time.ts";

const none: string[] = [
  "",
  "2021",
  "2021-01",
  "2021-1-1",
  "21-01-01",
  "2021-02-29",
  "1900-02-29",
  "2021-00-01",
  "2021-13-01",
  "2021-01-00",
  "2021-04-31",
  " 2021-01-01",
  "2021-01-01 ",
  "2021-01-01T",
  "2021-01-01T10",
  "2021-01-01T10:",
  "2021-01-01T1:00",
  "2021-01-01T10:60",
  "2021-01-01T10:00:60",
  "2021-01-01T23:59:60Z",
  "2021-01-01T10:00:",
  "2021-01-01T10:00:00.",
  "2021-01-01T10:00:00,5",
  "2021-01-01T10:00:00.1234567890",
  "2021-01-01T10:00.5",
  "2021-01-01T24:01",
  "2021-01-01T24:00:00.0001",
  "1970-01-01T24:00",
  "2016-01-31T24:00:00",
  "1970-01-01T24:00:00.000000000",
  "2021-01-01T25:00",
  "2021-01-01t10:00",
  "2021-01-01  10:00",
  "2021-01-01T10:00z",
  "2021-01-01T10:00  Z",
  "2021-01-01T10:00 ",
  "2021-01-01T10:00+1",
  "2021-01-01T10:00+0",
  "2021-01-01T10:00+010",
  "2021-01-01T10:00+01:",
  "2021-01-01T10:00+01:0",
  "2021-01-01T10:00+01:000",
  "2021-01-01T10:00+24:00",
  "2016-01-31T10:09:08+23:59",
  "2021-01-01T10:00+18:01",
  "2021-01-01T10:00-19",
  "2021-01-01T10:00+01:60",
  "2021-01-01T10:00+01:00:00",
  "2021-01-01T10:00Z[UTC]",
  "2021/01/01",
  "20210101",
  "2021-001",
  "2021-W01-1",
  "+2021-01-01",
  "-000000-01-01",
  "+002016-01-31T10:09:08Z",
  "+010000-01-01",
  "-000001-12-31",
  "-271821-04-20",
  "-271821-04-19T23:59:59.999",
  "+275760-09-13T00:00:00.001",
  "+999999-01-01",
  "２０２１-01-01",
  "2021-01-01T10:00:00.٣",
  "__proto__",
];

const known: [string, number][] = [
  ["2023-11-14 22:13:20.000000", 1700000000000],
  ["2022-07-01 09:12:30 -0700", 1656691950000],
  ["1970-01-01", 0],
  ["1970-01-01T00:00", 0],
  ["1970-01-01T00:00:00Z", 0],
  ["1970-01-01 00:00:00 Z", 0],
  ["1970-01-01T00:00:00.0019Z", 1],
  ["1970-01-01T00:00:00.1", 100],
  ["1970-01-01T00:00:00.123456789", 123],
  ["1969-12-31T23:59:59.9999", -1],
  ["1970-01-01T01:00+01", 0],
  ["1970-01-01T01:00+01:00", 0],
  ["1970-01-01T01:00+0100", 0],
  ["1970-01-01T01:00-0130", 9000000],
  ["1970-01-01T00:00-00:00", 0],
  ["1970-01-01T18:00+18:00", 0],
  ["1970-01-01T00:00-1800", 64800000],
  ["1970-01-01Z", 0],
  ["1970-01-01 +01", -3600000],
  ["1970-01-01-01:00", 3600000],
  ["2000-02-29", 951782400000],
  ["2024-02-29", 1709164800000],
  ["0000-01-01", -62167219200000],
  ["9999-12-31T23:59:59.999", 253402300799999],
];

/** What the table row says, said once more with other means. */
function oracle(text: string): number | undefined {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(?: ?(?:Z|([+-])(\d\d)(?::?(\d\d))?))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fraction = match[7] ?? "";
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (Number(match[10] ?? 0) > 59) return undefined;
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * (match[8] === "-" ? -1 : 1);
  const whole =
    date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  return Math.abs(offset) <= 18 * 60 ? whole : undefined;
}

/** A small seeded generator (mulberry32), so that every run draws the same texts. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

describe("parseIsoTime", () => {
  test.each(known)("%s is %d", (text, ms) => {
    expect(parseIsoTime(text)).toBe(ms);
    expect(oracle(text)).toBe(ms);
  });

  test.each(none)("%j has no value", (text) => {
    expect(parseIsoTime(text)).toBeUndefined();
    expect(oracle(text)).toBeUndefined();
  });

  test("agrees with the oracle on 50,000 drawn and damaged texts", () => {
    const below = seeded(1);
    const two = (limit: number): string => `${below(limit)}`.padStart(2, "0");
    const pick = (...choices: string[]): string => choices[below(choices.length)] ?? "";
    const alphabet = "0123456789-:.+ TZtz,/";
    const disagreements: string[] = [];
    let valid = 0;
    for (let round = 0; round < 50_000; round++) {
      const year = pick(
        `${below(10000)}`.padStart(4, "0"),
        "2021",
        "2020",
        `${pick("+", "-")}${`${below(300000)}`.padStart(6, "0")}`,
      );
      let text = `${year}-${two(14)}-${two(33)}`;
      if (below(6) > 0) text += `${pick("T", " ")}${two(26)}:${two(61)}`;
      if (below(6) > 0) text += `:${two(61)}`;
      if (below(2) > 0) text += `.${`${below(1e9)}`.padStart(9, "0").slice(0, 1 + below(9))}`;
      text += pick("", "", " ") + pick("", "", "Z", `${pick("+", "-")}${two(25)}${pick("", `:${two(61)}`, two(61))}`);
      if (below(4) === 0) {
        const at = below(text.length + 1);
        text = text.slice(0, at) + pick("", alphabet.charAt(below(alphabet.length))) + text.slice(at + below(2));
      }
      const wanted = oracle(text);
      if (wanted !== undefined) valid += 1;
      if (!Object.is(parseIsoTime(text), wanted)) disagreements.push(`${text}: ${parseIsoTime(text)}, not ${wanted}`);
    }
    expect(disagreements).toEqual([]);
    expect(valid).toBeGreaterThan(8_000);
  });
});

describe("formatIsoTime", () => {
  test.each<[number, string | undefined]>([
    [0, "1970-01-01T00:00:00"],
    [1, "1970-01-01T00:00:00.001"],
    [-1, "1969-12-31T23:59:59.999"],
    [1.9, "1970-01-01T00:00:00.001"],
    [-0.1, "1969-12-31T23:59:59.999"],
    [1609477567000, "2021-01-01T05:06:07"],
    [-62167219200000, "0000-01-01T00:00:00"],
    [-62167219200001, "-000001-12-31T23:59:59.999"],
    [253402300799999, "9999-12-31T23:59:59.999"],
    [253402300800000, "+010000-01-01T00:00:00"],
    [8.64e15, "+275760-09-13T00:00:00"],
    [-8.64e15, "-271821-04-20T00:00:00"],
    [8.64e15 + 1, undefined],
    [-8.64e15 - 1, undefined],
    [Infinity, undefined],
    [NaN, undefined],
  ])("%d is %s", (ms, text) => {
    expect(formatIsoTime(ms)).toBe(text);
  });

  test("agrees with Date on 50,000 instants, and parseIsoTime reads years of four digits back", () => {
    const below = seeded(2);
    const disagreements: number[] = [];
    for (let round = 0; round < 50_000; round++) {
      const size = 10 ** (below(1600) / 100);
      const ms = Math.round(((below(2_000_001) - 1_000_000) / 1_000_000) * size);
      if (Math.abs(ms) > 8.64e15) continue;
      const wanted = new Date(ms).toISOString().replace(/(\.000)?Z$/, "");
      // Years with a sign and six digits are written, but not read (D).
      const read = /^[+-]/.test(wanted) ? undefined : ms === 0 ? 0 : ms;
      if (formatIsoTime(ms) !== wanted || parseIsoTime(wanted) !== read) disagreements.push(ms);
    }
    expect(disagreements).toEqual([]);
  });
});

describe("int96Base64ToMs", () => {
  const encode = (nanos: bigint, julianDay: number): string => {
    const bytes = new DataView(new ArrayBuffer(12));
    bytes.setBigInt64(0, nanos, true);
    bytes.setInt32(8, julianDay, true);
    return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
  };

  test.each<[string, number | bigint | undefined]>([
    ["AP6qCz41AAAwhCUA", 1562516140600],
    [encode(0n, 2440588), 0],
    [encode(999_999n, 2440588), 0],
    [encode(-1n, 2440588), -1],
    [encode(1_000_000n, 2440587), -86399999],
    [encode(86_400_000_000_000n, 2440588), 86400000],
    [encode(2n ** 63n - 1n, 2440588), 9223372036854],
    [encode(-(2n ** 63n), 2440588), -9223372036855],
    [encode(0n, 2147483647), 185331720297600000n],
    [encode(0n, -2147483648), -185753453990400000n],
    ["AAAAAAAAAAAAAAAA", -210866803200000],
    ["", undefined],
    ["AP6qCz41AAAwhCU=", undefined],
    ["AP6qCz41AAAwhCU", undefined],
    ["AP6qCz41AAAwhCUA ", undefined],
    ["AP6qCz41AAAwhCUAAAAA", undefined],
    ["AP6qCz41AAA-hCUA", undefined],
    ["AP6qCz41AAAwhC\u0101A", undefined],
  ])("%s is %s", (base64, ms) => {
    expect(int96Base64ToMs(base64)).toBe(ms);
  });

  test("agrees with arithmetic in bigints on 20,000 draws", () => {
    const below = seeded(3);
    const disagreements: string[] = [];
    for (let round = 0; round < 20_000; round++) {
      const nanos =
        BigInt.asIntN(64, (BigInt(below(4294967296)) << 32n) | BigInt(below(4294967296))) >> BigInt(below(64));
      const julianDay = round % 2 === 0 ? below(4294967296) | 0 : 2440588 + below(40000) - 10000;
      const total = BigInt(julianDay - 2440588) * 86_400_000_000_000n + nanos;
      const wanted = total >= 0n ? total / 1_000_000n : -((-total + 999_999n) / 1_000_000n);
      const ms = int96Base64ToMs(encode(nanos, julianDay));
      const safe = wanted <= BigInt(Number.MAX_SAFE_INTEGER) && wanted >= BigInt(Number.MIN_SAFE_INTEGER);
      if (ms !== (safe ? Number(wanted) : wanted)) disagreements.push(`${nanos} ${julianDay}: ${ms}, not ${wanted}`);
    }
    expect(disagreements).toEqual([]);
  });
});
