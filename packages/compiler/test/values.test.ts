// Exact JSON, exact decimals and MD5: what goes in, and what must come out, digit for digit.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDecimals,
  cutDecimal,
  type Decimal,
  decimalValue,
  divideDecimals,
  floorDecimal,
  multiplyDecimals,
  readDecimal,
  roundDecimal,
  subtractDecimals,
} from "../src/values/decimal.ts";
import { getKey, setKey } from "../src/values/dict.ts";
import { parseJson, stringifyJson, tryParseJson } from "../src/values/json.ts";
import { md5 } from "../src/values/md5.ts";
import type { Dict, Value } from "../src/values/value.ts";

describe("JSON", () => {
  test.each([
    ["0", "0"],
    ["-0", "0"],
    ["-0.0", "0"],
    ["-0e5", "0"],
    ["1.0", "1"],
    ["1e3", "1000"],
    ["1200e-2", "12"],
    ["1205e-2", "12.05"],
    ["9007199254740991", "9007199254740991"],
    ["9007199254740992", "9007199254740992"],
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["9007199254740993.0", "9007199254740993"],
    ["90071992547409930e-1", "9007199254740993"],
    ["900719925474099.3e1", "9007199254740993"],
    ["12345678901234567890", "12345678901234567890"],
    ["1e21", "1000000000000000000000"],
    ["1.5E+22", "15000000000000000000000"],
    ["0.1", "0.1"],
    ["1.10", "1.1"],
    ["5e-324", "5e-324"],
    ["1e-400", "0"],
    ["1e400", "1e400"],
    ["-1.50E400", "-1.50E400"],
    ['[1,[9007199254740993,{"a":1e400}]]', '[1,[9007199254740993,{"a":1e400}]]'],
    ['{"1e400":"9007199254740993"}', '{"1e400":"9007199254740993"}'],
    ['{"__proto__":{"a":9007199254740993}}', '{"__proto__":{"a":9007199254740993}}'],
    ['"\\ud800"', '"\\ud800"'],
  ])("%s is written %s", (text, written) => {
    expect(stringifyJson(parseJson(text))).toBe(written);
  });

  test.each(["", "{", "[1,]", "01", "+1", ".5", "1.", "NaN", "{a:1}", "'x'", "1 2", "\u00a01"])(
    "%s is no JSON",
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
      expect(tryParseJson(text)).toBeUndefined();
    },
  );

  test("an integer of any size comes out as it went in", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), (integer) => {
        expect(stringifyJson(parseJson(`{"id":${integer}}`))).toBe(`{"id":${integer}}`);
      }),
    );
  });

  test("a double comes out as the same double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        expect(Number(stringifyJson(parseJson(JSON.stringify(double))))).toBe(double === 0 ? 0 : double);
      }),
    );
  });
});

describe("dicts", () => {
  test("__proto__ is a key like any other", () => {
    const dict: Dict = {};
    setKey(dict, "__proto__", 1);
    expect(getKey(dict, "__proto__")).toBe(1);
    expect(Object.getPrototypeOf(dict)).toBe(Object.prototype);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])("%s is not inherited", (key) => {
    for (const element of [{}, [], "text", 5, true, JSON.rawJSON("1e400")] as Value[])
      expect(getKey(element, key)).toBeUndefined();
  });
});

describe("decimals", () => {
  const read = (value: Value): Decimal => readDecimal(value) ?? expect.fail(`${String(value)} is no operand`);

  test.each([
    "",
    " ",
    "x",
    "1,5",
    "1 2",
    "0x10",
    "1e",
    "e5",
    ".",
    "-",
    "+-1",
    "1_000",
    "Infinity",
    "NaN",
    "\u00a01",
    "1\v",
    "1e400",
    "-1e400",
    "1e-1001",
    "\u0661",
  ])("%j is no operand", (text) => {
    expect(readDecimal(text)).toBeUndefined();
  });

  test.each([
    [" 12.50 ", "12.5"],
    ["\t\r\n-3e2\n", "-300"],
    ["+.5", "0.5"],
    ["5.", "5"],
    ["0e9999", "0"],
    ["-0", "0"],
    ["007", "7"],
    ["0.1000000000000000055511151231257827", "0.1"],
    ["1e-400", "0"],
    ["9007199254740993", "9007199254740993"],
    ["1.7976931348623157e308", "17976931348623157" + "0".repeat(292)],
  ])("%j is read as %s", (text, written) => {
    expect(stringifyJson(decimalValue(read(text)) ?? "no value")).toBe(written);
  });

  test.each<[Value, number, number, number]>([
    [2.5, 2, 2, 3],
    [-2.5, -2, -3, -2],
    [0.5, 0, 0, 1],
    [-0.5, 0, -1, 0],
    [-0.4, 0, -1, 0],
    ["0.49999999999999999999999", 0, 0, 0],
    ["-1.50000000000000000000001", -1, -2, -2],
    [7, 7, 7, 7],
    [-7, -7, -7, -7],
  ])("%s is cut to %s, floored to %s, rounded to %s", (value, cut, floor, round) => {
    expect([cutDecimal(read(value)), floorDecimal(read(value)), roundDecimal(read(value))]).toEqual([
      cut,
      floor,
      round,
    ]);
  });

  test("arithmetic on integers is that of integers", () => {
    const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        expect(BigInt(cutDecimal(addDecimals(read(a), read(b))))).toBe(a + b);
        expect(BigInt(cutDecimal(subtractDecimals(read(a), read(b))))).toBe(a - b);
        expect(BigInt(cutDecimal(multiplyDecimals(read(a), read(b))))).toBe(a * b);
        const quotient = divideDecimals(read(a), read(b));
        if (b === 0n) expect(quotient).toBeUndefined();
        else expect(BigInt(quotient as number | bigint)).toBe(a / b);
      }),
    );
  });

  test("a hundred times an amount in cents is the cents", () => {
    for (let cents = 0; cents < 100_000; cents += 7)
      expect(cutDecimal(multiplyDecimals(read(cents / 100), read(100)))).toBe(cents);
  });
});

describe("md5", () => {
  const hex = (text: string): string =>
    [...new Uint8Array(md5(text).buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // The test suite of RFC 1321.
  test.each([
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["a", "0cc175b9c0f1b6a831c399e269772661"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
    ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
    ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"],
    [
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a",
    ],
  ])("%j", (text, digest) => {
    expect(hex(text)).toBe(digest);
  });

  test("agrees with another implementation on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(hex(text)).toBe(createHash("md5").update(text).digest("hex"));
      }),
    );
  });
});
